// The counters whose meaning we know, as usage objects name them, in dotted form. A reader insists
// that they are counts; the normalisation (normalise-counters.ts) looks at no others, and not at all
// of these: rejected prediction tokens, say, are billed as the output that they are part of.

export const counterNames = [
  // Chat completions, completions and embeddings.
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'prompt_tokens_details.cached_tokens',
  'prompt_tokens_details.cache_write_tokens',
  'prompt_tokens_details.audio_tokens',
  'prompt_tokens_details.image_tokens',
  'completion_tokens_details.reasoning_tokens',
  'completion_tokens_details.audio_tokens',
  'completion_tokens_details.accepted_prediction_tokens',
  'completion_tokens_details.rejected_prediction_tokens',
  // Responses, images and Anthropic's messages share the two sums.
  'input_tokens',
  'output_tokens',
  'input_tokens_details.cached_tokens',
  'input_tokens_details.cache_write_tokens',
  'input_tokens_details.text_tokens',
  'input_tokens_details.image_tokens',
  'input_tokens_details.audio_tokens',
  'output_tokens_details.reasoning_tokens',
  'output_tokens_details.text_tokens',
  'output_tokens_details.image_tokens',
  'output_tokens_details.audio_tokens',
  // Realtime and transcription: the same in the singular.
  'input_token_details.cached_tokens',
  'input_token_details.text_tokens',
  'input_token_details.audio_tokens',
  'input_token_details.image_tokens',
  'input_token_details.cached_tokens_details.text_tokens',
  'input_token_details.cached_tokens_details.audio_tokens',
  'input_token_details.cached_tokens_details.image_tokens',
  'output_token_details.text_tokens',
  'output_token_details.audio_tokens',
  'output_token_details.reasoning_tokens',
  // Anthropic's messages.
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'cache_creation.ephemeral_5m_input_tokens',
  'cache_creation.ephemeral_1h_input_tokens',
  'server_tool_use.web_search_requests',
  // What is not sold by the token. `images` is counted from a body that states no usage.
  'images',
  'seconds',
] as const;

export type CounterName = (typeof counterNames)[number];
