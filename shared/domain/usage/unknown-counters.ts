// Counters that no rule knows, by name and quantity, so that a vendor's new field is seen on the day
// it first arrives. The number of names is bounded, because senders can make up more.
import { unknownCounterNamesMax } from '../../limits';

/** Quantities by the counter's dotted name; none is zero. */
export type UnknownCounters = Readonly<Record<string, number>>;

/** Stands for the names past the bound. No counter is called so. */
export const otherCounters = '(other)';

/**
 * Adds quantities. The first names by the alphabet are kept, and the others added up. A name that is
 * among the first of a sum is among the first of each part, so the order of additions changes
 * nothing.
 */
export const addUnknown = (a: UnknownCounters, b: UnknownCounters): UnknownCounters => {
  const sums = new Map<string, number>();
  for (const counters of [a, b]) {
    for (const [name, count] of Object.entries(counters)) {
      sums.set(name, bounded((sums.get(name) ?? 0) + count));
    }
  }
  const other = sums.get(otherCounters) ?? 0;
  sums.delete(otherCounters);
  const sorted = [...sums].sort(([x], [y]) => (x < y ? -1 : 1));
  const rest = sorted
    .slice(unknownCounterNamesMax)
    .reduce((sum, [, count]) => bounded(sum + count), other);
  const kept = sorted.slice(0, unknownCounterNamesMax);
  return Object.fromEntries(rest === 0 ? kept : [...kept, [otherCounters, rest]]);
};

/** The member of a row that holds the sum of two rows' unknown counters, if either has some. */
export const unknownMember = (
  a: { readonly unknownCounters?: UnknownCounters },
  b: { readonly unknownCounters?: UnknownCounters },
): { readonly unknownCounters?: UnknownCounters } =>
  a.unknownCounters === undefined && b.unknownCounters === undefined
    ? {}
    : { unknownCounters: addUnknown(a.unknownCounters ?? {}, b.unknownCounters ?? {}) };

// What an unknown number counts, and whether it may be added up at all, is not known: past exact
// integers it stays what it is instead of stopping its window.
const bounded = (sum: number): number => Math.min(sum, Number.MAX_SAFE_INTEGER);
