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
  const read: ReadCounter = (...names) => {
    for (const name of names) {
      const quantity = counters[name];
      if (quantity !== undefined) return quantity;
    }
    return undefined;
  };
  const uncachedOnly = options.source === 'llmLog' && isAnthropic(model);
  const tokens = uncachedOnly
    ? anthropicLogTokens(read)
    : hasAnthropicShape(read)
      ? anthropicTokens(read)
      : openAiTokens(read, model);
  const quantities = { ...tokens.quantities, ...units(read, model) };
  return {
    meters: withoutZeros(quantities),
    totalMismatch: tokens.contradiction,
    cacheWritesUnknown: uncachedOnly,
  };
};

/** The first of these counters that the source states. */
type ReadCounter = (...names: CounterName[]) => number | undefined;

interface Tokens {
  readonly quantities: Meters;
  readonly contradiction: boolean;
}

const isAnthropic = (model: string | undefined): boolean => /claude/i.test(model ?? '');
const isImageModel = (model: string | undefined): boolean => /gpt-image|dall-e/i.test(model ?? '');
const isVideoModel = (model: string | undefined): boolean => /sora|video/i.test(model ?? '');

// Proxies that translate Anthropic's answers keep these names beside OpenAI's prompt_tokens, which
// then is the sum of all input: that is OpenAI's shape.
const hasAnthropicShape = (read: ReadCounter): boolean =>
  read('prompt_tokens') === undefined &&
  read(
    'cache_creation_input_tokens',
    'cache_read_input_tokens',
    'cache_creation.ephemeral_5m_input_tokens',
    'cache_creation.ephemeral_1h_input_tokens',
  ) !== undefined;

const openAiTokens = (read: ReadCounter, model: string | undefined): Tokens => {
  const prompt = promptParts(read);
  const completion = completionParts(read, model);
  const total = read('total_tokens');
  if (prompt.stated === undefined && completion.stated === undefined && total !== undefined) {
    return { quantities: { unclassified: total }, contradiction: false };
  }
  const quantities: Meters = { ...prompt.quantities, ...completion.quantities };
  const rest = total === undefined ? 0 : total - totalTokens(quantities);
  // One sum is unstated (embeddings have no completion): the rest is of a kind that nobody named.
  const explained = rest > 0 && (prompt.stated === undefined || completion.stated === undefined);
  return {
    quantities: explained ? { ...quantities, unclassified: rest } : quantities,
    contradiction: prompt.exceeded || completion.exceeded || (rest !== 0 && !explained),
  };
};

const promptParts = (read: ReadCounter): Parts => {
  // Realtime counts a cached audio token under cached_tokens and under audio_tokens.
  const cachedAudio = read('input_token_details.cached_tokens_details.audio_tokens') ?? 0;
  const cachedImage = read('input_token_details.cached_tokens_details.image_tokens') ?? 0;
  const audio = read(
    'prompt_tokens_details.audio_tokens',
    'input_tokens_details.audio_tokens',
    'input_token_details.audio_tokens',
  );
  const image = read(
    'prompt_tokens_details.image_tokens',
    'input_tokens_details.image_tokens',
    'input_token_details.image_tokens',
  );
  const parts: Part[] = [
    {
      meter: 'cachedInput',
      quantity: read(
        'prompt_tokens_details.cached_tokens',
        'input_tokens_details.cached_tokens',
        'input_token_details.cached_tokens',
        'cache_read_input_tokens',
      ),
    },
    {
      meter: 'cacheWrite',
      quantity: read(
        'prompt_tokens_details.cache_write_tokens',
        'input_tokens_details.cache_write_tokens',
        'cache_creation_input_tokens',
      ),
    },
    { meter: 'audioInput', quantity: Math.max(0, (audio ?? 0) - cachedAudio) },
    { meter: 'imageInput', quantity: Math.max(0, (image ?? 0) - cachedImage) },
  ];
  return takeApart(read('prompt_tokens', 'input_tokens'), parts, 'input');
};

