// One record of API Management's diagnostic logs, as Azure Monitor writes it to an Event Hub: its
// keys in camel or Pascal case, its properties as an object or as JSON in a string.
import type { RequestId } from '../usage/observation';
import { isMissingText } from './counts';
import type { ReadContext } from './dialect';
import { FieldReader, isFields, type Faults, type Fields } from './field-reader';
import { gatewayRequestId, positionRequestId } from './identity';
import { parseJson } from './parse-json';

export interface DiagnosticRecord {
  readonly record: FieldReader;
  readonly properties: FieldReader;
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
  ['properties', 'Properties', 'resourceId', 'ResourceId'].some((key) => key in value);

/** `gatewaylogs` and so on; undefined where the object is no record of a log. */
export const categoryOf = (fields: Fields): string | undefined => {
  const { category, operationName } = camelKeys(fields);
  if (typeof category === 'string' && !isMissingText(category)) return category.toLowerCase();
  const operation = typeof operationName === 'string' ? operationName.toLowerCase() : '';
  return operation.startsWith(provider) ? operation.slice(provider.length) : undefined;
};

const provider = 'microsoft.apimanagement/';

export const openRecord = (
  fields: Fields,
  place: RecordPlace,
  context: ReadContext,
  faults: Faults,
): DiagnosticRecord => {
  const own = camelKeys(fields);
  const held = own['properties'];
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
    `${place.path}properties.`,
  );
  const correlationId = record.id('correlationId') ?? properties.id('correlationId');
  const requestId =
    correlationId === undefined
      ? positionRequestId(context.position, place.index)
      : gatewayRequestId(correlationId, { dialect: 'apim', service: serviceOf(record) });
  return { record, properties, requestId, faults };
};

const camelKeys = (fields: Fields): Fields => {
  const camel: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    // To assign that one would not add a field, but put another object's fields under all others.
    if (key === '__proto__') continue;
    const name = key.charAt(0).toLowerCase() + key.slice(1);
    if (name === key || !(name in fields)) camel[name] = value;
  }
  return camel;
};

/** The name of the API Management service: the last segment of its resource id. */
const serviceOf = (record: FieldReader): string =>
  (record.id('resourceId') ?? '').toLowerCase().split('/').slice(-1).join();
