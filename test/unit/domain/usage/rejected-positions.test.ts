import type { Instant } from '../../../../shared/domain/instant';
import {
  blockOf,
  countPositions,
  countsByEvent,
  eventKeyOf,
  joinPositions,
  positionsOf,
  type RejectedEvent,
} from '../../../../shared/domain/usage/rejected-positions';
import { documentCharsMax, rejectedBlockEvents } from '../../../../shared/limits';

const event = (sequenceNumber: number, items = 1, stored = 0, time = '10:16'): RejectedEvent => ({
  sequenceNumber,
  enqueuedTime: `2026-11-02T${time}:30.000Z` as Instant,
  items,
  stored,
});

const minute = 10 * 60 + 16;

describe('a set of rejected positions', () => {
  it('keeps events that follow each other and are alike as one range', () => {
    const events = [
      event(20_007),
      event(20_005),
      event(20_006),
      event(20_009),
      event(20_010, 3, 1),
    ];
    expect(positionsOf(events)).toEqual([
      [minute, 5, 3, 1, 0],
      [minute, 9, 1, 1, 0],
      [minute, 10, 1, 3, 1],
    ]);
  });

  it('keeps events apart that differ in their items or in the payloads that are stored', () => {
    const positions = positionsOf([event(1, 2, 1), event(2, 2, 2), event(3, 1, 1)]);
    expect(positions).toHaveLength(3);
    expect(countPositions(positions)).toEqual({ items: 5, stored: 4 });
  });

  it('counts an event once that is named twice', () => {
    expect(countPositions(positionsOf([event(1, 2), event(1, 2, 1)]))).toEqual({
      items: 2,
      stored: 1,
    });
  });

  it('does not take the events of a recreated hub for those of the old one', () => {
    const old = positionsOf([event(0), event(1)]);
    const recreated = positionsOf([event(0, 1, 0, '10:17'), event(1, 1, 0, '10:17')]);
    expect(countPositions(joinPositions(old, recreated))).toEqual({ items: 4, stored: 0 });
  });

  it('does not run from one minute into the next one', () => {
    const last = event(rejectedBlockEvents - 1);
    const first = event(0, 1, 0, '10:17');
    expect(positionsOf([last, first])).toHaveLength(2);
  });

  it('says of each event what it holds', () => {
    const counts = countsByEvent(positionsOf([event(7, 2, 1), event(8, 2, 1), event(9)]));
    expect(counts.get(eventKeyOf(event(8)))).toEqual({ items: 2, stored: 1 });
    expect(counts.get(eventKeyOf(event(10)))).toBeUndefined();
  });

  it('is one document, however much its events differ', () => {
    const events = Array.from({ length: rejectedBlockEvents }, (_, index) =>
      event(index, 9_000 + (index % 2), 9_000, '23:59'),
    );
    expect(JSON.stringify(positionsOf(events)).length).toBeLessThan(documentCharsMax / 2);
  });

  it('belongs to the block of its sequence numbers', () => {
    expect([0, 9_999, 10_000, 123_456].map(blockOf)).toEqual([0, 0, 1, 12]);
  });
});
