// The counters whose meaning is known, as usage objects name them, in dotted form, and what each of
// them counts. The vendors' APIs give one quantity many names: a reader insists that all of them
// are counts, and the normalisation (normalise-counters.ts) looks at what they count, not at names.

/** What a counter counts. Some are parts of others; which ones, a vendor's API decides. */
export type Counted =
  | 'prompt' // the sum of the input, or, beside Anthropic's caches, the uncached input
  | 'completion'
  | 'total'
  | 'cached'
  | 'uncached' // DeepSeek's cache misses: the rest of the prompt
  | 'cachedText'
  | 'cachedAudio'
  | 'cachedImage'
  | 'written'
  | 'written5m'
  | 'written1h'
  | 'promptText'
  | 'promptAudio'
  | 'promptImage'
  | 'reasoning'
  | 'completionText'
  | 'completionAudio'
  | 'completionImage'
  | 'billedPrompt' // Cohere bills fewer tokens than its models see
  | 'billedCompletion'
  | 'billedImage'
  | 'images'
  | 'seconds'
  | 'audioSeconds'
  | 'searches'
  | 'fileSearches'
  | 'codeInterpreterCalls'
  | 'nothing'; // part of another counter, and billed as that one

/** Chat completions, Responses and realtime name the same details in the plural and the singular. */
const promptDetails = [
  'prompt_tokens_details',
  'prompt_token_details',
  'input_tokens_details',
  'input_token_details',
] as const;

const completionDetails = [
  'completion_tokens_details',
  'completion_token_details',
  'output_tokens_details',
  'output_token_details',
] as const;

const promptDetail = {
  cached_tokens: 'cached',
  cache_read_tokens: 'cached',
  cache_write_tokens: 'written',
  cache_creation_tokens: 'written',
  text_tokens: 'promptText',
  audio_tokens: 'promptAudio',
  image_tokens: 'promptImage',
  'cached_tokens_details.text_tokens': 'cachedText',
  'cached_tokens_details.audio_tokens': 'cachedAudio',
  'cached_tokens_details.image_tokens': 'cachedImage',
} as const satisfies Readonly<Record<string, Counted>>;

const completionDetail = {
  reasoning_tokens: 'reasoning',
  thinking_tokens: 'reasoning',
  text_tokens: 'completionText',
  audio_tokens: 'completionAudio',
  image_tokens: 'completionImage',
  // Of the output that was predicted: billed as the output that it is part of.
  accepted_prediction_tokens: 'nothing',
  rejected_prediction_tokens: 'nothing',
} as const satisfies Readonly<Record<string, Counted>>;

const plain = {
  // Chat completions, completions, embeddings; Responses, images and Anthropic's messages.
  prompt_tokens: 'prompt',
  input_tokens: 'prompt',
  completion_tokens: 'completion',
  output_tokens: 'completion',
  total_tokens: 'total',
  // Mistral; Moonshot and hosts of DeepSeek; DeepSeek itself, whose misses are the rest of the prompt.
  num_cached_tokens: 'cached',
  cached_tokens: 'cached',
  prompt_cache_hit_tokens: 'cached',
  prompt_cache_miss_tokens: 'uncached',
  // Output that a model keeps to itself, where it has no group of details.
  reasoning_tokens: 'reasoning',
  thinking_tokens: 'reasoning',
  thoughts_token_count: 'reasoning',
  // Anthropic's messages. Fetching a page costs no more than the tokens that it becomes.
  cache_read_input_tokens: 'cached',
  cache_creation_input_tokens: 'written',
  'cache_creation.ephemeral_5m_input_tokens': 'written5m',
  'cache_creation.ephemeral_1h_input_tokens': 'written1h',
  'server_tool_use.web_search_requests': 'searches',
  'server_tool_use.web_fetch_requests': 'nothing',
  // Microsoft's MAI image models.
  num_input_text_tokens: 'promptText',
  num_input_image_tokens: 'promptImage',
  num_output_tokens: 'completion',
  // Cohere: what it bills, and what its models saw.
  'billed_units.input_tokens': 'billedPrompt',
  'billed_units.output_tokens': 'billedCompletion',
  'billed_units.image_tokens': 'billedImage',
  'tokens.input_tokens': 'prompt',
  'tokens.output_tokens': 'completion',
  // Items of the output of the Responses API, counted by their type (tool-calls.ts).
  'tool_calls.web_search_call': 'searches',
  'tool_calls.file_search_call': 'fileSearches',
  'tool_calls.code_interpreter_call': 'codeInterpreterCalls',
  // What is not sold by the token. `images` is counted from a body that states no usage.
  images: 'images',
  seconds: 'seconds',
  prompt_audio_seconds: 'audioSeconds',
} as const satisfies Readonly<Record<string, Counted>>;

export type CounterName =
  | keyof typeof plain
  | `${(typeof promptDetails)[number]}.${keyof typeof promptDetail}`
  | `${(typeof completionDetails)[number]}.${keyof typeof completionDetail}`;

const detailsOf = (
  groups: readonly string[],
  details: Readonly<Record<string, Counted>>,
): readonly (readonly [string, Counted])[] =>
  groups.flatMap((group) =>
    Object.entries(details).map(([name, counted]) => [`${group}.${name}`, counted] as const),
  );

/** What each known counter counts. */
export const countedBy: ReadonlyMap<string, Counted> = new Map([
  ...Object.entries(plain),
  ...detailsOf(promptDetails, promptDetail),
  ...detailsOf(completionDetails, completionDetail),
]);

export const counterNames = [...countedBy.keys()] as readonly CounterName[];

/** Counters that may have a fraction. All others are whole numbers. */
export const isSeconds = (name: string): boolean =>
  name === 'seconds' || name === 'prompt_audio_seconds';

/** Times and amounts of money that some hosts write beside the counts. */
export const isNoQuantity = (name: string): boolean => noQuantities.has(name);

const noQuantities: ReadonlySet<string> = new Set([
  'cost',
  'cost_in_usd_ticks',
  'prompt_time',
  'completion_time',
  'queue_time',
  'total_time',
]);
