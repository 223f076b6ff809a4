// Packs diagnostic records into the envelopes in which Azure Monitor exports them, in every shape
// that an envelope was seen in: mostly {"records": […]}, now and then a bare list or a bare record,
// properties as JSON in a text, names in Pascal case.
import type { DiagnosticRecord } from './diagnostic-records';
import type { Random } from './random';

const recordsPerEnvelope = { min: 20, max: 90 } as const;
const bareListShare = 0.02;
const bareRecordShare = 0.002;
const textPropertiesShare = 0.08;
const pascalCaseShare = 0.05;

/** A thing that becomes ready to be sent at some moment, in ms since 1970. */
export interface Due<T> {
  readonly dueMs: number;
  readonly item: T;
}

/** Records in the order in which they are due, in envelopes that leave with their last record. */
export const packRecords = (
  records: readonly Due<DiagnosticRecord>[],
  random: Random,
): Due<object>[] => {
  const envelopes: Due<object>[] = [];
  let open: object[] = [];
  let room = random.integer(recordsPerEnvelope.min, recordsPerEnvelope.max);
  records.forEach(({ dueMs, item }, index) => {
    const record = dressed(item, random);
    if (random.chance(bareRecordShare)) {
      envelopes.push({ dueMs, item: record });
    } else {
      open.push(record);
    }
    if (open.length >= room || (index === records.length - 1 && open.length > 0)) {
      envelopes.push({ dueMs, item: random.chance(bareListShare) ? open : { records: open } });
      open = [];
      room = random.integer(recordsPerEnvelope.min, recordsPerEnvelope.max);
    }
  });
  return envelopes;
};

const dressed = (record: DiagnosticRecord, random: Random): object => {
  const properties = random.chance(pascalCaseShare)
    ? pascalCased(record.properties)
    : record.properties;
  return {
    ...record,
    properties: random.chance(textPropertiesShare) ? JSON.stringify(properties) : properties,
  };
};

const pascalCased = (properties: DiagnosticRecord['properties']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      value,
    ]),
  );
