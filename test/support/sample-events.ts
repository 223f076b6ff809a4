// Events of our contract and the reference data of three business units, small enough that a test
// can say in its own lines what they come to.

/** A gateway request's id, by number. */
export const requestGuid = (n: number): string =>
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export interface EventOptions {
  readonly id?: number;
  readonly time?: string;
  readonly subscription?: string | null;
  readonly model?: string;
  readonly status?: number;
  readonly streamed?: boolean;
  readonly usage?: object | null;
  readonly responseId?: string;
}

/** A CloudEvent of the gateway's policy. By default 1,000 prompt and 100 completion tokens. */
export const usageEvent = (options: EventOptions = {}): object => ({
  specversion: '1.0',
  id: requestGuid(options.id ?? 1),
  source: '/apim/contoso/westeurope',
  type: 'llm.usage.v1',
  time: options.time ?? '2026-11-02T10:16:00Z',
  subject: 'azure-openai/chat-completions',
  data: {
    caller: {
      ...(options.subscription !== null && { subscriptionId: options.subscription ?? 'sub-a' }),
      productId: 'product-x',
    },
    backend: { id: 'aoai-1', deployment: 'gpt-4o', region: 'westeurope', spilledOver: false },
    model: options.model ?? 'gpt-4o-2024-11-20',
    response: {
      id: options.responseId ?? `chatcmpl-${options.id ?? 1}`,
      status: options.status ?? 200,
      streamed: options.streamed ?? false,
      serviceTier: 'default',
      durationMs: 800,
    },
    usage: options.usage === undefined ? chatUsage(1_000, 100) : options.usage,
  },
});

export const chatUsage = (prompt: number, completion: number): object => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});

/** A row of the gateway's LLM log, in its envelope. */
export const llmLogEvent = (
  id: number,
  options: { time?: string; prompt: number; completion: number; sequence?: number },
): object => ({
  records: [
    {
      time: options.time ?? '2026-11-02T10:16:01.1234567Z',
      category: 'GatewayLlmLogs',
      operationName: 'Microsoft.ApiManagement/GatewayLlmLogs',
      correlationId: requestGuid(id),
      properties: {
        correlationId: requestGuid(id),
        requestId: `chatcmpl-${id}`,
        deploymentName: 'gpt-4o',
        modelName: 'gpt-4o-2024-11-20',
        promptTokens: options.prompt,
        completionTokens: options.completion,
        totalTokens: options.prompt + options.completion,
        sequenceNumber: options.sequence ?? 0,
      },
    },
  ],
});

export const businessUnitsFile = (units: Readonly<Record<string, readonly string[]>>): object => ({
  kind: 'businessUnits',
  validFrom: '2026-01-01',
  reason: 'test',
  businessUnits: Object.entries(units).map(([id, subscriptionIds]) => ({
    id,
    name: id.toUpperCase(),
    costCentre: `cc-${id}`,
    members: { subscriptionIds },
  })),
});

export const deploymentsFile = {
  kind: 'deployments',
  validFrom: '2026-01-01',
  reason: 'test',
  defaultSku: 'GlobalStandard',
  deployments: [],
};

/** gpt-4o at 2.50 and 10 a million, unless said otherwise. */
export const priceBookFile = (
  prices: Readonly<Record<string, string>> = { input: '2.50', output: '10' },
  validFrom = '2026-01-01',
): object => ({
  kind: 'priceBook',
  validFrom,
  reason: 'test',
  currency: 'USD',
  models: [
    {
      model: 'gpt-4o',
      aliases: ['gpt-4o-2024-11-20'],
      entries: [{ skus: ['GlobalStandard'], prices }],
    },
  ],
});
