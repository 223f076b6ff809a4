// The usage object that each API puts into its response, made from what was really used. OpenAI's
// APIs nest (cached tokens are among the prompt's), Anthropic's lie side by side.
import type { MeterName, Quantities, SimulatedRequest } from './simulated-request';

export type UsageObject = Readonly<Record<string, unknown>>;

/** The usage object of a response that succeeded; null where the API states none at all. */
export const usageObjectOf = (request: SimulatedRequest): UsageObject | null => {
  switch (request.surface) {
    case 'chat':
      return chatUsage(request.quantities);
    case 'completions':
      return completionsUsage(request.quantities);
    case 'embeddings':
      return embeddingsUsage(request.quantities);
    case 'responses':
      return responsesUsage(request.quantities);
    case 'images':
      return imagesUsage(request.quantities);
    case 'legacyImages':
      // These models state no usage: the policy counts the images of the answer.
      return { images: of(request.quantities, 'images') };
    case 'audioTokens':
      return audioUsage(request.quantities);
    case 'audioDuration':
      return { type: 'duration', seconds: request.exactSeconds };
    case 'realtime':
      return realtimeUsage(request.quantities);
    case 'video':
      return { seconds: String(of(request.quantities, 'videoSeconds') / 1_000) };
    case 'messages':
      return messagesUsage(request.quantities);
  }
};

/** Sum of quantities by meter. */
export const of = (quantities: Quantities, ...meters: readonly MeterName[]): number =>
  meters.reduce((sum, meter) => sum + (quantities[meter] ?? 0), 0);

const chatUsage = (used: Quantities): UsageObject => {
  const prompt = of(used, 'input', 'cachedInput', 'audioInput');
  const completion = of(used, 'output', 'reasoningOutput', 'audioOutput');
  // Rejected predictions are billed as any other output: they must not be taken off again.
  const rejected = Math.min(of(used, 'output'), completion % 7);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: of(used, 'cachedInput'),
      audio_tokens: of(used, 'audioInput'),
    },
    completion_tokens_details: {
      reasoning_tokens: of(used, 'reasoningOutput'),
      audio_tokens: of(used, 'audioOutput'),
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: rejected,
    },
  };
};

const completionsUsage = (used: Quantities): UsageObject => ({
  prompt_tokens: of(used, 'input'),
  completion_tokens: of(used, 'output'),
  total_tokens: of(used, 'input', 'output'),
});

const embeddingsUsage = (used: Quantities): UsageObject => ({
  prompt_tokens: of(used, 'input'),
  total_tokens: of(used, 'input'),
});

const responsesUsage = (used: Quantities): UsageObject => ({
  input_tokens: of(used, 'input', 'cachedInput'),
  input_tokens_details: { cached_tokens: of(used, 'cachedInput') },
  output_tokens: of(used, 'output', 'reasoningOutput'),
  output_tokens_details: { reasoning_tokens: of(used, 'reasoningOutput') },
  total_tokens: of(used, 'input', 'cachedInput', 'output', 'reasoningOutput'),
});

const imagesUsage = (used: Quantities): UsageObject => ({
  input_tokens: of(used, 'input', 'imageInput'),
  input_tokens_details: {
    text_tokens: of(used, 'input'),
    image_tokens: of(used, 'imageInput'),
  },
  output_tokens: of(used, 'imageOutput'),
  total_tokens: of(used, 'input', 'imageInput', 'imageOutput'),
});

const audioUsage = (used: Quantities): UsageObject => ({
  type: 'tokens',
  input_tokens: of(used, 'input', 'audioInput'),
  input_token_details: {
    audio_tokens: of(used, 'audioInput'),
    text_tokens: of(used, 'input'),
  },
  output_tokens: of(used, 'output'),
  total_tokens: of(used, 'input', 'audioInput', 'output'),
});

const realtimeUsage = (used: Quantities): UsageObject => {
  const input = of(used, 'input', 'cachedInput', 'audioInput', 'cachedAudioInput');
  const output = of(used, 'output', 'audioOutput');
  return {
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_token_details: {
      cached_tokens: of(used, 'cachedInput', 'cachedAudioInput'),
      // The API counts a cached audio token under both headings.
      text_tokens: of(used, 'input', 'cachedInput'),
      audio_tokens: of(used, 'audioInput', 'cachedAudioInput'),
      cached_tokens_details: {
        text_tokens: of(used, 'cachedInput'),
        audio_tokens: of(used, 'cachedAudioInput'),
      },
    },
    output_token_details: {
      text_tokens: of(used, 'output'),
      audio_tokens: of(used, 'audioOutput'),
    },
  };
};

const messagesUsage = (used: Quantities): UsageObject => ({
  input_tokens: of(used, 'input'),
  cache_creation_input_tokens: of(used, 'cacheWrite', 'cacheWrite5m', 'cacheWrite1h'),
  cache_read_input_tokens: of(used, 'cachedInput'),
  cache_creation: {
    ephemeral_5m_input_tokens: of(used, 'cacheWrite5m'),
    ephemeral_1h_input_tokens: of(used, 'cacheWrite1h'),
  },
  output_tokens: of(used, 'output'),
  server_tool_use: { web_search_requests: of(used, 'webSearches') },
  service_tier: 'standard',
});
