// Finds the usage in the text of a streamed (SSE) response that a gateway logged whole. Every vendor
// puts it elsewhere: chat completions into a last chunk, the Responses API into response.completed,
// Anthropic half into message_start and half into message_delta, Cohere into message-end.
import { isFields, type Fields } from './field-reader';
import { parseJson } from './parse-json';

export interface StreamedResponse {
  /** As the body of a response that was not streamed would be: id, model, usage … */
  readonly body: Fields;
  /** The stream ended before its final counts: the output is known in part only. */
  readonly partial: boolean;
}

export const isSseText = (text: string): boolean => /^\s*(data|event|id|retry)?:/.test(text);

/** The response that the stream adds up to; without `usage` where no chunk states it. */
export const readSseText = (text: string): StreamedResponse => {
  let first: Fields | undefined;
  let start: Fields | undefined;
  let end: Fields | undefined;
  for (const line of text.split('\n')) {
    // Chunks without usage are nearly all of a stream: only the first of them is parsed.
    if (!line.startsWith('data:') || (first !== undefined && !line.includes('"usage"'))) continue;
    const chunk = parseJson(line.slice('data:'.length));
    if (!chunk.ok || !isFields(chunk.value)) continue;
    const body = unwrapChunk(chunk.value);
    first ??= body;
    if (!isFields(body['usage'])) continue;
    if (chunk.value['type'] === 'message_start') start = body;
    else end = body;
  }
  if (start === undefined) return { body: { ...first, ...end }, partial: false };
  const usage = { ...asFields(start['usage']), ...withoutNulls(asFields(end?.['usage'])) };
  return { body: { ...start, usage }, partial: end === undefined };
};

/** Every chunk of the stream that is a JSON object, in order. */
export const chunksOf = (text: string): readonly Fields[] =>
  text.split('\n').flatMap((line) => {
    const chunk = line.startsWith('data:') ? parseJson(line.slice('data:'.length)) : undefined;
    return chunk?.ok === true && isFields(chunk.value) ? [chunk.value] : [];
  });

/** The response inside one chunk of a stream: some vendors wrap it. */
export const unwrapChunk = (chunk: Fields): Fields => {
  if (typeof chunk['type'] !== 'string') return chunk;
  const inner = chunk['response'] ?? chunk['message'];
  if (isFields(inner)) return inner;
  // Cohere's message-end.
  const { delta } = chunk;
  return isFields(delta) && isFields(delta['usage']) ? delta : chunk;
};

const asFields = (value: unknown): Fields => (isFields(value) ? value : {});

const withoutNulls = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
