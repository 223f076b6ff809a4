// What a usage record means: the effective facts by precedence of the sources, the meters of the
// request and what a reader of the figures must know about them. Pure; done anew at every rollup,
// so that a better rule needs no migration of what was stored.
import { sumOf, promptMeters, type Meters } from './meters';
import { normaliseCounters, totalTokens } from './normalise-counters';
import type { Counters, Facts } from './observation';
import { promptClassBreaks } from '../reference/price-book';
import { rankOf, type Statement, type UsageRecord } from './usage-record';
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
  /** The model's own id of its answer; two requests should not share it. */
  readonly responseId: string | undefined;
}

export const resolve = (record: UsageRecord): ResolvedRequest => {
  const { policy, gatewayLog, llmLog } = record.observations;
  const facts = effectiveFacts(policy?.facts, gatewayLog?.facts, llmLog?.facts);
  // The log counts what it sees in an answer, wherever the gateway had it from.
  const counted = facts.notBilled === undefined ? countedBy(policy, llmLog) : nothingBought;
  const normalised = normaliseCounters(counted.counters ?? {}, facts.model, {
    source: counted.source === 'llmLog' ? 'llmLog' : 'policy',
  });
  const outcome = outcomeOf(facts, counted.counters !== null);
  const mayHaveBought = facts.notBilled === undefined && mayHaveUsed(outcome);
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
      withoutUsage: mayHaveBought && counted.counters === null ? 1 : 0,
      estimated: counted.source === 'estimate' ? 1 : 0,
      conflicts: Object.keys(record.conflicts).length > 0 ? 1 : 0,
      conflictTokens: conflictTokens(record),
      sourcesDisagree: sourcesDisagree(record, facts.model) ? 1 : 0,
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

// Of the two sources that count, the one that knows more; the policy where they know as much. So an
// estimate gives way to a measured count, and a bare total to a split, whoever states it.
const countedBy = (
  policy: Statement | undefined,
  llmLog: Statement | undefined,
): { readonly source: UsageSource; readonly counters: Counters | null } => {
  const fromLog = llmLog !== undefined && (policy === undefined || rankOf(llmLog) < rankOf(policy));
  const { facts, counters } = (fromLog ? llmLog : policy) ?? silence;
  if (counters === null) return { source: 'none', counters };
  const fromPolicy = facts.estimated === true ? 'estimate' : 'policy';
  return { source: fromLog ? 'llmLog' : fromPolicy, counters };
};

const silence: Pick<Statement, 'facts' | 'counters'> = { facts: {}, counters: null };

const nothingBought = { source: 'none', counters: null } as const;

const outcomeOf = ({ notBilled, status }: Facts, counted: boolean): Outcome => {
  if (notBilled === 'cached' || notBilled === 'turnedAway') return notBilled;
  // No HTTP status is below 100: API Management logs 0 where the caller hung up.
  if (status === undefined || status < 100) return counted ? 'success' : 'unknown';
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

// Precedence decides whose word is billed; that there was another one must not be lost. An estimate is
// no such word, and neither is a log that cannot know all of what its model's vendor bills.
const sourcesDisagree = (record: UsageRecord, model: string | undefined): boolean => {
  const { policy, gatewayLog, llmLog } = record.observations;
  // Without regard to case, as owners are found.
  const callers = [policy, gatewayLog].flatMap(
    (said) => said?.facts.subscriptionId?.toLowerCase() ?? [],
  );
  if (new Set(callers).size > 1) return true;
  const measured = policy?.facts.estimated === true ? null : policy?.counters;
  if (!measured || !llmLog?.counters) return false;
  const logged = normaliseCounters(llmLog.counters, model, { source: 'llmLog' });
  const counted = normaliseCounters(measured, model);
  return !logged.cacheWritesUnknown && totalTokens(logged.meters) !== totalTokens(counted.meters);
};

const withoutZeros = (counts: CoverageCounts): CoverageCounts =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
