// Counts that a gateway copied out of a usage object into fields of its own.
import type { CounterName } from '../usage/counter-names';
import type { Counters } from '../usage/observation';
import type { FieldReader } from './field-reader';

/** The counters that the fields state, by field; null where they state none. */
export const readStatedCounts = (
  event: FieldReader,
  nameOfField: Readonly<Record<string, CounterName>>,
): Counters | null => {
  const counters: Record<string, number> = {};
  for (const [field, name] of Object.entries(nameOfField)) {
    const count = event.count(field);
    if (count !== undefined) counters[name] = count;
  }
  return Object.keys(counters).length === 0 ? null : counters;
};
