// Events as a policy of the gateway sends them, each with what it says in our own words: the oracle
// believes these words, and never reads an event.
import { instantOf } from '../../../shared/domain/instant';

export type SaidBy = 'policy' | 'gatewayLog' | 'llmLog';

/** What one event says about one request. */
export interface Said {
  readonly requestId: string;
  readonly by: SaidBy;
  readonly atMs: number;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly counters: Readonly<Record<string, number>> | null;
}

/** What comes of one item of an event. */
export type Item =
  | { readonly kind: 'said'; readonly said: Said }
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Only a newer version of the program knows what this is. */
  | { readonly kind: 'future'; readonly requestId: string; readonly atMs: number };

export interface GatewayEvent {
  readonly body: unknown;
  readonly items: readonly Item[];
}

export interface Call {
  readonly requestId: string;
  readonly subscription: string | undefined;
  readonly product: string;
  readonly model: string;
  readonly status: number;
  readonly responseId: string;
  readonly streamed: boolean;
  readonly deployment: string;
  /** The one that a provisioned deployment handed the request over to; undefined: it did not. */
  readonly servedDeployment: string | undefined;
  readonly backend: string;
  /** As the response's body names it, which nobody reads of a stream. */
  readonly serviceTier: string;
  /** As the request's body asks for it; undefined: the policy could not read it. */
  readonly requestedTier: string | undefined;
}

/** Ids of requests whose records the store refuses for good, as it does one that is too large. */
export const refusedIdStart = 'deadbeef-';

export const isRefusedByStore = (requestId: string): boolean =>
  requestId.startsWith(refusedIdStart);

export interface Counts {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
  readonly reasoning: number;
}

export const api = 'azure-openai';
export const operation = 'chat-completions';

/** Facts without those that are not stated. */
export const stated = (facts: Readonly<Record<string, string | number | boolean | undefined>>) =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** `null`: the body was not read; `total`: the gateway knows no split. */
export type PolicyUsage = Counts | { readonly total: number } | null;

export const policyEvent = (
  call: Call,
  atMs: number,
  usage: PolicyUsage,
  durationMs = 800,
): GatewayEvent => {
  const said: Said = {
    requestId: call.requestId,
    by: 'policy',
    atMs,
    facts: stated({
      dialect: 'cloudevents',
      subscriptionId: call.subscription,
      productId: call.product,
      api,
      operation,
      model: call.model,
      deployment: call.deployment,
      servedDeployment: call.servedDeployment,
      spilledOver: call.servedDeployment !== undefined,
      backendId: call.backend,
      region: 'westeurope',
      responseId: call.responseId,
      status: call.status,
      streamed: call.streamed,
      serviceTier: servedTierOf(call),
      // The reader folds it, as it does no other name.
      requestedTier: call.requestedTier?.toLowerCase(),
      durationMs,
    }),
    counters: policyCounters(usage),
  };
  return { items: [{ kind: 'said', said }], body: policyBody(call, atMs, usage, durationMs) };
};

const policyBody = (call: Call, atMs: number, usage: PolicyUsage, durationMs: number): object => ({
  specversion: '1.0',
  id: call.requestId.toUpperCase(),
  source: '/apim/contoso/westeurope',
  type: 'llm.usage.v1',
  time: instantOf(atMs),
  subject: `${api}/${operation}`,
  data: {
    caller: { subscriptionId: call.subscription ?? null, productId: call.product },
    ...(call.requestedTier !== undefined && { request: { serviceTier: call.requestedTier } }),
    backend: {
      id: call.backend,
      deployment: call.deployment,
      region: 'westeurope',
      ...stated({ servedDeployment: call.servedDeployment }),
      spilledOver: call.servedDeployment !== undefined,
    },
    model: call.model,
    response: {
      id: call.responseId,
      status: call.status,
      streamed: call.streamed,
      ...stated({ serviceTier: servedTierOf(call) }),
      durationMs,
    },
    usage: usageObject(usage),
  },
});

const servedTierOf = ({ streamed, serviceTier }: Call): string | undefined =>
  streamed ? undefined : serviceTier;

const usageObject = (usage: PolicyUsage): object | null => {
  if (usage === null) return null;
  if ('total' in usage) return { total_tokens: usage.total };
  return {
    prompt_tokens: usage.prompt,
    completion_tokens: usage.completion,
    total_tokens: usage.prompt + usage.completion,
    prompt_tokens_details: { cached_tokens: usage.cached },
    completion_tokens_details: { reasoning_tokens: usage.reasoning },
  };
};

const policyCounters = (usage: PolicyUsage): Said['counters'] => {
  if (usage === null) return null;
  if ('total' in usage) return { total_tokens: usage.total };
  return {
    prompt_tokens: usage.prompt,
    completion_tokens: usage.completion,
    total_tokens: usage.prompt + usage.completion,
    'prompt_tokens_details.cached_tokens': usage.cached,
    'completion_tokens_details.reasoning_tokens': usage.reasoning,
  };
};

/** Events and records that cannot be read, with the reason that they are refused for. */
export const unreadable = (call: Call, atMs: number, which: number): GatewayEvent => {
  const rejected = (reason: string): readonly Item[] => [{ kind: 'rejected', reason }];
  const body = policyBody(call, atMs, { total: 1 }, 1);
  switch (which % 4) {
    case 0:
      return { body: '{"specversion":"1.0","id":"cut off in the mi', items: rejected('notJson') };
    case 1:
      return { body: { hello: 'world' }, items: rejected('unknownShape') };
    case 2:
      return { body: { ...body, time: 'yesterday' }, items: rejected('badTime') };
    default: {
      const usage = { prompt_tokens: -1 };
      const data = { ...(body as { readonly data: object }).data, usage };
      return { body: { ...body, data }, items: rejected('badCount') };
    }
  }
};
