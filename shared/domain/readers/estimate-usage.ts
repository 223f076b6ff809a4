// The last resort: what a streamed call may have used, where its stream states no usage. The texts
// are looked through, counted and forgotten; what leaves is two numbers. They are low rather than
// high: images, audio and the schemas of tools are not counted, nor is what a model thinks unseen.
import type { Counters } from '../usage/observation';
import { isFields, type Fields } from './field-reader';
import { parseBody } from './parse-json';
import type { TokenCounter } from './reading';
import { chunksOf, isSseText } from './sse-text';

/** Depth of a prompt's deepest text: input, item, content, part. */
const depthMax = 8;

/** Fields of a request that hold what is asked. */
const promptFields = ['messages', 'input', 'prompt', 'instructions', 'system'];

/** Fields inside them that hold text. */
const textFields = ['content', 'text', 'input_text', 'arguments'];

/**
 * Counters of a streamed call, by its request body (text or object) and the text of its stream; null
 * where that is no stream or holds no answer, because then nothing is known to have been bought.
 */
export const estimateStreamedUsage = (
  request: unknown,
  stream: unknown,
  countTokens: TokenCounter,
): Counters | null => {
  if (typeof stream !== 'string' || !isSseText(stream)) return null;
  const answer = chunksOf(stream).map(answerIn).join('');
  if (answer === '') return null;
  const prompt = promptTexts(request).join('\n');
  return { prompt_tokens: countTokens(prompt), completion_tokens: countTokens(answer) };
};

const promptTexts = (request: unknown): readonly string[] => {
  const json = parseBody(request);
  const body = json.ok && isFields(json.value) ? json.value : {};
  return promptFields.flatMap((field) => textsIn(body[field], 1));
};

const textsIn = (value: unknown, depth: number): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (depth > depthMax) return [];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, depth + 1));
  return isFields(value) ? textFields.flatMap((field) => textsIn(value[field], depth + 1)) : [];
};

/** What one chunk of a stream adds to the answer. */
const answerIn = ({ type, delta, choices }: Fields): string => {
  if (typeof delta === 'string') return isText(type) ? delta : '';
  // Anthropic's content_block_delta.
  if (isFields(delta)) return textsAt(delta, ['text', 'partial_json', 'thinking']);
  return Array.isArray(choices) ? choices.filter(isFields).map(choiceText).join('') : '';
};

// The Responses API: response.output_text.delta, response.function_call_arguments.delta; its audio is
// a string, too.
const isText = (type: unknown): boolean =>
  typeof type === 'string' && /(text|arguments|refusal)\.delta$/.test(type);

const choiceText = (choice: Fields): string => {
  const delta = isFields(choice['delta']) ? choice['delta'] : {};
  const calls = Array.isArray(delta['tool_calls']) ? delta['tool_calls'].filter(isFields) : [];
  const calledWith = calls.map(({ function: called }) =>
    isFields(called) ? textsAt(called, ['arguments']) : '',
  );
  return [textsAt(choice, ['text']), textsAt(delta, ['content']), ...calledWith].join('');
};

const textsAt = (fields: Fields, names: readonly string[]): string =>
  names.map((name) => (typeof fields[name] === 'string' ? fields[name] : '')).join('');
