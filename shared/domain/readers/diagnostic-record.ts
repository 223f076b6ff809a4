// One record of API Management's diagnostic logs, as Azure Monitor writes it to an Event Hub: its
// keys in camel or Pascal case, its properties as an object or as JSON in a string. Log Analytics
// data export writes rows of a table instead: the same properties as columns of the row itself, the
// time as TimeGenerated and the table as Type
// (https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewaylogs).
import type { RequestId } from '../usage/observation';
import { isMissingText } from './counts';
import type { ReadContext } from './dialect';
import { FieldReader, isFields, type Faults, type Fields } from './field-reader';
import { gatewayRequestId, positionRequestId } from './identity';
import { parseJson } from './parse-json';

export interface DiagnosticRecord {
  readonly record: FieldReader;
  readonly properties: FieldReader;
  /** The field of `record` that holds its time. */
  readonly timeField: 'time' | 'timeGenerated';
  readonly requestId: RequestId;
  readonly faults: Faults;
}

/** Where a record stands: its index in the event, and the path to it, '' for a bare record. */
export interface RecordPlace {
  readonly index: number;
  readonly path: string;
}

/** Whether an object that stands alone is a record: others have a category too. */
export const isDiagnosticRecord = (value: unknown): value is Fields =>
  isFields(value) &&
  categoryOf(value) !== undefined &&
  (isTableRow(value) ||
    ['properties', 'Properties', 'resourceId', 'ResourceId'].some((key) => key in value));

/** Whether it is a row of a table, whose columns are the properties. */
export const isTableRow = (fields: Fields): boolean =>
  ('TimeGenerated' in fields || 'timeGenerated' in fields) &&
  !('properties' in fields) &&
  !('Properties' in fields);

/** `gatewaylogs` and so on; undefined where the object is no record of a log. */
export const categoryOf = (fields: Fields): string | undefined => {
  const category = memberOf(fields, 'category', 'Category');
  const operationName = memberOf(fields, 'operationName', 'OperationName');
  if (typeof category === 'string' && !isMissingText(category)) return category.toLowerCase();
  const operation = typeof operationName === 'string' ? operationName.toLowerCase() : '';
  if (operation.startsWith(provider)) return operation.slice(provider.length);
  return isTableRow(fields) ? categoryOfTable(fields['Type']) : undefined;
};

const provider = 'microsoft.apimanagement/';

const categoryOfTable = (table: unknown): string | undefined => {
  if (typeof table !== 'string' || isMissingText(table)) return undefined;
  const name = table.toLowerCase();
  return categoryByTable.get(name) ?? name;
};

const categoryByTable: ReadonlyMap<string, string> = new Map([
  ['apimanagementgatewaylogs', 'gatewaylogs'],
  ['apimanagementgatewayllmlog', 'gatewayllmlogs'],
]);

export const openRecord = (
  fields: Fields,
  place: RecordPlace,
  context: ReadContext,
  faults: Faults,
): DiagnosticRecord => {
  const own = camelKeys(fields);
  const isRow = isTableRow(fields);
  const held = isRow ? own : own['properties'];
  const json = typeof held === 'string' ? parseJson(held) : { ok: true as const, value: held };
  const inner = json.ok ? (json.value ?? {}) : undefined;
  if (!isFields(inner)) {
    const detail = 'expected an object, or the text of one';
    faults.report('badField', `${place.path}properties`, detail);
  }
  const record = new FieldReader(own, faults, place.path);
  const properties = new FieldReader(
    isFields(inner) ? camelKeys(inner) : {},
    faults,
    isRow ? place.path : `${place.path}properties.`,
  );
  const correlationId = record.id('correlationId') ?? properties.id('correlationId');
  const requestId =
    correlationId === undefined
      ? positionRequestId(context.position, place.index)
      : gatewayRequestId(correlationId, { dialect: 'apim', service: serviceOf(record) });
  return { record, properties, timeField: isRow ? 'timeGenerated' : 'time', requestId, faults };
};

// What is there in both cases is taken in camel case, here as in camelKeys.
const memberOf = (fields: Fields, camel: string, pascal: string): unknown =>
  fields[camel in fields ? camel : pascal];

const camelKeys = (fields: Fields): Fields => {
  const keys = Object.keys(fields);
  // Properties nearly always are in camel case already.
  if (!keys.some(isPascal)) return fields;
  const camel: Record<string, unknown> = {};
  for (const key of keys) {
    // To assign that one would not add a field, but put another object's fields under all others.
    if (key === '__proto__') continue;
    const name = isPascal(key) ? key.charAt(0).toLowerCase() + key.slice(1) : key;
    if (name === key || !(name in fields)) camel[name] = fields[key];
  }
  return camel;
};

/** The names that are read are ASCII. */
const isPascal = (key: string): boolean => key >= 'A' && key < '[';

/** The name of the API Management service: the last segment of its resource id. */
const serviceOf = (record: FieldReader): string =>
  (record.id('resourceId') ?? record.id('_ResourceId') ?? '')
    .toLowerCase()
    .split('/')
    .slice(-1)
    .join();
