// What a model's response body says of its usage, for the gateways that log bodies whole: as an
// object, as JSON text, or as the text of a stream. Its content is looked through, never kept.
import { secondsMax } from '../../limits';
import type { Counters } from '../usage/observation';
import { notACount, readCount, readSeconds } from './counts';
import { batchInBody, type BatchInBody } from './batch';
import { Faults, FieldReader, isFields, type Fields } from './field-reader';
import { parseJson } from './parse-json';
import { isSseText, readSseText, unwrapChunk } from './sse-text';
import { toolCallsIn, withToolCalls } from './tool-calls';
import { readUsage } from './usage-counters';

export interface ResponseWords {
  readonly model: string | undefined;
  /** The response's id in its full length, for an identity. */
  readonly id: string | undefined;
  /** The same as a fact. */
  readonly responseId: string | undefined;
  readonly serviceTier: string | undefined;
  readonly streamed: true | undefined;
  readonly estimated: true | undefined;
  /** When the model began, in seconds since 1970, where the body says so. */
  readonly createdSeconds: number | undefined;
  readonly counters: Counters | null;
  /** Set if the body is a batch object. */
  readonly batch: BatchInBody;
}

/** `path` is the field that holds the body. A body that cannot be read states no usage. */
export const readResponseBody = (body: unknown, path: string, faults: Faults): ResponseWords => {
  const { fields, streamed, partial } = openBody(body);
  const reader = new FieldReader(fields, faults, `${path}.`);
  const usage = fields['usage'] ?? usageInMeta(fields['meta']);
  return {
    model: reader.text('model'),
    id: reader.id('id'),
    responseId: reader.text('id'),
    serviceTier: (isFields(usage) ? tierOf(usage) : undefined) ?? reader.text('service_tier'),
    streamed: streamed ? true : undefined,
    estimated: partial ? true : undefined,
    createdSeconds: createdSeconds(fields),
    counters: withToolCalls(
      readUsage(usage, `${path}.usage`, faults) ?? countUnits(fields),
      toolCallsIn(fields),
    ),
    batch: batchInBody(fields),
  };
};

// Cohere's older chat, and its embeddings, state what they bill beside the version of the API.
const usageInMeta = (meta: unknown): Fields | undefined => {
  if (!isFields(meta) || !isFields(meta['billed_units'])) return undefined;
  return { billed_units: meta['billed_units'], tokens: meta['tokens'] };
};

/** The tier at which the request was served, where the usage object itself says so. */
export const tierOf = (usage: Fields): string | undefined =>
  new FieldReader({ tier: usage['service_tier'] }, new Faults()).text('tier');

interface OpenBody {
  readonly fields: Fields;
  readonly streamed: boolean;
  readonly partial: boolean;
}

const openBody = (body: unknown): OpenBody => {
  if (isFields(body)) return { fields: unwrapChunk(body), streamed: false, partial: false };
  if (typeof body !== 'string') return { fields: {}, streamed: false, partial: false };
  if (isSseText(body)) {
    const { body: fields, partial } = readSseText(body);
    return { fields, streamed: true, partial };
  }
  const json = parseJson(body);
  const fields = json.ok && isFields(json.value) ? json.value : {};
  return { fields: unwrapChunk(fields), streamed: false, partial: false };
};

const createdSeconds = (fields: Fields): number | undefined => {
  const created = fields['created'] ?? fields['created_at'];
  // Content filters open a stream with a chunk that was created in 1970.
  return typeof created === 'number' && created > 0 ? created : undefined;
};

// Bodies without usage that are sold by other units: older image models, video, transcriptions. A video
// that failed is not sold.
const countUnits = (fields: Fields): Counters | null => {
  if (fields['status'] === 'failed') return null;
  if (fields['object'] === 'video.generation.job') return countVideos(fields);
  const seconds = readSeconds(fields['seconds'] ?? fields['duration']);
  if (seconds !== notACount && seconds !== undefined) return { seconds };
  const data = fields['data'];
  const images = Array.isArray(data) ? data.filter(isImage).length : 0;
  return images > 0 ? { images } : null;
};

/** Of a job that makes several videos of a length (Azure's API of Sora 1). */
const countVideos = ({ n_seconds, n_variants }: Fields): Counters | null => {
  const [length, videos] = [readCount(n_seconds), readCount(n_variants)];
  const seconds = typeof length === 'number' && typeof videos === 'number' ? length * videos : 0;
  return seconds > 0 && seconds <= secondsMax ? { seconds } : null;
};

const isImage = (item: unknown): boolean => isFields(item) && ('b64_json' in item || 'url' in item);
