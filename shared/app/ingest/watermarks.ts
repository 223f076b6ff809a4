// The watermarks of all partitions, in the state container. Two hosts may process one partition at
// a time while it changes hands; the watermark is moved under its ETag and never back.
import {
  advanceWatermark,
  type Gap,
  type Span,
  type Watermark,
} from '../../domain/usage/watermark';
import { instantOf } from '../../domain/instant';
import { joinAttemptsMax } from '../../limits';
import { DependencyUnavailable, type Documents, type HubPartition } from '../ports';

const partition = 'watermark';

/** `isStart`: nothing was processed yet; the partition began after this sequence number. */
type StoredWatermark = Watermark & { readonly isStart?: true };

const idOf = (hub: string, hubPartition: string): string => `${hub}:${hubPartition}`;

// Where the events before a noted start were already under way when it was noted, the batch says
// better where the partition began.
const knownBefore = (
  stored: StoredWatermark | undefined,
  { firstSequenceNumber }: Span,
): StoredWatermark | undefined =>
  stored?.isStart === true && firstSequenceNumber <= stored.sequenceNumber ? undefined : stored;

export const makeWatermarks = (state: Documents) => ({
  /** Of the partitions of which something was processed. */
  async read(): Promise<readonly Watermark[]> {
    const found = await state.range<StoredWatermark>(partition, '', '~');
    return found.flatMap(({ value }) => (value.isStart === true ? [] : [value]));
  },

  /**
   * Notes where partitions begin of which nothing was processed yet. Without that nobody could tell
   * that a host passed over their very first events.
   */
  async noteStarts(
    partitions: readonly Pick<HubPartition, 'hub' | 'partition' | 'beginSequenceNumber'>[],
  ): Promise<void> {
    const known = new Set((await state.list(partition, '', '~')).map(({ id }) => id));
    const fresh = partitions.filter((ends) => !known.has(idOf(ends.hub, ends.partition)));
    if (fresh.length === 0) return;
    await state.put(
      fresh.map(({ hub, partition: hubPartition, beginSequenceNumber }) => {
        const value: StoredWatermark = {
          hub,
          partition: hubPartition,
          sequenceNumber: beginSequenceNumber - 1,
          enqueuedTime: instantOf(0),
          isStart: true,
        };
        return { partition, id: idOf(hub, hubPartition), value, condition: 'absent' };
      }),
    );
  },

  /**
   * Moves a partition's watermark over a batch that was processed whole. A gap before the batch is
   * told first: once the watermark is past it, nobody would find it again.
   */
  async advance(
    hub: string,
    hubPartition: string,
    span: Span,
    onGap: (gap: Gap) => Promise<void>,
  ): Promise<void> {
    const id = idOf(hub, hubPartition);
    for (let attempt = 0; attempt < joinAttemptsMax; attempt += 1) {
      const stored = await state.read<StoredWatermark>(partition, id);
      const { gap, ...position } = advanceWatermark(knownBefore(stored?.value, span), span);
      if (gap !== undefined) await onGap(gap);
      const value: Watermark = { hub, partition: hubPartition, ...position };
      const condition = stored === undefined ? 'absent' : { etag: stored.etag };
      const [answer] = await state.put([{ partition, id, value, condition }]);
      if (answer === 'written') return;
    }
    throw new DependencyUnavailable(
      `the watermark of ${id} changed ${joinAttemptsMax} times while it was moved; ` +
        'the batch will be delivered again',
    );
  },
});

export type Watermarks = ReturnType<typeof makeWatermarks>;
