// How far ingest is behind its hubs, and how long the events it has not read yet are still there.
import type { HubProgress } from '../../domain/usage/hub-progress';
import { gauge, sample, type MetricFamily, type MetricSample } from '../../domain/metric-family';
import type { ReadHubProgress } from '../ingest/read-hub-progress';

export interface IngestCollectorDependencies {
  readonly readHubProgress: ReadHubProgress;
}

export const collectIngest = async ({
  readHubProgress,
}: IngestCollectorDependencies): Promise<readonly MetricFamily[]> => {
  const found = await readHubProgress();
  const byPartition = (valueOf: (progress: HubProgress) => number): readonly MetricSample[] =>
    found.flatMap((progress) => {
      const { hub, partition } = progress;
      return sample(valueOf(progress), { hub, partition });
    });
  const hubs = [...new Set(found.map(({ hub }) => hub))];
  return [
    gauge(
      'chargeback_ingest_lag_seconds',
      'Age of the oldest event that is not processed yet; 0 where there is none.',
      byPartition(({ lagMs }) => lagMs / 1000),
    ),
    gauge(
      'chargeback_ingest_events_behind',
      'Events in the partition that are not processed yet.',
      byPartition(({ eventsBehind }) => eventsBehind),
    ),
    gauge(
      'chargeback_ingest_events_expired',
      'Events that left the hub before they were processed, and are in no report.',
      byPartition(({ eventsExpired }) => eventsExpired),
    ),
    gauge(
      'chargeback_ingest_event_expiry_seconds',
      'Time until the oldest unprocessed event leaves the hub.',
      hubs.flatMap((hub) => {
        const own = found.filter((progress) => progress.hub === hub);
        return sample(Math.min(...own.map(({ expiresInMs }) => expiresInMs)) / 1000, { hub });
      }),
    ),
  ];
};
