// Reads one raw event of any dialect. The dialects are asked in order, each by fields of its own, and
// the first one that claims the event reads it: no event is ever read twice.
import { aiHubGateway } from './ai-hub-gateway';
import { andyogah } from './andyogah';
import { chargebackBlog } from './chargeback-blog';
import { cloudEvents } from './cloudevents';
import { diagnosticEnvelope, diagnosticRecord, isRecordList, readRecords } from './diagnostics';
import type { Dialect } from './dialect';
import { isFields } from './field-reader';
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
  const dialect = dialects.find(({ claims }) => claims(body));
  return (
    dialect?.read(body, context) ?? [
      reject('unknownShape', '', 'an object of none of the dialects that are read'),
    ]
  );
};
