// Raw counters become disjoint meters, so that no token is billed twice. OpenAI's details are parts
// of their sums and are subtracted; Anthropic's counters lie side by side and are not. No token that
// the source counted disappears: what cannot be classified is metered as such, and what does not
// add up is flagged, never dropped.
import type { CounterName } from './counter-names';
import { sumOf, tokenMeters, type Meter, type Meters } from './meters';
import type { Counters, Source } from './observation';

export interface NormalisedCounters {
  readonly meters: Meters;
  /** The source contradicts itself: its parts exceed their sum, or its total is another one. */
  readonly totalMismatch: boolean;
  /** The source cannot know of cache writes, which this model's vendor bills. */
  readonly cacheWritesUnknown: boolean;
}

export interface NormaliseOptions {
  /** Who counted. The gateway's LLM log counts Anthropic's models in a way of its own. */
  readonly source?: Source;
}

/** All tokens of a request, of whatever kind. */
export const totalTokens = (meters: Meters): number => sumOf(meters, tokenMeters);

/** The meters of a source's raw counters; `model` only where their shape leaves a doubt. */
export const normaliseCounters = (
  counters: Counters,
  model: string | undefined,
  options: NormaliseOptions = {},
): NormalisedCounters => {
  const known: KnownCounters = counters;
  const meters: Sums = {};
  const isAnthropicLog = options.source === 'llmLog' && isAnthropic(model);
  const totalMismatch = isAnthropicLog
    ? addAnthropicLogTokens(meters, known)
    : hasAnthropicShape(known)
      ? addAnthropicTokens(meters, known)
      : addOpenAiTokens(meters, known, model);
  addUnits(meters, known, model);
  return { meters, totalMismatch, cacheWritesUnknown: isAnthropicLog };
};

type KnownCounters = Readonly<Partial<Record<CounterName, number>>>;
type Sums = Partial<Record<Meter, number>>;

/** Adds to a meter; zeros are left out. */
const add = (sums: Sums, meter: Meter, quantity = 0): void => {
  if (quantity !== 0) sums[meter] = (sums[meter] ?? 0) + quantity;
};

const isAnthropic = (model = ''): boolean => /claude/i.test(model);
const isImageModel = (model = ''): boolean => /gpt-image|dall-e/i.test(model);
const isVideoModel = (model = ''): boolean => /sora|video/i.test(model);

// Proxies that translate Anthropic's answers keep these names beside OpenAI's prompt_tokens, which
// then is the sum of all input: that is OpenAI's shape.
const hasAnthropicShape = (known: KnownCounters): boolean =>
  known.prompt_tokens === undefined &&
  (known.cache_creation_input_tokens ??
    known.cache_read_input_tokens ??
    known['cache_creation.ephemeral_5m_input_tokens'] ??
    known['cache_creation.ephemeral_1h_input_tokens']) !== undefined;

// Each of the following adds the tokens of one shape, and tells whether they contradict each other.

const addOpenAiTokens = (
  meters: Sums,
  known: KnownCounters,
  model: string | undefined,
): boolean => {
  const prompt = known.prompt_tokens ?? known.input_tokens;
  const completion = known.completion_tokens ?? known.output_tokens;
  const total = known.total_tokens;
  if (prompt === undefined && completion === undefined && total !== undefined) {
    add(meters, 'unclassified', total);
    return false;
  }
  const promptExceeded = addPrompt(meters, known, prompt);
  const completionExceeded = addCompletion(meters, known, completion, model);
  const rest = total === undefined ? 0 : total - totalTokens(meters);
  if (rest > 0 && (prompt === undefined || completion === undefined)) {
    // One sum is unstated, as in embeddings: the rest is of a kind that nobody named.
    add(meters, 'unclassified', rest);
    return promptExceeded || completionExceeded;
  }
  return promptExceeded || completionExceeded || rest !== 0;
};

const addPrompt = (meters: Sums, known: KnownCounters, sum: number | undefined): boolean => {
  const cached =
    known['prompt_tokens_details.cached_tokens'] ??
    known['input_tokens_details.cached_tokens'] ??
    known['input_token_details.cached_tokens'] ??
    known.cache_read_input_tokens;
  const written =
    known['prompt_tokens_details.cache_write_tokens'] ??
    known['input_tokens_details.cache_write_tokens'] ??
    known.cache_creation_input_tokens;
  const audio =
    known['prompt_tokens_details.audio_tokens'] ??
    known['input_tokens_details.audio_tokens'] ??
    known['input_token_details.audio_tokens'] ??
    0;
  const image =
    known['prompt_tokens_details.image_tokens'] ??
    known['input_tokens_details.image_tokens'] ??
    known['input_token_details.image_tokens'] ??
    0;
  // Realtime counts a cached audio token under cached_tokens and under audio_tokens.
  const cachedAudio = known['input_token_details.cached_tokens_details.audio_tokens'] ?? 0;
  const cachedImage = known['input_token_details.cached_tokens_details.image_tokens'] ?? 0;
  return addParts(meters, sum, 'input', {
    // First, because parts that overlap nearly always do so in a cached audio token.
    cachedInput: cached,
    cacheWrite: written,
    audioInput: Math.max(0, audio - cachedAudio),
    imageInput: Math.max(0, image - cachedImage),
  });
};

