// The join of rejected positions is a set's union: whatever is joined, in whatever order and however
// often, holds each event once.
import fc from 'fast-check';
import { instantOf } from '../../shared/domain/instant';
import {
  countPositions,
  joinPositions,
  positionsOf,
  type RejectedEvent,
} from '../../shared/domain/usage/rejected-positions';
import { runs } from '../support/property-runs';

const firstMs = Date.parse('2026-11-02T10:16:00Z');

const event: fc.Arbitrary<RejectedEvent> = fc
  .record({
    sequenceNumber: fc.oneof(fc.nat(12), fc.integer({ min: 9_995, max: 9_999 })),
    minute: fc.nat(2),
    items: fc.integer({ min: 1, max: 3 }),
    stored: fc.nat(3),
  })
  .map(({ sequenceNumber, minute, items, stored }) => ({
    sequenceNumber,
    enqueuedTime: instantOf(firstMs + minute * 60_000),
    items,
    stored: Math.min(items, stored),
  }));

const positions = fc.array(event, { maxLength: 12 }).map(positionsOf);

test('the join is commutative, associative and idempotent', () => {
  fc.assert(
    fc.property(positions, positions, positions, (a, b, c) => {
      expect(joinPositions(a, b)).toEqual(joinPositions(b, a));
      expect(joinPositions(joinPositions(a, b), c)).toEqual(joinPositions(a, joinPositions(b, c)));
      expect(joinPositions(a, a)).toEqual(a);
      expect(joinPositions(joinPositions(a, b), b)).toEqual(joinPositions(a, b));
    }),
    runs(300),
  );
});

test('a set of events is the same to the last byte, however it was put together', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), fc.nat(20), (events, cut) => {
      const whole = positionsOf(events);
      const parts = [positionsOf(events.slice(cut)), positionsOf(events.slice(0, cut))];
      expect(JSON.stringify(parts.reduce(joinPositions, []))).toBe(JSON.stringify(whole));
    }),
    runs(300),
  );
});

test('counts the most that was stated of each event, once', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), (events) => {
      const most = new Map<string, { items: number; stored: number }>();
      for (const { sequenceNumber, enqueuedTime, items, stored } of events) {
        const key = `${sequenceNumber} ${enqueuedTime}`;
        const known = most.get(key) ?? { items: 0, stored: 0 };
        most.set(key, {
          items: Math.max(known.items, items),
          stored: Math.max(known.stored, stored),
        });
      }
      const sum = (of: (one: { items: number; stored: number }) => number): number =>
        [...most.values()].reduce((total, one) => total + of(one), 0);
      expect(countPositions(positionsOf(events))).toEqual({
        items: sum(({ items }) => items),
        stored: sum(({ stored }) => stored),
      });
    }),
    runs(300),
  );
});
