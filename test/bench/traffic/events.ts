// The traffic of the benchmark: events of our contract with every field filled, about 1 KB each, from
// many callers about several models. Event n is always the same, so that subjects that are compared
// get the same bytes.
import { instantOf, type Instant } from '../../../shared/domain/instant';

export interface Traffic {
  /** Subscriptions that call in turn. */
  readonly callers: number;
  /** When the first event happened; later ones follow evenly over the span. */
  readonly fromMs: number;
  readonly spanMs: number;
  readonly events: number;
  /** Number of the first event, for traffic beside other traffic. */
  readonly first?: number;
}

export const models = ['gpt-4o', 'gpt-4.1', 'gpt-5', 'gpt-5-mini', 'o3'] as const;

/** The id of the request that event n tells about. */
export const requestIdOf = (n: number): string =>
  `7d3f0c5a-58b1-4c1e-9a52-${n.toString(16).padStart(12, '0')}`;

/** The subscription of caller n. */
export const callerOf = (n: number): string =>
  `2c1de9b4-7f60-4d0b-b1a3-${(n + 1).toString(16).padStart(12, '0')}`;

/** Events as the Functions host hands them over: parsed. */
export const makeEvents = (traffic: Traffic): readonly object[] => {
  const { first = 0, events } = traffic;
  return Array.from({ length: events }, (_, index) =>
    eventOf(
      first + index,
      callerOf((first + index) % traffic.callers),
      traffic.fromMs + Math.floor((index * traffic.spanMs) / events),
    ),
  );
};

/** Enqueued a second after it happened. */
export const enqueuedTimeOf = ({ fromMs, spanMs }: Traffic): Instant =>
  instantOf(fromMs + spanMs + 1_000);

const eventOf = (n: number, caller: string, atMs: number): object => {
  const model = models[Math.floor(n / 7) % models.length] ?? models[0];
  const prompt = 400 + ((n * 37) % 3_000);
  const completion = 20 + ((n * 13) % 700);
  return {
    specversion: '1.0',
    id: requestIdOf(n),
    source: '/apim/contoso-production-gateway/westeurope',
    type: 'llm.usage.v1',
    // API Management writes ticks of 100 ns.
    time: new Date(atMs).toISOString().replace('Z', '4567Z'),
    subject: 'azure-openai/ChatCompletions_Create',
    data: {
      caller: {
        subscriptionId: caller,
        productId: 'azure-openai-standard',
        appId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      },
      backend: {
        id: 'contoso-openai-westeurope-1',
        deployment: `${model}-standard`,
        servedDeployment: `${model}-standard`,
        spilledOver: false,
        region: 'westeurope',
      },
      model: `${model}-2025-08-07`,
      response: {
        id: `chatcmpl-${n.toString(36).padStart(29, 'A')}`,
        status: 200,
        streamed: n % 3 === 0,
        serviceTier: 'default',
        durationMs: 300 + (n % 4_000),
      },
      usage: {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: prompt + completion,
        prompt_tokens_details: { cached_tokens: prompt >> 2, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: completion >> 2,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
    },
  };
};
