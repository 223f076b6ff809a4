// Raw counters become disjoint meters, so that no token is billed twice. OpenAI's details are parts
// of their sums and are subtracted; Anthropic's counters lie side by side and are not. Where one shape
// has two readings, the source's own total decides. No token that the source counted disappears:
//
//   input meters  >= prompt, and >= each detail of it     cached meters >= cached, and so on
//   output meters >= completion, and >= each detail of it all meters    >= total
//
// What cannot be classified is metered as such, and what does not add up is flagged, never dropped.
// The one exception is Cohere, whose API itself says which of its tokens it bills.
import type { Sums } from './counter-groups';
import { gatherCounters, type Gathered } from './gather-counters';
import { sumOf, tokenMeters, type Meters } from './meters';
import type { Counters, Source } from './observation';
import { add, takeApart, type Layout } from './take-apart';
import type { UnknownCounters } from './unknown-counters';

export interface NormalisedCounters {
  readonly meters: Meters;
  /** The source contradicts itself: its parts exceed their sum, or its total is another one. */
  readonly totalMismatch: boolean;
  /** The source cannot know of cache writes, which this model's vendor bills. */
  readonly cacheWritesUnknown: boolean;
  /** What other models counted for the request, to be billed as theirs. Usually none. */
  readonly others: readonly OtherMeters[];
  /** Counters above zero that no rule knows. */
  readonly unknown: UnknownCounters;
  /** Calls of hosted tools for which there is no meter. */
  readonly toolCallsUnmetered: number;
}

export interface OtherMeters {
  /** undefined: the source's name of the model is none. */
  readonly model: string | undefined;
  readonly meters: Meters;
}

export interface NormaliseOptions {
  /** Who counted. The gateway's LLM log counts Anthropic's models in a way of its own. */
  readonly source?: Source;
}

/** All tokens of a request, of whatever kind. */
export const totalTokens = (meters: Meters): number => sumOf(meters, tokenMeters);

/** As totalTokens, those of other models included. */
export const allTokens = ({ meters, others }: NormalisedCounters): number =>
  others.reduce((sum, other) => sum + totalTokens(other.meters), totalTokens(meters));

/** The meters of a source's raw counters; `model` only where their shape leaves a doubt. */
export const normaliseCounters = (
  counters: Counters,
  model: string | undefined,
  options: NormaliseOptions = {},
): NormalisedCounters => {
  const { counts, others, unknown, toolCallsUnmetered } = gatherCounters(counters, model);
  const meters: Sums = {};
  const isAnthropicLog = options.source === 'llmLog' && isAnthropic(model);
  const isConsistent = isAnthropicLog
    ? addAnthropicLogTokens(meters, counts)
    : addTokens(meters, counts, {
        layout: hasAnthropicShape(counters) ? 'cachesBeside' : 'nested',
        outputMeter: isOutputOfImages(counters, counts, model) ? 'imageOutput' : 'output',
      });
  addUnits(meters, counts, model);
  let totalMismatch = !isConsistent;
  const otherMeters: OtherMeters[] = [];
  for (const other of others) {
    const sums: Sums = {};
    if (!addTokens(sums, other.counts, anthropicShape)) totalMismatch = true;
    if (Object.keys(sums).length > 0) otherMeters.push({ model: other.model, meters: sums });
  }
  return {
    meters,
    totalMismatch,
    cacheWritesUnknown: isAnthropicLog,
    others: otherMeters,
    unknown,
    toolCallsUnmetered,
  };
};

const isAnthropic = (model = ''): boolean => /claude/i.test(model);
const isImageModel = (model = ''): boolean => /gpt-image|dall-e|mai-image|flux/i.test(model);
const isVideoModel = (model = ''): boolean => /sora|video/i.test(model);

