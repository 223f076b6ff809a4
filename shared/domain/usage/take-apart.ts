// Takes the sums of a usage object apart into disjoint meters. A detail lies inside its sum (OpenAI) or
// beside it (Anthropic's caches, Grok's reasoning, Voxtral's audio): the shape shows which, or the source's
// own total does, or that the detail is larger than the sum. No detail is ever made smaller.
import { inputGroup, outputGroup, type Group, type Part, type Sums } from './counter-groups';
import type { Gathered } from './gather-counters';
import type { Meter } from './meters';

/** Where the details lie by the rules of an API: all inside their sums, or the caches beside. */
export type Layout = 'nested' | 'cachesBeside';

/**
 * Adds the tokens of the counts; `outputMeter` is that of output without a kind. False if a detail
 * contradicts its sum or another detail. What the total says of their sum is left to the caller.
 */
export function takeApart(
  meters: Sums,
  counts: Gathered,
  layout: Layout,
  outputMeter: 'output' | 'imageOutput',
): boolean {
  const input = inputGroup(counts);
  const output = outputGroup(counts);
  if (layout === 'cachesBeside') placeCachesBeside(input, output, counts);
  else placeByTotal(input, output, counts.total);
  // All are called, whatever the one before returns: each places or adds the tokens of its group.
  const isInputPlaced = placeBySize(input);
  const isOutputPlaced = placeBySize(output);
  const isInputRight = addGroup(meters, input, 'input');
  const isOutputRight = addGroup(meters, output, outputMeter);
  const areStated = input.isConsistent && output.isConsistent;
  return areStated && isInputPlaced && isOutputPlaced && isInputRight && isOutputRight;
}

// A proxy may give Anthropic's names to a sum that includes them. Only its total shows that.
function placeCachesBeside(input: Group, output: Group, { total }: Gathered): void {
  const caches = input.parts.filter(({ isCache }) => isCache);
  const size = caches.reduce((sum, { quantity }) => sum + quantity, 0);
  const sum = input.sum ?? 0;
  const areInside = size <= sum && total === sum + (output.sum ?? 0);
  for (const cache of caches) cache.isBeside = !areInside;
}

// What the total exceeds the two sums by lies beside them, if details add up to it exactly.
function placeByTotal(input: Group, output: Group, total: number | undefined): void {
  if (input.sum === undefined || output.sum === undefined) return;
  const rest = total === undefined ? 0 : total - input.sum - output.sum;
  if (rest > 0) {
    for (const part of partsOf([...output.parts, ...input.parts], rest)) part.isBeside = true;
  } else if (total === undefined && input.text + sizeOfKinds(input) > input.sum) {
    // Without a total, the kinds of the prompt show that the sum is of its text alone.
    for (const part of input.parts) part.isBeside = !part.isCache;
  }
}

const sizeOfKinds = ({ parts }: Group): number =>
  parts.reduce((sum, { isCache, quantity }) => (isCache ? sum : sum + quantity), 0);

/** The fewest parts that add up to a quantity exactly, the first in order among as few; else none. */
function partsOf(parts: readonly Part[], quantity: number): readonly Part[] {
  let found: readonly Part[] = [];
  for (let set = 1; set < 1 << parts.length; set++) {
    const chosen = parts.filter((_, index) => (set & (1 << index)) !== 0);
    const sum = chosen.reduce((all, part) => all + part.quantity, 0);
    const isBetter = found.length === 0 || chosen.length < found.length;
    if (sum === quantity && isBetter) found = chosen;
  }
  return found;
}

/** What is larger than its sum cannot lie inside it. False if there is such a detail. */
function placeBySize({ sum, parts }: Group): boolean {
  let isRight = true;
  for (const part of parts) {
    if (part.isBeside || sum === undefined || part.quantity <= sum) continue;
    part.isBeside = true;
    isRight = false;
  }
  return isRight;
}

// The details inside are subtracted from the sum. Where they exceed it together, they overlap: a cached
// audio token counts as cached and as audio. What still exceeds the sum is kept, and flagged.
function addGroup(meters: Sums, { sum, parts }: Group, restMeter: Meter): boolean {
  let inside = 0;
  for (const { isBeside, quantity } of parts) if (!isBeside) inside += quantity;
  const excess = sum === undefined ? 0 : inside - sum;
  if (excess > 0) inside -= takeOverlap(parts, excess);
  for (const { split } of parts) {
    for (const name in split) add(meters, name as Meter, split[name as Meter]);
  }
  add(meters, restMeter, Math.max(0, (sum ?? 0) - inside));
  return excess <= 0;
}

/** Takes up to `excess` tokens that are cached and of a kind as cached tokens of that kind. */
function takeOverlap(parts: readonly Part[], excess: number): number {
  const cached = parts.find(({ split, isBeside }) => split.cachedInput !== undefined && !isBeside);
  let plain = cached?.split.cachedInput;
  if (cached === undefined || plain === undefined) return 0;
  let taken = 0;
  for (const [kind, cachedKind] of cachedKinds) {
    const part = parts.find(({ split, isBeside }) => split[kind] !== undefined && !isBeside);
    if (part === undefined) continue;
    const both = Math.min(excess - taken, part.quantity, plain);
    part.split[kind] = part.quantity - both;
    add(cached.split, cachedKind, both);
    plain -= both;
    taken += both;
  }
  cached.split.cachedInput = plain;
  return taken;
}

const cachedKinds = [
  ['audioInput', 'cachedAudioInput'],
  ['imageInput', 'cachedImageInput'],
] as const;

/** Adds to a meter; zeros are left out. */
export function add(sums: Sums, meter: Meter, quantity = 0): void {
  if (quantity !== 0) sums[meter] = (sums[meter] ?? 0) + quantity;
}
