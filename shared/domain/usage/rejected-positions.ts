// Sets of hub positions whose items were rejected: which events, how many items of each, and of how
// many the payload is stored. The join is commutative, associative and idempotent (the maximum per
// event), so a redelivery changes no count, however its batches are cut. It must never add up two
// statements about one event.
//
// A set holds the events of one block of sequence numbers, one UTC day, one reason and one sender. An
// event is found by its sequence number and the minute in which it was enqueued: a hub that was deleted
// and created again starts its sequence numbers at 0, and its events must not be taken for the old ones.
import { rejectedBlockEvents } from '../../limits';
import type { Instant } from '../instant';

/** One event whose items, or some of them, were rejected for one reason. */
export interface RejectedEvent {
  readonly sequenceNumber: number;
  readonly enqueuedTime: Instant;
  /** Items of the event that were rejected. Reading is pure: every delivery finds as many. */
  readonly items: number;
  /** Of those, how many have their payload among the dead letters: the first so many by index. */
  readonly stored: number;
}

/**
 * Consecutive events that are alike: the minute of the UTC day in which they were enqueued, the first
 * one's sequence number less that of its block, how many events, and what each of them has.
 */
export type RejectedRange = readonly [
  minute: number,
  offset: number,
  events: number,
  items: number,
  stored: number,
];

/** Sorted by minute and offset; no two ranges overlap, and none can be merged with the next one. */
export type RejectedPositions = readonly RejectedRange[];

export interface RejectedCount {
  readonly items: number;
  readonly stored: number;
}

/** Number of the block that holds a sequence number. */
export const blockOf = (sequenceNumber: number): number =>
  Math.floor(sequenceNumber / rejectedBlockEvents);

/** Orders events by minute and offset, and is the same for two statements about one event. */
export const eventKeyOf = ({
  sequenceNumber,
  enqueuedTime,
}: Pick<RejectedEvent, 'sequenceNumber' | 'enqueuedTime'>): number => {
  const minute = Number(enqueuedTime.slice(11, 13)) * 60 + Number(enqueuedTime.slice(14, 16));
  return minute * rejectedBlockEvents + (sequenceNumber % rejectedBlockEvents);
};

/** The set that holds these events of one block; an event that is named twice is joined. */
export const positionsOf = (events: readonly RejectedEvent[]): RejectedPositions => {
  const counts = new Map<number, RejectedCount>();
  for (const event of events) join(counts, eventKeyOf(event), event);
  return rangesOf(counts);
};

export const joinPositions = (a: RejectedPositions, b: RejectedPositions): RejectedPositions => {
  const counts = countsByEvent(a);
  for (const [key, count] of countsByEvent(b)) join(counts, key, count);
  return rangesOf(counts);
};

/** What a set holds about each event, by its key. */
export const countsByEvent = (positions: RejectedPositions): Map<number, RejectedCount> => {
  const counts = new Map<number, RejectedCount>();
  for (const [minute, offset, events, items, stored] of positions) {
    const first = minute * rejectedBlockEvents + offset;
    for (let event = 0; event < events; event += 1) counts.set(first + event, { items, stored });
  }
  return counts;
};

export const countPositions = (positions: RejectedPositions): RejectedCount => {
  let items = 0;
  let stored = 0;
  for (const [, , events, itemsEach, storedEach] of positions) {
    items += events * itemsEach;
    stored += events * storedEach;
  }
  return { items, stored };
};

const join = (counts: Map<number, RejectedCount>, key: number, count: RejectedCount): void => {
  const known = counts.get(key) ?? { items: 0, stored: 0 };
  counts.set(key, {
    items: Math.max(known.items, count.items),
    stored: Math.max(known.stored, count.stored),
  });
};

const rangesOf = (counts: ReadonlyMap<number, RejectedCount>): RejectedPositions => {
  const ranges: RejectedRange[] = [];
  for (const [key, count] of [...counts].sort(([a], [b]) => a - b)) {
    const longer = lengthened(ranges.at(-1), key, count);
    if (longer === undefined) ranges.push(rangeOf(key, count));
    else ranges.splice(-1, 1, longer);
  }
  return ranges;
};

/** The range with one more event, if that one comes next and is like the others. */
const lengthened = (
  range: RejectedRange | undefined,
  key: number,
  count: RejectedCount,
): RejectedRange | undefined => {
  if (range === undefined) return undefined;
  const [minute, offset, events, items, stored] = range;
  const isNext =
    minute === Math.floor(key / rejectedBlockEvents) &&
    offset + events === key % rejectedBlockEvents;
  const isAlike = items === count.items && stored === count.stored;
  return isNext && isAlike ? [minute, offset, events + 1, items, stored] : undefined;
};

const rangeOf = (key: number, { items, stored }: RejectedCount): RejectedRange => [
  Math.floor(key / rejectedBlockEvents),
  key % rejectedBlockEvents,
  1,
  items,
  stored,
];
