// Gathers a source's raw counters by what they count, whatever an API calls them. Where several
// names count the same, the largest count is taken: a zero under one API's name hides nothing.
import { countedBy, type Counted, type CounterName } from './counter-names';
import type { Counters } from './observation';
import { addUnknown, type UnknownCounters } from './unknown-counters';

/** Counts by what they count; absent where the source does not state them. */
export type Gathered = Partial<Record<Counted, number>>;

/** What another model counted for the request, e.g. an advisor's iterations. */
export interface OtherModel {
  /** undefined: the source gave a name that is none. */
  readonly model: string | undefined;
  readonly counts: Gathered;
}

export interface GatheredCounters {
  readonly counts: Gathered;
  /** Sorted by model. */
  readonly others: readonly OtherModel[];
  /** Counters above zero that have no known name. */
  readonly unknown: UnknownCounters;
  /** Calls of hosted tools for which there is no meter. */
  readonly toolCallsUnmetered: number;
}

/** `model`: the one that answered; its own iterations are part of its counts. */
export const gatherCounters = (counters: Counters, model: string | undefined): GatheredCounters => {
  let counts: Gathered = {};
  let others: Map<string, Gathered> | undefined;
  let found: Record<string, number> | undefined;
  let toolCallsUnmetered = 0;
  // for-in, because this runs for every request of every rollup, and Object.entries makes pairs.
  for (const name in counters) {
    const count = (counters as AnyCounters)[name as CounterName];
    const counted = countedBy.get(name);
    if (counted !== undefined) {
      raise(counts, counted, count);
    } else if (name.startsWith(toolCallPrefix)) {
      toolCallsUnmetered += count;
    } else {
      const iteration = iterationName.exec(name);
      const inIteration = countedBy.get(iteration?.[2] ?? '');
      if (inIteration === undefined) {
        if (count > 0) (found ??= {})[name] = count;
      } else {
        others ??= new Map();
        raise(countsOf(others, iteration?.[1], model), inIteration, count);
      }
    }
  }
  const unknown = found === undefined ? noUnknown : addUnknown(noUnknown, found);
  if (others === undefined) return { counts, others: [], unknown, toolCallsUnmetered };
  const ofOwn = others.get(own) ?? {};
  if (!areSameTokens(ofOwn, counts) && areOfAnother(counts, others)) counts = withoutTokens(counts);
  for (const [counted, count] of Object.entries(ofOwn)) raise(counts, counted as Counted, count);
  others.delete(own);
  return { counts, others: byModel(others), unknown, toolCallsUnmetered };
};

/** Every counter has a count; in a loop over those that are there, too. */
type AnyCounters = Readonly<Record<CounterName, number>>;

const noUnknown: UnknownCounters = {};

const toolCallPrefix = 'tool_calls.';

/** A counter that is the sum over a list of iterations; the reader writes the other model's name. */
const iterationName = /^iterations(?:\[([^\]]*)\])?\.(.+)$/;

/** Stands for the model that answered; no model is called so. */
const own = '\n';

const raise = (counts: Gathered, counted: Counted, count: number): void => {
  const before = counts[counted];
  if (before === undefined || count > before) counts[counted] = count;
};

const countsOf = (
  others: Map<string, Gathered>,
  name: string | undefined,
  model: string | undefined,
): Gathered => {
  const isOwn = name === undefined || name.toLowerCase() === model?.toLowerCase();
  const key = isOwn ? own : name;
  const counts = others.get(key) ?? {};
  others.set(key, counts);
  return counts;
};

// The counters at the top may be those of one iteration of another model: where a stream names the model
// that was asked, and a fallback answered. They are billed there, and not a second time here.
const areOfAnother = (counts: Gathered, others: ReadonlyMap<string, Gathered>): boolean =>
  [...others].some(([key, theirs]) => key !== own && areSameTokens(theirs, counts));

const areSameTokens = (a: Gathered, b: Gathered): boolean =>
  comparedTokens.every((counted) => (a[counted] ?? 0) === (b[counted] ?? 0));

const comparedTokens = [
  'prompt',
  'completion',
  'cached',
  'written',
] as const satisfies readonly Counted[];

const withoutTokens = (counts: Gathered): Gathered =>
  Object.fromEntries(
    Object.entries(counts).filter(([counted]) => !tokensOfIterations.has(counted as Counted)),
  );

const tokensOfIterations: ReadonlySet<Counted> = new Set([
  ...comparedTokens,
  ...(['written5m', 'written1h', 'reasoning', 'total'] as const),
]);

const byModel = (others: ReadonlyMap<string, Gathered>): readonly OtherModel[] =>
  [...others]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([model, counts]) => ({ model: model === '' ? undefined : model, counts }));
