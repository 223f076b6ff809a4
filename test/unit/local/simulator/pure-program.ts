// The program without its stores: readers, join, rollups and rating, over events in a list. What is
// left out (hubs, Cosmos DB, marks) has tests of its own; this is quick enough for many scenarios.
import { sortBatch } from '../../../../shared/app/ingest/sort-batch';
import { Calendar } from '../../../../shared/domain/calendar';
import type { Chargeback } from '../../../../shared/domain/chargeback/chargeback';
import { compileReferenceSet } from '../../../../shared/domain/reference/compile-reference-set';
import type { Instant } from '../../../../shared/domain/instant';
import type { RawEvent } from '../../../../shared/domain/readers/reading';
import { sumDay } from '../../../../shared/domain/chargeback/sum-day';
import { sumPeriod } from '../../../../shared/domain/chargeback/sum-period';
import { WindowSum } from '../../../../shared/domain/usage/sum-window';
import { joinRecords, type UsageRecord } from '../../../../shared/domain/usage/usage-record';
import { windowStart } from '../../../../shared/domain/window';
import { makeApiMatcher } from '../../../../shared/settings/api-patterns';
import type { ReferenceFile } from '../../../../local/simulator/reference-file';
import type { SimulatedMessage } from '../../../../local/simulator/send-plan';
import { referenceSetOfFiles } from '../../../support/reference-set-of-files';

export interface ProgramRun {
  readonly chargeback: Chargeback;
  readonly deadLetters: Readonly<Record<string, number>>;
}

export interface ProgramInputs {
  readonly messages: readonly SimulatedMessage[];
  readonly referenceFiles: readonly ReferenceFile[];
  readonly period: string;
  readonly timeZone: string;
  readonly batchSize: number;
}

export const runProgram = (inputs: ProgramInputs): ProgramRun => {
  const calendar = new Calendar([], inputs.timeZone);
  const bounds = calendar.boundsOf(inputs.period);
  const events = inputs.messages.map((message, index) => rawEventOf(message, index, bounds.to));
  const records = new Map<string, UsageRecord>();
  const deadLetters: Record<string, number> = {};
  for (let start = 0; start < events.length; start += inputs.batchSize) {
    const sorted = sortBatch(events.slice(start, start + inputs.batchSize), {
      isLlmApi: makeApiMatcher('*openai*,*anthropic*'),
      lateDays: 33,
    });
    for (const record of sorted.records) {
      const known = records.get(record.id);
      records.set(record.id, known === undefined ? record : joinRecords(known, record));
    }
    for (const { reason } of sorted.deadLetters) {
      deadLetters[reason] = (deadLetters[reason] ?? 0) + 1;
    }
  }
  const windows = windowsOf(records.values());
  const set = referenceSetOfFiles(inputs.referenceFiles);
  const compiled = compileReferenceSet(set);
  const currency = 'USD';
  const days = calendar.daysOf(bounds).map((day) => {
    const isIn = ({ window }: WindowSum): boolean =>
      day.from <= windowStart(window) && windowStart(window) < day.to;
    const usage = windows.filter(isIn).map((sum) => sum.usage());
    return sumDay({ ...day, period: bounds.period }, currency, usage, compiled);
  });
  const { businessUnits, fingerprint } = set;
  return {
    chargeback: sumPeriod({ bounds, currency, fingerprint, days, businessUnits }),
    deadLetters,
  };
};

// As the host delivers a body: parsed where it is JSON, else as text.
const rawEventOf = (
  { hub, body }: SimulatedMessage,
  sequenceNumber: number,
  enqueuedTime: Instant,
): RawEvent => ({
  body: parsed(Buffer.isBuffer(body) ? body.toString() : JSON.stringify(body)),
  position: { namespace: 'contoso', hub, partition: '0', sequenceNumber, enqueuedTime },
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const windowsOf = (records: Iterable<UsageRecord>): readonly WindowSum[] => {
  const sums = new Map<string, WindowSum>();
  for (const record of records) {
    for (const window of record.windows) {
      const sum = sums.get(window) ?? new WindowSum(window);
      sums.set(window, sum);
      sum.add(record);
    }
  }
  return [...sums.values()];
};
