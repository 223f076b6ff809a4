// Sends to telemetry, at every tick, how long the oldest unprocessed event of each partition will
// still be in its hub. A trigger that stands still says nothing itself; this says it for it.
import type { Telemetry } from '../ports';
import type { ReadHubProgress } from './read-hub-progress';
import { metricNames } from '../telemetry-events';

const hourMs = 60 * 60 * 1000;

export const reportHubProgress = async (
  readHubProgress: ReadHubProgress,
  telemetry: Telemetry,
): Promise<void> => {
  for (const { hub, partition, expiresInMs } of await readHubProgress()) {
    const hours = expiresInMs / hourMs;
    telemetry.metric(metricNames.ingestHoursUntilExpiry, hours, { hub, partition });
  }
};
