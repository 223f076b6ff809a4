// The watermarks of all partitions, in the state container. Two hosts may process one partition at
// a time while it changes hands; the watermark is moved under its ETag and never back.
import { advanceWatermark, type Gap, type Span, type Watermark } from '../domain/watermark';
import { joinAttemptsMax } from '../limits';
import { DependencyUnavailable, type Documents } from './ports';

const partition = 'watermark';

export const makeWatermarks = (state: Documents) => ({
  async read(): Promise<readonly Watermark[]> {
    const found = await state.range<Watermark>(partition, '', '~');
    return found.map(({ value }) => value);
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
    const id = `${hub}:${hubPartition}`;
    for (let attempt = 0; attempt < joinAttemptsMax; attempt += 1) {
      const stored = await state.read<Watermark>(partition, id);
      const { gap, ...position } = advanceWatermark(stored?.value, span);
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
