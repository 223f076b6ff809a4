// The timer function of the rollup. A tick that throws is repeated by the next one: everything it
// did not finish is still marked. How far ingest is in the hubs is told after each, also after one
// that failed: what keeps the rollup from working may keep ingest from it, too.
import type { TimerHandler } from '@azure/functions';
import type { ReportHubProgress } from '../shared/app/ingest/report-hub-progress';
import type { RollUp } from '../shared/app/rollup/roll-up';

export interface RollUpHandlerDependencies {
  readonly rollUp: RollUp;
  readonly reportHubProgress: ReportHubProgress;
}

export const makeRollUpHandler =
  ({ rollUp, reportHubProgress }: RollUpHandlerDependencies): TimerHandler =>
  async (_timer, context) => {
    try {
      const summary = await rollUp();
      context.debug(`rolled up: ${JSON.stringify(summary)}`);
    } finally {
      await reportHubProgress();
    }
  };
