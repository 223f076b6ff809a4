// What a usage record means: the effective facts by precedence of the sources, the meters of the
// request and what a reader of the figures must know about them. Pure; done anew at every rollup,
// so that a better rule needs no migration of what was stored.
import { sumOf, promptMeters, type Meters } from './meters';
import { normaliseCounters, totalTokens } from './normalise-counters';
import type { Facts } from './observation';
import { promptClassBreaks } from './price-book';
import type { Statement, UsageRecord } from './usage-record';
import type {
  CoverageCounts,
  Outcome,
  Spillover,
  UsageDimensions,
  UsageSource,
} from './window-usage';

export interface ResolvedRequest {
  readonly dimensions: UsageDimensions;
  readonly meters: Meters;
  readonly coverage: CoverageCounts;
  /** The model's own id of its answer; two requests of one window should not share it. */
  readonly responseId: string | undefined;
}

export const resolve = (record: UsageRecord): ResolvedRequest => {
  const { policy, gatewayLog, llmLog } = record.observations;
  const facts = effectiveFacts(policy?.facts, gatewayLog?.facts, llmLog?.facts);
  const counted = countedBy(policy, llmLog);
  const normalised =
    counted.statement === undefined
      ? { meters: {}, totalMismatch: false, cacheWritesUnknown: false }
      : normaliseCounters(counted.statement.counters ?? {}, facts.model, {
          source: counted.source === 'llmLog' ? 'llmLog' : 'policy',
        });
  const outcome = outcomeOf(facts.status, counted.statement !== undefined);
  return {
    dimensions: {
      subscriptionId: facts.subscriptionId ?? null,
      keyHash: facts.keyHash ?? null,
      productId: facts.productId ?? null,
      appId: facts.appId ?? null,
      model: facts.model ?? null,
      deployment: facts.servedDeployment ?? facts.deployment ?? null,
      backendId: facts.backendId ?? null,
      serviceTier: facts.serviceTier ?? null,
      streamed: facts.streamed ?? null,
      spilledOver: spilloverOf(facts.spilledOver),
      usageSource: counted.source,
      promptClass: promptClassOf(sumOf(normalised.meters, promptMeters)),
      outcome,
    },
    meters: normalised.meters,
    coverage: withoutZeros({
      withoutUsage: mayHaveUsed(outcome) && counted.statement === undefined ? 1 : 0,
      estimated: counted.source === 'estimate' ? 1 : 0,
      conflicts: Object.keys(record.conflicts).length > 0 ? 1 : 0,
      conflictTokens: conflictTokens(record),
      totalMismatch: normalised.totalMismatch ? 1 : 0,
      cacheWritesUnknown: normalised.cacheWritesUnknown ? 1 : 0,
      callerUnknown: hasCaller(facts) ? 0 : 1,
    }),
    responseId: facts.responseId,
  };
};

/** Lower bound, in tokens, of the prompt-size class of a prompt. */
export const promptClassOf = (promptTokens: number): number =>
  promptClassBreaks.findLast((bound) => promptTokens > bound) ?? 0;

// The policy saw the request itself, the gateway's log knows who called and what was answered, the
// LLM log knows the model; each fact is taken from the first that states it.
const effectiveFacts = (...bySource: readonly (Facts | undefined)[]): Facts =>
  Object.assign({}, ...bySource.toReversed()) as Facts;

// A count that was measured goes before an estimate, whoever measured it.
const countedBy = (
  policy: Statement | undefined,
  llmLog: Statement | undefined,
): { readonly source: UsageSource; readonly statement: Statement | undefined } => {
  const has = (statement: Statement | undefined): statement is Statement =>
    statement !== undefined && statement.counters !== null;
  if (has(policy) && policy.facts.estimated !== true)
    return { source: 'policy', statement: policy };
  if (has(llmLog)) return { source: 'llmLog', statement: llmLog };
  if (has(policy)) return { source: 'estimate', statement: policy };
  return { source: 'none', statement: undefined };
};

const outcomeOf = (status: number | undefined, counted: boolean): Outcome => {
  if (status === undefined) return counted ? 'success' : 'unknown';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'serverError';
  return status >= 400 ? 'clientError' : 'success';
};

// Some dialects state no status: what may have succeeded is shown as without usage, not as nothing.
const mayHaveUsed = (outcome: Outcome): boolean => outcome === 'success' || outcome === 'unknown';

const spilloverOf = (spilledOver: boolean | undefined): Spillover =>
  spilledOver === undefined ? 'unknown' : spilledOver ? 'yes' : 'no';

const hasCaller = (facts: Facts): boolean =>
  (facts.subscriptionId ?? facts.keyHash ?? facts.appId ?? facts.productId) !== undefined;

const conflictTokens = (record: UsageRecord): number => {
  let tokens = 0;
  for (const conflict of Object.values(record.conflicts)) {
    for (const loser of conflict.losers) {
      tokens += totalTokens(normaliseCounters(loser.counters ?? {}, loser.facts.model).meters);
    }
  }
  return tokens;
};

const withoutZeros = (counts: CoverageCounts): CoverageCounts =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
