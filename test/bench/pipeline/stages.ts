// The pure half of the program as ingest and the rollups run it, from the raw event to the rated
// row. Each function stops after one stage more, so that the stages' shares are the differences.
import { sortBatch } from '../../../shared/app/ingest/sort-batch';
import { sumDay } from '../../../shared/domain/chargeback/sum-day';
import type { DayUsage } from '../../../shared/domain/chargeback/day-usage';
import { instantOf } from '../../../shared/domain/instant';
import { readEvent } from '../../../shared/domain/readers/read-event';
import type { RawEvent } from '../../../shared/domain/readers/reading';
import { compileReferenceSet } from '../../../shared/domain/reference/compile-reference-set';
import type { ReferenceSet } from '../../../shared/domain/reference/reference-set';
import type { UsageRecord } from '../../../shared/domain/usage/usage-record';
import { WindowSum } from '../../../shared/domain/usage/sum-window';
import type { WindowUsage } from '../../../shared/domain/usage/window-usage';
import type { WindowId } from '../../../shared/domain/window';
import { makeApiMatcher } from '../../../shared/settings/api-patterns';
import { enqueuedAtMs, type Traffic } from './traffic';

const options = { isLlmApi: makeApiMatcher('*openai*,*anthropic*'), lateDays: 31 };
const day = {
  date: '2026-11-03',
  from: instantOf(Date.parse('2026-11-03T00:00Z')),
  to: instantOf(Date.parse('2026-11-04T00:00Z')),
  period: '2026-11',
};

/** In their order; each runs all those before it too. */
export const stageNames = ['parse', 'read', 'record', 'sum', 'rate'] as const;
export type StageName = (typeof stageNames)[number];

export interface Stages extends Readonly<Record<StageName, () => unknown>> {
  /** The bare JSON.parse, of which nothing is kept. */
  readonly parse: () => number;
  readonly sum: () => readonly WindowUsage[];
  /** The whole pipeline. */
  readonly rate: () => DayUsage;
}

/** `batchSize`: events that the host hands over at once. Throws where an event is a dead letter. */
export const stagesOver = (
  { events }: Traffic,
  batchSize: number,
  referenceSet: ReferenceSet,
): Stages => {
  const batches = inBatches(events, batchSize);
  const references = compileReferenceSet(referenceSet);
  const recordsOf = (batch: readonly RawEvent[]): readonly UsageRecord[] => {
    const { records, deadLetters } = sortBatch(batch, options);
    const [letter] = deadLetters;
    if (letter !== undefined)
      throw new Error(`${letter.reason} at ${letter.path}: ${letter.detail}`);
    return records;
  };
  const sum = (): readonly WindowUsage[] => {
    const sums = new Map<WindowId, WindowSum>();
    for (const batch of batches) addRecords(sums, recordsOf(batch));
    return [...sums.values()].map((one) => one.usage());
  };
  return {
    parse: () => {
      let objects = 0;
      for (const event of events) if (typeof JSON.parse(event) === 'object') objects += 1;
      return objects;
    },
    read: () => {
      let readings = 0;
      for (const batch of batches) {
        for (const event of batch) readings += readEvent(event, options).length;
      }
      return readings;
    },
    record: () => {
      let records = 0;
      for (const batch of batches) records += recordsOf(batch).length;
      return records;
    },
    sum,
    rate: () => sumDay(day, 'USD', sum(), references),
  };
};

const addRecords = (sums: Map<WindowId, WindowSum>, records: readonly UsageRecord[]): void => {
  for (const record of records) {
    for (const window of record.windows) {
      let sum = sums.get(window);
      if (sum === undefined) sums.set(window, (sum = new WindowSum(window)));
      sum.add(record);
    }
  }
};

// Each with an enqueued time of its own, as a hub gives it.
const inBatches = (events: readonly string[], size: number): readonly (readonly RawEvent[])[] => {
  const raw = events.map((body, sequenceNumber): RawEvent => ({
    body,
    position: {
      namespace: 'contoso.servicebus.windows.net',
      hub: 'llm-usage',
      partition: '0',
      sequenceNumber,
      enqueuedTime: instantOf(enqueuedAtMs + sequenceNumber),
    },
  }));
  const batches: RawEvent[][] = [];
  for (let start = 0; start < raw.length; start += size)
    batches.push(raw.slice(start, start + size));
  return batches;
};
