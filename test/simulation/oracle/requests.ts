// The oracle: it saw each event once, in order, without a fault, and adds up by itself. It shares
// no code with the program; the rules that it follows are those of docs/ARCHITECTURE.md, section
// "What is stored", and of docs/adr/0001.
import { createHash } from 'node:crypto';
import { longPromptTokens, statementsKept } from '../traffic/draw-call';
import { isRefusedByStore, type Item, type Said, type SaidBy } from '../traffic/gateway-events';
import { dayMs, hourMs } from '../world/clocks';
import { otherTokens, readLog } from './log-answers';
import { metersOf, tokensOf } from './meters';
import { windowOf } from './windows';

/** An event as the hub holds it. */
export interface EnqueuedItem {
  readonly item: Item;
  readonly enqueuedMs: number;
}

/** Why an item is not accepted; undefined if it is. */
export const refusalOf = (
  { item, enqueuedMs }: EnqueuedItem,
  lateDays: number,
): string | undefined => {
  if (item.kind === 'rejected') return item.reason;
  if (item.kind === 'future') return undefined;
  const { atMs, requestId } = item.said;
  if (atMs > enqueuedMs + hourMs) return 'tooEarly';
  if (atMs < enqueuedMs - lateDays * dayMs) return 'tooLate';
  return isRefusedByStore(requestId) ? 'refused' : undefined;
};

/** What one request comes to. */
export interface RequestTruth {
  readonly requestId: string;
  readonly window: string;
  readonly windows: readonly string[];
  /** Names are in lower case, however the sources spell them. */
  readonly subscription: string | undefined;
  readonly product: string | undefined;
  readonly model: string | undefined;
  /** The size that its prompt is above, where that has prices of its own, in tokens. */
  readonly longPromptTokens: number | undefined;
  /** The one that served, and the one that was asked. */
  readonly deployment: string | undefined;
  readonly askedDeployment: string | undefined;
  readonly backend: string | undefined;
  readonly serviceTier: string | undefined;
  readonly requestedTier: string | undefined;
  readonly meters: Readonly<Record<string, number>>;
  readonly responseId: string | undefined;
  readonly withoutUsage: boolean;
  readonly conflicts: boolean;
  readonly conflictTokens: number;
  readonly sourcesDisagree: boolean;
  /** Statements of the policy, the winner first, as many as are kept; and whether there were more. */
  readonly policyWords: readonly Said[];
  readonly overflows: boolean;
  /** Whether the log names several answers that were bought under its id. */
  readonly hasSeveralAnswers: boolean;
  /** Whether two sources, or one at two times, spell the same name differently. */
  readonly isSpelledApart: boolean;
}

/** Every request that somebody said something acceptable about. */
export const requestsOf = (
  items: readonly EnqueuedItem[],
  lateDays: number,
): readonly RequestTruth[] => {
  const byRequest = new Map<string, Said[]>();
  for (const enqueued of items) {
    const { item } = enqueued;
    if (item.kind !== 'said' || refusalOf(enqueued, lateDays) !== undefined) continue;
    const said = byRequest.get(item.said.requestId) ?? [];
    said.push(item.said);
    byRequest.set(item.said.requestId, said);
  }
  return [...byRequest.values()].map(truthOf);
};