// Proxies that translate Anthropic's answers keep its names beside OpenAI's prompt_tokens or cached
// details, whose sum then is all of the input: that is OpenAI's shape. A zero is no such sum.
const hasAnthropicShape = (counters: Counters): boolean =>
  (counters['prompt_tokens'] ?? 0) === 0 &&
  counters['input_tokens_details.cached_tokens'] === undefined &&
  (counters['cache_creation_input_tokens'] ??
    counters['cache_read_input_tokens'] ??
    counters['cache_creation.ephemeral_5m_input_tokens'] ??
    counters['cache_creation.ephemeral_1h_input_tokens']) !== undefined;

// The images APIs give their output no kind: all of it is image, and priced as such. It is known by
// its model, or by an input that is split into text and image and nothing else.
const isOutputOfImages = (
  counters: Counters,
  counts: Gathered,
  model: string | undefined,
): boolean => {
  if ((counts.completionImage ?? counts.completionText) !== undefined) return false;
  if (isImageModel(model) || counters['num_input_text_tokens'] !== undefined) return true;
  const inputKind =
    counters['input_tokens_details.text_tokens'] ?? counters['input_tokens_details.image_tokens'];
  return inputKind !== undefined && (counts.promptAudio ?? counts.reasoning) === undefined;
};

interface Shape {
  readonly layout: Layout;
  readonly outputMeter: 'output' | 'imageOutput';
}

/** Only Anthropic lists iterations. */
const anthropicShape: Shape = { layout: 'cachesBeside', outputMeter: 'output' };

// Each of the following adds the tokens of one shape; false if they contradict each other.

const addTokens = (meters: Sums, counts: Gathered, { layout, outputMeter }: Shape): boolean => {
  // Cohere's models see more tokens than it bills, and what was cached is of those. Where it is said to
  // bill none at all, that is another API's zero.
  const { billedPrompt = 0, billedCompletion = 0, billedImage = 0 } = counts;
  if (billedPrompt + billedCompletion + billedImage > 0) {
    add(meters, 'input', billedPrompt);
    add(meters, 'output', billedCompletion);
    add(meters, 'imageInput', billedImage);
    return true;
  }
  const isConsistent = takeApart(meters, counts, layout, outputMeter);
  const { prompt, completion, total } = counts;
  if (total === undefined) return isConsistent;
  const rest = total - totalTokens(meters);
  if (rest > 0) add(meters, 'unclassified', rest);
  // One sum is unstated, as in embeddings: the rest is of a kind that the source did not name.
  const mayHaveRest = prompt === undefined || completion === undefined;
  return isConsistent && (mayHaveRest ? rest >= 0 : rest === 0);
};

// For Anthropic's models the gateway's LLM log states the uncached input as the prompt, beside the
// cached one. Whether its total includes the cached tokens is documented nowhere: both are right.
const addAnthropicLogTokens = (meters: Sums, counts: Gathered): boolean => {
  const { total, ...parts } = counts;
  const isConsistent = takeApart(meters, parts, 'cachesBeside', 'output');
  const rest = total === undefined ? 0 : total - totalTokens(meters);
  if (rest > 0) add(meters, 'unclassified', rest);
  return isConsistent && (rest === 0 || rest === -(counts.cached ?? 0));
};

const addUnits = (meters: Sums, counts: Gathered, model: string | undefined): void => {
  add(meters, 'images', counts.images);
  add(meters, 'webSearches', counts.searches);
  add(meters, 'fileSearches', counts.fileSearches);
  add(meters, 'codeInterpreterCalls', counts.codeInterpreterCalls);
  const ofVideo = isVideoModel(model) ? counts.seconds : undefined;
  const ofAudio = ofVideo === undefined ? counts.seconds : undefined;
  add(meters, 'videoSeconds', milliseconds(ofVideo ?? 0));
  add(meters, 'audioSeconds', milliseconds(Math.max(ofAudio ?? 0, counts.audioSeconds ?? 0)));
};

// Whole milliseconds add up exactly; what a second costs is rounded with all other money only.
const milliseconds = (seconds: number): number => Math.round(seconds * 1_000);
