// Observations of one request, said in a line, and the record that they make together.
import { parseInstant } from '../../shared/domain/instant';
import type { Counters, Facts, Observation, Source } from '../../shared/domain/usage/observation';
import { joinRecords, recordOf, type UsageRecord } from '../../shared/domain/usage/usage-record';

export interface Said extends Facts {
  readonly id?: string;
  readonly time?: string;
  /** Absent: the source does not know its token counts. */
  readonly counters?: Counters;
}

export const observed = (
  source: Source | 'newerSource',
  { id = 'r1', time = '2026-11-02T10:16:00Z', counters, ...facts }: Said = {},
): Observation => {
  const occurredAt = parseInstant(time);
  if (occurredAt === undefined) throw new Error(`not an instant: ${time}`);
  return {
    requestId: id as Observation['requestId'],
    source: source as Source,
    occurredAt,
    facts,
    counters: counters ?? null,
  };
};

export const recordFrom = (...observations: readonly Observation[]): UsageRecord =>
  observations.map(recordOf).reduce(joinRecords);