const addCompletion = (
  meters: Sums,
  known: KnownCounters,
  sum: number | undefined,
  model: string | undefined,
): boolean => {
  const reasoning =
    known['completion_tokens_details.reasoning_tokens'] ??
    known['output_tokens_details.reasoning_tokens'] ??
    known['output_token_details.reasoning_tokens'];
  const audio =
    known['completion_tokens_details.audio_tokens'] ??
    known['output_tokens_details.audio_tokens'] ??
    known['output_token_details.audio_tokens'];
  const image = known['output_tokens_details.image_tokens'];
  const rest = isOutputOfImages(known, model) ? 'imageOutput' : 'output';
  return addParts(meters, sum, rest, {
    reasoningOutput: reasoning,
    audioOutput: audio,
    imageOutput: image,
  });
};

// The images API gives its output no kind: all of it is image, and priced as such. It is known by its
// model, or by an input that is split into text and image.
const isOutputOfImages = (known: KnownCounters, model: string | undefined): boolean => {
  const outputKind =
    known['output_tokens_details.image_tokens'] ?? known['output_tokens_details.text_tokens'];
  const inputKind =
    known['input_tokens_details.text_tokens'] ?? known['input_tokens_details.image_tokens'];
  return outputKind === undefined && (inputKind !== undefined || isImageModel(model));
};

/** In the order in which they are taken. */
type Parts = { readonly [Part in Meter]?: number | undefined };

// Each part is taken out of what is left of the sum, so that the meters add up to the sum even where
// the parts overlap, and none is negative. Without a sum, the parts are all that is known.
const addParts = (meters: Sums, sum: number | undefined, rest: Meter, parts: Parts): boolean => {
  let left = sum ?? Number.POSITIVE_INFINITY;
  let exceeded = false;
  for (const part in parts) {
    const meter = part as Meter;
    const quantity = parts[meter] ?? 0;
    const taken = Math.min(quantity, left);
    exceeded ||= taken < quantity;
    add(meters, meter, taken);
    left -= taken;
  }
  if (sum !== undefined) add(meters, rest, left);
  return exceeded;
};

const addAnthropicTokens = (meters: Sums, known: KnownCounters): boolean => {
  const written5m = known['cache_creation.ephemeral_5m_input_tokens'] ?? 0;
  const written1h = known['cache_creation.ephemeral_1h_input_tokens'] ?? 0;
  const split = written5m + written1h;
  const written = known.cache_creation_input_tokens ?? split;
  add(meters, 'input', known.input_tokens);
  add(meters, 'cachedInput', known.cache_read_input_tokens);
  add(meters, 'cacheWrite', Math.max(0, written - split));
  add(meters, 'cacheWrite5m', written5m);
  add(meters, 'cacheWrite1h', written1h);
  add(meters, 'output', known.output_tokens ?? known.completion_tokens);
  const sum = totalTokens(meters);
  return split > written || (known.total_tokens ?? sum) !== sum;
};

// For Anthropic's models the gateway's LLM log states the uncached input as the prompt, beside the
// cached one. Whether its total includes the cached tokens is documented nowhere: both are right.
const addAnthropicLogTokens = (meters: Sums, known: KnownCounters): boolean => {
  const cached = known['prompt_tokens_details.cached_tokens'] ?? 0;
  add(meters, 'input', known.prompt_tokens);
  add(meters, 'cachedInput', cached);
  const exceeded = addCompletion(meters, known, known.completion_tokens, undefined);
  const sum = totalTokens(meters);
  const total = known.total_tokens ?? sum;
  return exceeded || (total !== sum && total !== sum - cached);
};

const addUnits = (meters: Sums, known: KnownCounters, model: string | undefined): void => {
  add(meters, 'images', known.images);
  add(meters, 'webSearches', known['server_tool_use.web_search_requests']);
  if (known.seconds === undefined) return;
  // OpenAI's price list bills audio to the nearest second; half a second counts as one.
  add(meters, isVideoModel(model) ? 'videoSeconds' : 'audioSeconds', Math.round(known.seconds));
};
