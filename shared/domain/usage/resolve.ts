// What a usage record means: the effective facts by precedence of the sources, the meters of the
// request and what a reader of the figures must know about them. Pure; done anew at every rollup,
// so that a better rule needs no migration of what was stored.
import { billedAnswer, tokensIn, type CountedAnswer } from './billed-answer';
import { foldName } from '../fold-name';
import { sumOf, promptMeters, type Meters } from './meters';
import { allTokens, normaliseCounters, type NormalisedCounters } from './normalise-counters';
import { contentFiltered, type Counters, type Facts } from './observation';
import { promptClassBreaks } from '../reference/price-book';
import type { UnknownCounters } from './unknown-counters';
import { hasOverflowed, rankOf, type Statement, type UsageRecord } from './usage-record';
import type {
  CoverageCounter,
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
  /** What other models did for the request: meters of rows that count no request. */
  readonly others: readonly { readonly dimensions: UsageDimensions; readonly meters: Meters }[];
  /** Counters that no rule knows. */
  readonly unknown: UnknownCounters;
}

export const resolve = (record: UsageRecord): ResolvedRequest => {
  const { policy } = record.observations;
  const { statement: llmLog, answers } = billedAnswer(
    record.observations.llmLog,
    policy?.facts.responseId,
  );
  const facts = effectiveFacts(record.observations, llmLog);
  // The log counts what it sees in an answer, wherever the gateway had it from.
  const counted = facts.notBilled === undefined ? countedBy(policy, llmLog) : nothingBought;
  const normalised = normaliseCounters(counted.counters ?? {}, facts.model, {
    source: counted.source === 'llmLog' ? 'llmLog' : 'policy',
  });
  const outcome = outcomeOf(facts, counted.counters !== null);
  const dimensions: UsageDimensions = {
    subscriptionId: folded(facts.subscriptionId),
    keyHash: folded(facts.keyHash),
    productId: folded(facts.productId),
    appId: folded(facts.appId),
    model: folded(facts.model),
    deployment: folded(facts.servedDeployment ?? facts.deployment),
    askedDeployment: folded(facts.deployment),
    backendId: folded(facts.backendId),
    serviceTier: folded(facts.serviceTier),
    requestedTier: folded(facts.requestedTier),
    batch: facts.batch ?? false,
    streamed: facts.streamed ?? null,
    spilledOver: spilloverOf(facts.spilledOver),
    usageSource: counted.source,
    // Of several prompts at once none has a size.
    promptClass: facts.aggregated === true ? 0 : promptClassIn(normalised.meters),
    outcome,
  };
  // The policy may have counted an answer that the log does not name: then all of the log's are others.
  const billed = (counted.source === 'llmLog' ? llmLog : undefined)?.facts ?? facts;
  const others = answers.filter((answer) => answer.facts.responseId !== billed.responseId);
  return {
    dimensions,
    meters: normalised.meters,
    coverage: coverageOf(record, { facts, counted, normalised, outcome, llmLog, others }),
    responseId: facts.responseId,
    others: normalised.others.map(({ model, meters }) => ({
      dimensions: {
        ...dimensions,
        model: folded(model),
        isOtherModel: true,
        promptClass: promptClassIn(meters),
      },
      meters,
    })),
    unknown: normalised.unknown,
  };
};

// The one place where names lose their case: records keep each source's own spelling, and every row of
// a window is folded, whatever the order in which spellings came in.
const folded = (name: string | undefined): string | null =>
  name === undefined ? null : foldName(name);

const promptClassIn = (meters: Meters): number => promptClassOf(sumOf(meters, promptMeters));

/** Lower bound, in tokens, of the prompt-size class of a prompt. */
export const promptClassOf = (promptTokens: number): number => {
  let promptClass = 0;
  for (const bound of promptClassBreaks) if (promptTokens > bound) promptClass = bound;
  return promptClass;
};

/** What the sources tell together. */
interface Told {
  readonly facts: Facts;
  /** What the LLM log says of the answer that is billed. */
  readonly llmLog: Statement | undefined;
  /** The further answers whose tokens the log counted. */
  readonly others: readonly CountedAnswer[];
  readonly counted: Counted;
  readonly normalised: NormalisedCounters;
  readonly outcome: Outcome;
}

interface Counted {
  readonly source: UsageSource;
  readonly counters: Counters | null;
}

// The policy saw the request itself, the gateway's log knows who called and what was answered, the
// LLM log knows the model; each fact is taken from the first that states it.
const effectiveFacts = (
  { policy, gatewayLog }: UsageRecord['observations'],
  llmLog: Statement | undefined,
): Facts => {
  let facts: Facts | undefined;
  for (const said of [llmLog, gatewayLog, policy]) {
    // Of one source alone, which is the rule, no copy is made.
    if (said !== undefined) facts = facts === undefined ? said.facts : { ...facts, ...said.facts };
  }
  return facts ?? {};
};

