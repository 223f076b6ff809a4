import { advanceWatermark, type Span } from '../../../../shared/domain/usage/watermark';
import { at } from '../../../support/sample-period';

/** Events of a hub that enqueues one a second, from a minute on. */
const span = (first: number, last: number, minute = '10:00'): Span => ({
  firstSequenceNumber: first,
  firstEnqueuedTime: second(minute, first),
  lastSequenceNumber: last,
  lastEnqueuedTime: second(minute, last),
});
const second = (minute: string, n: number) =>
  at(`2026-11-02T${minute}:${String(n).padStart(2, '0')}Z`);
const stored = (sequenceNumber: number, minute = '10:00') => ({
  sequenceNumber,
  enqueuedTime: second(minute, sequenceNumber),
});

describe('a watermark', () => {
  it('begins with the first batch, wherever that begins', () => {
    expect(advanceWatermark(undefined, span(7, 9))).toEqual(stored(9));
  });

  it('moves over the next batch without a word', () => {
    expect(advanceWatermark(stored(9), span(10, 12))).toEqual(stored(12));
  });

  it('does not move back on a redelivery', () => {
    expect(advanceWatermark(stored(9), span(3, 5))).toEqual(stored(9));
    expect(advanceWatermark(stored(9), span(3, 9))).toEqual(stored(9));
  });

  it('moves on where a redelivery goes further', () => {
    expect(advanceWatermark(stored(9), span(3, 12))).toEqual(stored(12));
  });

  it('raises no false alarm where the clock of the hub stepped back', () => {
    const back = { ...span(10, 12, '09:59'), firstEnqueuedTime: second('10:00', 10) };
    const moved = advanceWatermark(stored(10), back);
    expect(moved).toEqual({ sequenceNumber: 12, enqueuedTime: second('10:00', 10) });
    expect(advanceWatermark(moved, back)).toEqual(moved);
  });

  it('tells the gap before a batch that begins past the next event', () => {
    expect(advanceWatermark(stored(9), span(11, 12))).toEqual({
      ...stored(12),
      gap: { kind: 'sequenceGap', after: 9, before: 11 },
    });
  });

  it('starts over with a hub that was created anew: lower numbers, enqueued later', () => {
    expect(advanceWatermark(stored(9), span(0, 3, '10:30'))).toEqual({
      ...stored(3, '10:30'),
      gap: { kind: 'hubRecreated', after: 9, before: 0 },
    });
    expect(advanceWatermark(stored(3, '10:30'), span(0, 3, '10:30'))).toEqual(stored(3, '10:30'));
  });

  it('starts over also where the new hub has gone past the old number within one batch', () => {
    const advanced = advanceWatermark(stored(9), span(0, 20, '10:30'));
    expect(advanced).toMatchObject({ sequenceNumber: 20, gap: { kind: 'hubRecreated' } });
  });
});
