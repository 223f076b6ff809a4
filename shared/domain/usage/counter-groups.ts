// The two sums of a usage object, input and output, each with the details that belong to it. Details
// are made disjoint of each other here; whether they lie inside the sum is not decided yet.
import type { Gathered } from './gather-counters';
import type { Meter } from './meters';

export type Sums = Partial<Record<Meter, number>>;

/** One detail. */
export interface Part {
  readonly quantity: number;
  /** What was read from a cache or written to one, as opposed to a kind of token. */
  readonly isCache: boolean;
  /** The meters that the quantity is made of. */
  readonly split: Sums;
  isBeside: boolean;
}

export interface Group {
  /** undefined: the source states none, and the details are all that is known. */
  readonly sum: number | undefined;
  /** Tokens of text, a detail that has no meter of its own; 0 if it is not stated. */
  readonly text: number;
  /** Details above zero. */
  readonly parts: readonly Part[];
  /** False if details contradict each other. */
  readonly isConsistent: boolean;
}

export function inputGroup(counts: Gathered): Group {
  const { prompt, uncached, promptText: text } = counts;
  const cachedAudio = counts.cachedAudio ?? 0;
  const cachedImage = counts.cachedImage ?? 0;
  const cachedKinds = (counts.cachedText ?? 0) + cachedAudio + cachedImage;
  const cached = Math.max(counts.cached ?? 0, cachedKinds);
  const written5m = counts.written5m ?? 0;
  const written1h = counts.written1h ?? 0;
  const writtenSplit = written5m + written1h;
  const written = Math.max(counts.written ?? 0, writtenSplit);
  const audio = Math.max(counts.promptAudio ?? 0, cachedAudio);
  const image = Math.max(counts.promptImage ?? 0, cachedImage);
  const parts: Part[] = [];
  if (cached > 0) {
    const cachedInput = cached - cachedAudio - cachedImage;
    const split = { cachedInput, cachedAudioInput: cachedAudio, cachedImageInput: cachedImage };
    parts.push({ quantity: cached, isCache: true, isBeside: false, split });
  }
  if (written > 0) {
    const cacheWrite = written - writtenSplit;
    const split = { cacheWrite, cacheWrite5m: written5m, cacheWrite1h: written1h };
    parts.push({ quantity: written, isCache: true, isBeside: false, split });
  }
  pushKind(parts, 'audioInput', audio - cachedAudio);
  pushKind(parts, 'imageInput', image - cachedImage);
  return {
    sum: sumOfPrompt(prompt, {
      // A prompt is its cached and its uncached tokens (DeepSeek), or its kinds (MAI, realtime).
      byCache: uncached === undefined ? undefined : cached + uncached,
      byKind: text === undefined ? undefined : text + audio + image,
      text: text ?? 0,
    }),
    text: text ?? 0,
    parts,
    isConsistent:
      (counts.cached ?? cached) === cached &&
      (counts.written ?? written) === written &&
      (counts.promptAudio ?? audio) === audio &&
      (counts.promptImage ?? image) === image &&
      (prompt === undefined ||
        Math.max(text ?? 0, uncached === undefined ? 0 : cached + uncached) <= prompt),
  };
}

interface OtherSums {
  readonly byCache: number | undefined;
  readonly byKind: number | undefined;
  readonly text: number;
}

function sumOfPrompt(
  prompt: number | undefined,
  { byCache, byKind, text }: OtherSums,
): number | undefined {
  if (prompt !== undefined) return Math.max(prompt, byCache ?? 0, text);
  if (byCache === undefined) return byKind;
  return Math.max(byCache, byKind ?? 0);
}

export function outputGroup(counts: Gathered): Group {
  const { completion, completionText: text } = counts;
  const parts: Part[] = [];
  // First, because it is what most often lies beside its sum.
  pushKind(parts, 'reasoningOutput', counts.reasoning);
  pushKind(parts, 'audioOutput', counts.completionAudio);
  pushKind(parts, 'imageOutput', counts.completionImage);
  const kinds = (counts.completionAudio ?? 0) + (counts.completionImage ?? 0);
  const byKind = text === undefined ? undefined : text + kinds;
  return {
    sum: completion === undefined ? byKind : Math.max(completion, text ?? 0),
    text: text ?? 0,
    parts,
    isConsistent: completion === undefined || (text ?? 0) <= completion,
  };
}

function pushKind(parts: Part[], meter: Meter, quantity = 0): void {
  if (quantity > 0)
    parts.push({ quantity, isCache: false, isBeside: false, split: { [meter]: quantity } });
}
