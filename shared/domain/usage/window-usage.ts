// Window usage: the integer meters of one quarter hour, by dimensions. It knows no money and no
// business units: those may change later, what was used may not.
import type { Meters } from './meters';
import type { UnknownCounters } from './unknown-counters';
import type { WindowId } from '../window';

export type UsageSource = 'policy' | 'llmLog' | 'estimate' | 'none';
export type Outcome =
  | 'success'
  | 'cached' // answered by the gateway's cache: nothing was bought
  | 'turnedAway' // by the gateway, before it called any model
  | 'throttled'
  | 'clientError'
  | 'serverError'
  | 'unknown';
export type Spillover = 'yes' | 'no' | 'unknown';

/** What distinguishes the rows of a window. Names and ids are folded (fold-name.ts). null: no source said. */
export interface UsageDimensions {
  readonly subscriptionId: string | null;
  readonly keyHash: string | null;
  readonly productId: string | null;
  readonly appId: string | null;
  readonly model: string | null;
  /** The deployment that served the request, where known, else the one that was asked. */
  readonly deployment: string | null;
  /** The deployment that was asked. Rows of windows that were sealed by version 1 lack it. */
  readonly askedDeployment: string | null;
  readonly backendId: string | null;
  readonly serviceTier: string | null;
  /** The tier that the request asked for; `none`: none. Rows sealed by version 1 lack it. */
  readonly requestedTier: string | null;
  /** Whether it is a batch: the sum over its requests, at the price of batches. */
  readonly batch: boolean;
  /** Set on what another model did for a request, e.g. an advisor: not the deployment's model. */
  readonly isOtherModel?: true;
  readonly streamed: boolean | null;
  readonly spilledOver: Spillover;
  readonly usageSource: UsageSource;
  /** Lower bound of the prompt-size class, in tokens: 0 or one of promptClassBreaks. */
  readonly promptClass: number;
  readonly outcome: Outcome;
}

/** Counts of what a reader of the figures must know about them; zeros are left out. */
export const coverageCounters = [
  'withoutUsage', // what was bought, as far as anybody knows, and whose token counts no source knows
  'estimated', // counted by an estimate
  'conflicts', // a source contradicted itself, or the LLM log named several responses
  'conflictTokens', // tokens of the statements that lost, and of further answers in the LLM log
  'overflowed', // more different statements, or answers, than a record keeps: their tokens are not known
  'sourcesDisagree', // two sources named different callers, or measured different numbers of tokens
  'totalMismatch', // meters that do not add up to the source's own total
  'unclassifiedTokens', // tokens that a source counts only in its total
  'toolCallsUnmetered', // calls of hosted tools for which there is no meter
  'cacheWritesUnknown', // the log of an Anthropic model, which is silent on cache writes
  'callerUnknown', // no source named a caller
] as const;
export type CoverageCounter = (typeof coverageCounters)[number];
export type CoverageCounts = Readonly<Partial<Record<CoverageCounter, number>>>;

export interface WindowRow extends UsageDimensions {
  /** 0 in the row of a model that another one asked for help: its request is in that one's row. */
  readonly requests: number;
  /** Requests by the meters they used, e.g. `{"input,output": 3}`: tells how many lack a price. */
  readonly requestsByMeters: Readonly<Record<string, number>>;
  readonly meters: Meters;
  readonly coverage: CoverageCounts;
  /** Counters that no rule knows; absent if there are none. */
  readonly unknownCounters?: UnknownCounters;
}

export interface WindowUsage {
  readonly window: WindowId;
  /** Records that ever were in the window, those that moved included: it can only grow. */
  readonly recordsSeen: number;
  /** Requests of this window that share the model's own response id with another one of it. */
  readonly suspectedDoubles: number;
  /** Sorted by dimensions. */
  readonly rows: readonly WindowRow[];
}
