// The timer function of the rollup. A tick that throws is repeated by the next one: everything it
// did not finish is still marked.
import type { TimerHandler } from '@azure/functions';
import type { RollUp } from '../shared/app/rollup/roll-up';

export const makeRollUpHandler =
  (rollUp: RollUp): TimerHandler =>
  async (_timer, context) => {
    const summary = await rollUp();
    context.debug(`rolled up: ${JSON.stringify(summary)}`);
  };
