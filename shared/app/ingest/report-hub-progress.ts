// Sends to telemetry, at every tick, how old the oldest unprocessed event of each partition is and how
// long it will still be in its hub. A trigger that stands still says nothing itself; this says it for it.
import type { Telemetry } from '../ports';
import type { ReadHubProgress } from './read-hub-progress';
import { metricNames } from '../telemetry-metrics';
import type { Watermarks } from './watermarks';

const hourMs = 60 * 60 * 1000;

export interface ReportHubProgressDependencies {
  readonly hubs: readonly string[];
  readonly readHubProgress: ReadHubProgress;
  readonly watermarks: Pick<Watermarks, 'noteStarts'>;
  readonly telemetry: Telemetry;
  /** Told of what will be tried again at the next tick; it must not throw. */
  readonly onFailure: (what: string, error: unknown) => void;
}

/** Never fails, and takes each hub by itself: one that does not answer is not to silence another. */
export const makeReportHubProgress = ({
  hubs,
  readHubProgress,
  watermarks,
  telemetry,
  onFailure,
}: ReportHubProgressDependencies) => {
  const report = async (hub: string): Promise<void> => {
    const progress = await readHubProgress(hub);
    for (const { partition, lagMs, expiresInMs } of progress) {
      const hours = expiresInMs / hourMs;
      telemetry.metric(metricNames.ingestLagSeconds, lagMs / 1000, { hub, partition });
      telemetry.metric(metricNames.ingestHoursUntilExpiry, hours, { hub, partition });
    }
    // After the telling, which reads alone: it is not held up where nothing may be written.
    await watermarks.noteStarts(progress);
  };
  return async (): Promise<void> => {
    await Promise.all(
      hubs.map((hub) =>
        report(hub).catch((error: unknown) =>
          onFailure(`the positions of hub ${hub} could not be reported`, error),
        ),
      ),
    );
  };
};

export type ReportHubProgress = ReturnType<typeof makeReportHubProgress>;
