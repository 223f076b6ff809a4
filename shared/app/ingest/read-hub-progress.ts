// How far ingest is in every partition of the hubs, asked of the hubs themselves.
import { countBehind, hubProgress, type HubProgress } from '../../domain/usage/hub-progress';
import type { Instant } from '../../domain/instant';
import type { Watermark } from '../../domain/usage/watermark';
import type { Watermarks } from '../reports/operational-state';
import type { Clock, HubPartition, HubPeek, HubPositions } from '../ports';

export interface ReadHubProgressDependencies {
  readonly watermarks: Watermarks;
  readonly hubPositions: HubPositions & HubPeek;
  /** How long a hub keeps an event, in ms. */
  readonly hubRetentionMs: number;
  readonly clock: Clock;
}

export type PartitionProgress = HubProgress &
  Pick<HubPartition, 'hub' | 'partition' | 'beginSequenceNumber'>;
/** Of this hub, or of all that the program reads. */
export type ReadHubProgress = (hub?: string) => Promise<readonly PartitionProgress[]>;

export const makeReadHubProgress =
  ({
    watermarks,
    hubPositions,
    hubRetentionMs,
    clock,
  }: ReadHubProgressDependencies): ReadHubProgress =>
  async (wanted) => {
    // Watermarks first: an event that comes in between counts as behind, never as processed early.
    const processed = await watermarks.read();
    const partitions = await hubPositions.read(wanted);
    return Promise.all(
      partitions.map(async (ends) => {
        const { hub, partition, beginSequenceNumber } = ends;
        const watermark = processed.find((own) => own.hub === hub && own.partition === partition);
        const oldest = await oldestUnprocessed(hubPositions, ends, watermark);
        const progress = hubProgress(ends, watermark, oldest, hubRetentionMs, clock.now());
        return { hub, partition, beginSequenceNumber, ...progress };
      }),
    );
  };

/** Looks into the hub only where something waits there. */
const oldestUnprocessed = async (
  hubPositions: HubPeek,
  ends: HubPartition,
  watermark: Watermark | undefined,
): Promise<Instant | undefined> => {
  const { eventsBehind, processedUpTo } = countBehind(ends, watermark);
  return eventsBehind === 0
    ? undefined
    : hubPositions.firstEnqueuedTimeAfter(ends.hub, ends.partition, processedUpTo);
};