const completionParts = (read: ReadCounter, model: string | undefined): Parts => {
  // The images API calls its output by no kind: all of it is image, and priced as such. Its mark
  // is that the input is split into text and image.
  const textDetail = read('input_tokens_details.text_tokens', 'input_tokens_details.image_tokens');
  const outputDetail = read(
    'output_tokens_details.image_tokens',
    'output_tokens_details.text_tokens',
  );
  const isImagesApi =
    outputDetail === undefined && (textDetail !== undefined || isImageModel(model));
  const parts: Part[] = [
    {
      meter: 'reasoningOutput',
      quantity: read(
        'completion_tokens_details.reasoning_tokens',
        'output_tokens_details.reasoning_tokens',
        'output_token_details.reasoning_tokens',
      ),
    },
    {
      meter: 'audioOutput',
      quantity: read(
        'completion_tokens_details.audio_tokens',
        'output_tokens_details.audio_tokens',
        'output_token_details.audio_tokens',
      ),
    },
    { meter: 'imageOutput', quantity: read('output_tokens_details.image_tokens') },
  ];
  const sum = read('completion_tokens', 'output_tokens');
  return takeApart(sum, parts, isImagesApi ? 'imageOutput' : 'output');
};

interface Part {
  readonly meter: Meter;
  readonly quantity: number | undefined;
}

interface Parts {
  /** The sum as the source states it. */
  readonly stated: number | undefined;
  readonly quantities: Meters;
  /** The parts are more than their sum. */
  readonly exceeded: boolean;
}

// Each part is taken out of what is left of the sum, so that the meters add up to it even when the
// parts overlap; cached tokens come first, because an overlap is nearly always a cached audio token.
// Without a sum, the parts are all that is known.
const takeApart = (stated: number | undefined, parts: readonly Part[], remainder: Meter): Parts => {
  const quantities: Partial<Record<Meter, number>> = {};
  let left = stated ?? Number.POSITIVE_INFINITY;
  let exceeded = false;
  for (const { meter, quantity = 0 } of parts) {
    const taken = Math.min(quantity, left);
    exceeded ||= taken < quantity;
    quantities[meter] = taken;
    left -= taken;
  }
  if (stated === undefined) return { stated, quantities, exceeded: false };
  quantities[remainder] = (quantities[remainder] ?? 0) + left;
  return { stated, quantities, exceeded };
};

const anthropicTokens = (read: ReadCounter): Tokens => {
  const cacheWrite5m = read('cache_creation.ephemeral_5m_input_tokens') ?? 0;
  const cacheWrite1h = read('cache_creation.ephemeral_1h_input_tokens') ?? 0;
  const split = cacheWrite5m + cacheWrite1h;
  const written = read('cache_creation_input_tokens') ?? split;
  const quantities: Meters = {
    input: read('input_tokens') ?? 0,
    cachedInput: read('cache_read_input_tokens') ?? 0,
    cacheWrite: Math.max(0, written - split),
    cacheWrite5m,
    cacheWrite1h,
    output: read('output_tokens', 'completion_tokens') ?? 0,
  };
  const total = read('total_tokens') ?? totalTokens(quantities);
  return { quantities, contradiction: split > written || total !== totalTokens(quantities) };
};

// For Anthropic's models the gateway's LLM log states the uncached input as the prompt, beside the
// cached one. Whether its total includes the cached tokens is documented nowhere: both are right.
const anthropicLogTokens = (read: ReadCounter): Tokens => {
  const input = read('prompt_tokens') ?? 0;
  const cachedInput = read('prompt_tokens_details.cached_tokens') ?? 0;
  const completion = completionParts(read, undefined);
  const quantities: Meters = { input, cachedInput, ...completion.quantities };
  const sum = totalTokens(quantities);
  const total = read('total_tokens') ?? sum;
  return {
    quantities,
    contradiction: completion.exceeded || (total !== sum && total !== sum - cachedInput),
  };
};

const units = (read: ReadCounter, model: string | undefined): Meters => {
  // OpenAI's price list bills audio to the nearest second; half a second counts as one.
  const seconds = Math.round(read('seconds') ?? 0);
  return {
    images: read('images') ?? 0,
    [isVideoModel(model) ? 'videoSeconds' : 'audioSeconds']: seconds,
    webSearches: read('server_tool_use.web_search_requests') ?? 0,
  };
};

const withoutZeros = (quantities: Meters): Meters =>
  Object.fromEntries(Object.entries(quantities).filter(([, quantity]) => quantity !== 0));
