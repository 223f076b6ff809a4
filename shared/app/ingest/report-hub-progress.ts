// Sends to telemetry, at every tick, how old the oldest unprocessed event of each partition is and how
// long it will still be in its hub. A trigger that stands still says nothing itself; this says it for it.
import type { Telemetry } from '../ports';
import type { ReadHubProgress } from './read-hub-progress';
import { metricNames } from '../telemetry-metrics';

const hourMs = 60 * 60 * 1000;

export const reportHubProgress = async (
  readHubProgress: ReadHubProgress,
  telemetry: Telemetry,
): Promise<void> => {
  for (const { hub, partition, lagMs, expiresInMs } of await readHubProgress()) {
    const hours = expiresInMs / hourMs;
    telemetry.metric(metricNames.ingestLagSeconds, lagMs / 1000, { hub, partition });
    telemetry.metric(metricNames.ingestHoursUntilExpiry, hours, { hub, partition });
  }
};
