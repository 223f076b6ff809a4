// What one source says about one gateway request: facts and the source's own raw counters. An
// observation is made by a reader (readers/), joined into a usage record (usage-record.ts) and
// interpreted only when it is resolved (resolve.ts).
import type { Instant } from '../instant';

/** Identity of a gateway request: the key under which every source's words meet. */
export type RequestId = string & { readonly __brand: 'RequestId' };

export const sources = ['policy', 'gatewayLog', 'llmLog'] as const;
export type Source = (typeof sources)[number];

/** Why nothing was bought by a request, where that is certain. */
export const unbilledReasons = [
  'cached', // answered from a cache of the gateway
  'turnedAway', // by the gateway, before it called any model
  'noModel', // no model answers such a request: a list of models, a stored response read again
] as const;
export type UnbilledReason = (typeof unbilledReasons)[number];

/** The error by which a policy names a prompt that the model's content filter refused. */
export const contentFiltered = 'content_filter';

/** Who asked that a stream end with its usage. */
export const usageAskers = ['client', 'gateway', 'nobody'] as const;
export type UsageAsker = (typeof usageAskers)[number];

/** What a source states about a request, apart from counts. What it does not say is absent. */
export interface Facts {
  readonly dialect?: string;
  readonly subscriptionId?: string;
  readonly productId?: string;
  readonly appId?: string;
  /** SHA-256 of a subscription key; the key itself never passes the reader. */
  readonly keyHash?: string;
  readonly api?: string;
  readonly operation?: string;
  readonly model?: string;
  /** The deployment that the URL names. */
  readonly deployment?: string;
  /** The deployment that answered, where the response's headers tell. */
  readonly servedDeployment?: string;
  readonly spilledOver?: boolean;
  readonly backendId?: string;
  readonly region?: string;
  /** The model's own id of its answer, e.g. `chatcmpl-…`. */
  readonly responseId?: string;
  /** HTTP status that the caller got. */
  readonly status?: number;
  /** HTTP status of the model's answer, if it differs: the gateway may fail after the model answered. */
  readonly backendStatus?: number;
  readonly streamed?: boolean;
  /** The tier that the response names: the one at which it was served. */
  readonly serviceTier?: string;
  /** The tier that the request asked for, in lower case; `none` if it is known to ask for none. */
  readonly requestedTier?: string;
  readonly durationMs?: number;
  readonly usageAskedBy?: UsageAsker;
  /** Set where nothing was bought: whatever any source counted is not billed. */
  readonly notBilled?: UnbilledReason;
  /** The gateway's error, by the element in which it arose and by its code; never its message. */
  readonly errorSource?: string;
  readonly errorReason?: string;
  /** Set when the counters are those of a completed batch, a sum over all of its requests. */
  readonly batch?: true;
  /** Set when the counters are an estimate: they give way to any measured count. */
  readonly estimated?: true;
  /** Set when the counters are a sum over several requests. Then the size of a prompt is not known. */
  readonly aggregated?: true;
}

/**
 * The source's own counters, flattened (`prompt_tokens_details.cached_tokens`), under OpenAI's or
 * Anthropic's names. Integers up to countMax, except `seconds`, which may have a fraction.
 */
export type Counters = Readonly<Record<string, number>>;

export interface Observation {
  readonly requestId: RequestId;
  readonly source: Source;
  readonly occurredAt: Instant;
  readonly facts: Facts;
  /** null: the source speaks of the request, but does not know its token counts. */
  readonly counters: Counters | null;
}
