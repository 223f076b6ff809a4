// Reads one raw event of any dialect. The dialects are asked in order, each by fields of its own, and
// the first one that claims the event reads it: no event is ever read twice.
import { aiHubGateway } from './ai-hub-gateway';
import { andyogah } from './andyogah';
import { chargebackBlog } from './chargeback-blog';
import { cloudEvents } from './cloudevents';
import { diagnosticEnvelope, diagnosticRecord, isRecordList, readRecords } from './diagnostics';
import type { Dialect } from './dialect';
import { isFields, type Fields } from './field-reader';
import { genAiGateway } from './genai-gateway';
import { mattfeltonma } from './mattfeltonma';
import { parseBody } from './parse-json';
import { privateOpenAi } from './private-openai';
import { reject, type RawEvent, type ReaderOptions, type Reading } from './reading';

/**
 * All dialects, ours first because nearly every event is of it, then API Management's own, then other
 * gateways' from the most to the least peculiar field.
 */
export const dialects: readonly Dialect[] = [
  cloudEvents,
  diagnosticEnvelope,
  diagnosticRecord,
  privateOpenAi,
  chargebackBlog,
  aiHubGateway,
  andyogah,
  genAiGateway,
  mattfeltonma,
];

/** What the event says, item by item: the readings of an envelope are at its records' indexes. */
export const readEvent = (event: RawEvent, options: ReaderOptions): readonly Reading[] => {
  const json = parseBody(event.body);
  if (!json.ok) return [reject('notJson', '', 'expected JSON; it may have been cut off')];
  const body = json.value;
  const context = { position: event.position, options };
  if (Array.isArray(body) && isRecordList(body)) return readRecords(body, '', context);
  if (!isFields(body)) return [reject('notAnEvent', '', 'expected a JSON object')];
  return (
    dialectOf(body)?.read(body, context) ?? [
      reject('unknownShape', '', 'an object of none of the dialects that are read'),
    ]
  );
};

/** What the reading at an index is about: that record of an envelope, else the whole body. */
export const itemAt = (body: unknown, index: number): unknown => {
  const records = recordsOnce(body);
  return index < records.length ? records[index] : body;
};

// Of an envelope of n records, n may be asked for: to look through all of them each time would take
// time by the square of its length.
const recordsOnce = (body: unknown): readonly unknown[] => {
  if (typeof body !== 'object' || body === null) return recordsOf(body);
  const known = recordsOfBody.get(body);
  if (known !== undefined) return known;
  const records = recordsOf(body);
  recordsOfBody.set(body, records);
  return records;
};

const recordsOfBody = new WeakMap<object, readonly unknown[]>();

const recordsOf = (body: unknown): readonly unknown[] => {
  const json = parseBody(body);
  return json.ok ? recordsIn(json.value) : [];
};

const recordsIn = (body: unknown): readonly unknown[] => {
  if (Array.isArray(body)) return isRecordList(body) ? body : [];
  if (!isFields(body) || dialectOf(body) !== diagnosticEnvelope) return [];
  return Array.isArray(body['records']) ? body['records'] : [];
};

const dialectOf = (body: Fields): Dialect | undefined =>
  dialects.find(({ claims }) => claims(body));
