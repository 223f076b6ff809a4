// API Management's diagnostic settings and Log Analytics data export: envelopes of records or rows, bare
// arrays of them, bare ones.
import { envelopeRecordsMax } from '../../limits';
import type { Dialect, ReadContext } from './dialect';
import {
  categoryOf,
  isDiagnosticRecord,
  isTableRow,
  openRecord,
  type RecordPlace,
} from './diagnostic-record';
import { Faults, isFields, type Fields } from './field-reader';
import { readGatewayLog } from './gateway-log';
import { readLlmLog } from './llm-log';
import { ignore, reject, type Reading } from './reading';

export const diagnosticEnvelope: Dialect = {
  claims: (body) => 'records' in body,
  read: (body, context) => {
    const records = body['records'];
    return Array.isArray(records)
      ? readRecords(records, 'records', context)
      : [reject('unknownShape', 'records', 'expected a list of diagnostic records')];
  },
};

export const diagnosticRecord: Dialect = {
  claims: isDiagnosticRecord,
  read: (body, context) => [readRecord(body, { index: 0, path: '' }, context)],
};

/** Whether a list is an envelope without its `records`. */
export const isRecordList = (list: readonly unknown[]): boolean => list.some(isDiagnosticRecord);

/** The readings of a list of records, each at the index of its record. */
export const readRecords = (
  records: readonly unknown[],
  path: string,
  context: ReadContext,
): readonly Reading[] => {
  if (records.length === 0) return [ignore('emptyEnvelope')];
  const readings = records.slice(0, envelopeRecordsMax).map((record, index): Reading => {
    const at = `${path}[${index}]`;
    return isFields(record)
      ? readRecord(record, { index, path: `${at}.` }, context)
      : reject('notAnEvent', at, 'expected a diagnostic record, which is an object');
  });
  if (records.length > envelopeRecordsMax) {
    const detail = `the records from the one at index ${envelopeRecordsMax} on were not read`;
    readings.push(reject('tooLarge', path, detail));
  }
  return readings;
};

const readRecord = (fields: Fields, place: RecordPlace, context: ReadContext): Reading => {
  const category = categoryOf(fields);
  if (category !== undefined && readCategories.has(category) && isSharedTableRow(fields)) {
    const detail = 'a row of AzureDiagnostics; choose resource-specific tables in the setting';
    return reject('unknownShape', `${place.path}Type`, detail);
  }
  if (category === 'gatewayllmlogs') {
    return readLlmLog(openRecord(fields, place, context, new Faults()));
  }
  if (category === 'gatewaylogs') {
    return readGatewayLog(openRecord(fields, place, context, new Faults()), context);
  }
  // Metrics come in the same envelopes, without a category.
  if (category !== undefined || 'metricName' in fields) return ignore('otherCategory');
  const path = place.path.replace(/\.$/, '');
  return reject('unknownShape', path, 'a record without a category or an operation name');
};

const readCategories: ReadonlySet<string> = new Set(['gatewaylogs', 'gatewayllmlogs']);

// The table that services share names its columns otherwise (`apiId_s`): its rows would pass for those
// of requests to no API.
const isSharedTableRow = (fields: Fields): boolean => {
  const table = fields['Type'];
  return (
    isTableRow(fields) && typeof table === 'string' && table.toLowerCase() === 'azurediagnostics'
  );
};
