// Separates the counts of an ai-hub-gateway event from the defaults that its policies write for fields
// that they did not find. A default never becomes a count, and a total beside defaults stays whole.
import type { Counters } from '../usage/observation';
import type { FieldReader } from './field-reader';
import { readStatedCounts } from './stated-counts';

const counterOfField = {
  promptTokens: 'prompt_tokens',
  responseTokens: 'completion_tokens',
  totalTokens: 'total_tokens',
  cachedTokens: 'prompt_tokens_details.cached_tokens',
} as const;

/** null: the policy read no usage. `isSplitInvented`: only the total is a count. */
export function readAiHubCounters(event: FieldReader, isSplitInvented: boolean): Counters | null {
  // Zero is the default of the audio's field, too: then the event says no more than an older one does.
  const hasAudio = event.count('audioTokens') !== 0;
  const counters = readStatedCounts(event, {
    ...counterOfField,
    ...(hasAudio && { audioTokens: 'prompt_tokens_details.audio_tokens' }),
  });
  if (counters === null || (!isSplitInvented && !areDefaults(counters))) return counters;
  const total = counters['total_tokens'] ?? 0;
  return total > defaultTotalMax ? { total_tokens: total } : null;
}

// A real response of one prompt token looks like the defaults. It is reported as not read, never as
// free of charge.
const defaultTotalMax = 1;

function areDefaults(counters: Counters): boolean {
  const { prompt_tokens: prompt = 0, completion_tokens: completion = 0 } = counters;
  const hasDetails =
    (counters['prompt_tokens_details.cached_tokens'] ?? 0) > 0 ||
    (counters['prompt_tokens_details.audio_tokens'] ?? 0) > 0;
  return prompt <= 1 && completion === 0 && !hasDetails;
}