// Of the two sources that count, the one that knows more; the policy where they know as much. So an
// estimate gives way to a measured count, and a bare total to a split, whoever states it.
const countedBy = (policy: Statement | undefined, llmLog: Statement | undefined): Counted => {
  const fromLog = llmLog !== undefined && (policy === undefined || rankOf(llmLog) < rankOf(policy));
  const { facts, counters } = (fromLog ? llmLog : policy) ?? silence;
  if (counters === null) return { source: 'none', counters };
  const fromPolicy = facts.estimated === true ? 'estimate' : 'policy';
  return { source: fromLog ? 'llmLog' : fromPolicy, counters };
};

const silence: Pick<Statement, 'facts' | 'counters'> = { facts: {}, counters: null };

const nothingBought: Counted = { source: 'none', counters: null };

const outcomeOf = ({ notBilled, status }: Facts, counted: boolean): Outcome => {
  if (notBilled === 'cached' || notBilled === 'turnedAway') return notBilled;
  // No HTTP status is below 100: API Management logs 0 where the caller hung up.
  if (status === undefined || status < 100) return counted ? 'success' : 'unknown';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'serverError';
  return status >= 400 ? 'clientError' : 'success';
};

// Some dialects state no status: what may have succeeded is shown as without usage, not as nothing.
const mayHaveBought = ({ facts, outcome }: Told): boolean => {
  if (facts.notBilled !== undefined) return false;
  const isOpen = outcome === 'unknown' && (facts.backendStatus ?? 0) < 400;
  return isOpen || outcome === 'success' || isChargedFailure(facts);
};

// Azure charges for a prompt that its filter refused, and for a request whose time ran out. And what
// the model answered is paid for, whatever became of the answer in the gateway: a caller who hung up
// (499), a policy that failed (500).
const isChargedFailure = ({ status, backendStatus, errorReason }: Facts): boolean => {
  const answered = backendStatus ?? status;
  return (
    isSuccess(backendStatus) ||
    status === 408 ||
    (answered === 400 && errorReason === contentFiltered)
  );
};

const isSuccess = (status = 0): boolean => status >= 200 && status < 300;

const spilloverOf = (spilledOver: boolean | undefined): Spillover =>
  spilledOver === undefined ? 'unknown' : spilledOver ? 'yes' : 'no';

const hasCaller = (facts: Facts): boolean =>
  (facts.subscriptionId ?? facts.keyHash ?? facts.appId ?? facts.productId) !== undefined;

// Zeros are left out: most requests have nothing to be said about them.
const coverageOf = (record: UsageRecord, told: Told): CoverageCounts => {
  const { facts, counted, normalised } = told;
  const coverage: Partial<Record<CoverageCounter, number>> = {};
  if (mayHaveBought(told) && counted.counters === null) coverage.withoutUsage = 1;
  if (counted.source === 'estimate') coverage.estimated = 1;
  if (Object.keys(record.conflicts).length > 0) {
    coverage.conflicts = 1;
    const tokens = conflictTokens(record, told.others);
    if (tokens > 0) coverage.conflictTokens = tokens;
    if (hasOverflowed(record)) coverage.overflowed = 1;
  }
  if (sourcesDisagree(record, told)) coverage.sourcesDisagree = 1;
  if (normalised.totalMismatch) coverage.totalMismatch = 1;
  const { unclassified } = normalised.meters;
  if (unclassified !== undefined) coverage.unclassifiedTokens = unclassified;
  if (normalised.toolCallsUnmetered > 0) {
    coverage.toolCallsUnmetered = normalised.toolCallsUnmetered;
  }
  if (normalised.cacheWritesUnknown) coverage.cacheWritesUnknown = 1;
  if (!hasCaller(facts)) coverage.callerUnknown = 1;
  return coverage;
};

const conflictTokens = (record: UsageRecord, answers: readonly CountedAnswer[]): number => {
  let tokens = 0;
  const counted = new Set<string | undefined>();
  for (const conflict of Object.values(record.conflicts)) {
    for (const { facts, counters } of conflict.losers) {
      if (counters === null) continue;
      counted.add(facts.responseId);
      tokens += allTokens(normaliseCounters(counters, facts.model));
    }
  }
  for (const answer of answers) {
    // The policy may have counted the same answer.
    if (!counted.has(answer.facts.responseId)) tokens += tokensIn(answer);
  }
  return tokens;
};

// Precedence decides whose word is billed; that there was another one must not be lost. An estimate is
// no such word, and neither is a log that cannot know all of what its model's vendor bills.
const sourcesDisagree = (record: UsageRecord, { facts, llmLog }: Told): boolean => {
  const { policy, gatewayLog } = record.observations;
  if (policy === undefined) return false;
  if (areDifferent(policy.facts.subscriptionId, gatewayLog?.facts.subscriptionId)) return true;
  const measured = policy.facts.estimated === true ? null : policy.counters;
  if (measured === null || !llmLog?.counters) return false;
  const logged = normaliseCounters(llmLog.counters, facts.model, { source: 'llmLog' });
  const counted = normaliseCounters(measured, facts.model);
  return !logged.cacheWritesUnknown && allTokens(logged) !== allTokens(counted);
};

/** Whether both are known, and not the same caller: without regard to case, as owners are found. */
const areDifferent = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && foldName(a) !== foldName(b);
