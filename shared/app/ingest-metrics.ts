// How far ingest is behind its hubs, and how long the events it has not read yet are still there.
import { hubProgress, type HubProgress } from '../domain/hub-progress';
import { gauge, sample, type MetricFamily, type MetricSample } from '../domain/metric-family';
import type { Watermarks } from './operational-state';
import type { Clock, HubPositions } from './ports';

export interface IngestCollectorDependencies {
  readonly watermarks: Watermarks;
  readonly hubPositions: HubPositions;
  /** How long a hub keeps an event, in ms. */
  readonly hubRetentionMs: number;
  readonly clock: Clock;
}

export const collectIngest = async (
  dependencies: IngestCollectorDependencies,
): Promise<readonly MetricFamily[]> => {
  const { watermarks, hubPositions, hubRetentionMs, clock } = dependencies;
  // Watermarks first: an event that comes in between counts as behind, never as processed early.
  const processed = await watermarks.read();
  const partitions = await hubPositions.read();
  const now = clock.now();
  const found = partitions.map((ends) => {
    const { hub, partition } = ends;
    const watermark = processed.find((own) => own.hub === hub && own.partition === partition);
    return { hub, partition, ...hubProgress(ends, watermark, hubRetentionMs, now) };
  });
  const byPartition = (
    valueOf: (progress: HubProgress) => number | undefined,
  ): readonly MetricSample[] =>
    found.flatMap((progress) => {
      const { hub, partition } = progress;
      return sample(valueOf(progress), { hub, partition });
    });
  const hubs = [...new Set(found.map(({ hub }) => hub))];
  return [
    gauge(
      'chargeback_ingest_lag_seconds',
      'Age of the last processed event while others wait after it; 0 where none does.',
      byPartition(({ lagMs }) => lagMs && lagMs / 1000),
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
      'Time until the oldest unprocessed event leaves the hub, at the earliest.',
      hubs.flatMap((hub) => {
        const own = found.filter((progress) => progress.hub === hub);
        return sample(Math.min(...own.map(({ expiresInMs }) => expiresInMs)) / 1000, { hub });
      }),
    ),
  ];
};