const truthOf = (said: readonly Said[]): RequestTruth => {
  const by = (source: SaidBy): readonly Said[] => said.filter((one) => one.by === source);
  const policyWords = inPreference(by('policy'));
  const gatewayWords = inPreference(by('gatewayLog'));
  const policy = policyWords[0];
  const gatewayLog = gatewayWords[0];
  const log = readLog(by('llmLog'), policy?.facts['responseId']);
  const llmLog = log.billed;
  const facts = { ...llmLog?.facts, ...gatewayLog?.facts, ...policy?.facts };
  const fromLog = llmLog !== undefined && (policy === undefined || rank(llmLog) < rank(policy));
  const counters = (fromLog ? llmLog : policy)?.counters ?? null;
  const meters = metersOf(counters ?? {});
  const promptTokens = (meters['input'] ?? 0) + (meters['cachedInput'] ?? 0);
  const firstMs = Math.min(...said.map(({ atMs }) => atMs));
  const status = facts['status'];
  const succeeded = status === undefined || Number(status) < 400;
  const losers = [policyWords, gatewayWords].flatMap((words) => words.slice(1, statementsKept));
  const words = [policyWords, gatewayWords];
  return {
    requestId: said[0]?.requestId ?? '',
    window: windowOf(firstMs),
    windows: [...new Set(said.map(({ atMs }) => windowOf(atMs)))].sort(),
    subscription: nameIn(facts, 'subscriptionId'),
    product: nameIn(facts, 'productId'),
    model: nameIn(facts, 'model'),
    longPromptTokens: promptTokens > longPromptTokens ? longPromptTokens : undefined,
    deployment: nameIn(facts, 'servedDeployment') ?? nameIn(facts, 'deployment'),
    askedDeployment: nameIn(facts, 'deployment'),
    backend: nameIn(facts, 'backendId'),
    serviceTier: nameIn(facts, 'serviceTier'),
    requestedTier: nameIn(facts, 'requestedTier'),
    meters,
    responseId: facts['responseId'] as string | undefined,
    withoutUsage: succeeded && counters === null,
    conflicts: log.hasSeveral || words.some(({ length }) => length > 1),
    conflictTokens: losers.reduce(
      (sum, loser) => sum + tokensOf(loser.counters),
      // Whose word is billed, of its answer there is nothing left to report.
      otherTokens(log, (fromLog ? llmLog : { facts }).facts['responseId']),
    ),
    sourcesDisagree: disagree(policy, gatewayLog, llmLog),
    policyWords: policyWords.slice(0, statementsKept),
    overflows: log.overflows || words.some(({ length }) => length > statementsKept),
    hasSeveralAnswers: log.hasSeveral,
    isSpelledApart: isSpelledApart(said),
  };
};

const nameIn = (facts: Said['facts'], fact: string): string | undefined =>
  (facts[fact] as string | undefined)?.toLowerCase();

const isSpelledApart = (said: readonly Said[]): boolean =>
  ['subscriptionId', 'productId', 'model', 'deployment', 'backendId'].some((fact) => {
    const spellings = new Set(said.flatMap(({ facts }) => facts[fact] ?? []));
    const names = new Set(said.flatMap(({ facts }) => nameIn(facts, fact) ?? []));
    return names.size < spellings.size;
  });

/** Different statements of one source: those that know more first, then by digest. */
const inPreference = (said: readonly Said[]): readonly Said[] => {
  const different = new Map(said.map((one) => [digestOf(one), one]));
  return [...different]
    .sort(([a, left], [b, right]) => rank(left) - rank(right) || (a < b ? -1 : 1))
    .map(([, one]) => one);
};

/** A split goes before a bare total, and that before knowing nothing. */
const rank = ({ counters }: Pick<Said, 'counters'>): number => {
  if (counters === null) return 2;
  return Object.keys(counters).every((name) => name === 'total_tokens') ? 1 : 0;
};

/** The digest by which the program orders statements of one rank: see docs/adr/0001. */
export const digestOf = ({ facts, counters }: Pick<Said, 'facts' | 'counters'>): string =>
  createHash('sha256')
    .update(`{"counters":${sorted(counters)},"facts":${sorted(facts)}}`)
    .digest('hex')
    .slice(0, 32);

const sorted = (members: Readonly<Record<string, unknown>> | null): string =>
  members === null
    ? 'null'
    : `{${Object.keys(members)
        .sort()
        .map((name) => `${JSON.stringify(name)}:${JSON.stringify(members[name])}`)
        .join(',')}}`;

const disagree = (
  policy: Said | undefined,
  gatewayLog: Said | undefined,
  llmLog: Pick<Said, 'counters'> | undefined,
): boolean => {
  const callers = [policy, gatewayLog].flatMap(
    (one) => nameIn(one?.facts ?? {}, 'subscriptionId') ?? [],
  );
  if (new Set(callers).size > 1) return true;
  if (policy?.counters == null || llmLog?.counters == null) return false;
  return tokensOf(policy.counters) !== tokensOf(llmLog.counters);
};
