// Records of the gateway's diagnostic logs, and the envelopes that they travel in, each with what it
// says in our own words.
import { instantOf } from '../../../shared/domain/instant';
import { api, operation, stated, type Call, type GatewayEvent, type Item } from './gateway-events';

/** One record of a diagnostic envelope, with what it says. */
export interface LogRecord {
  readonly record: object;
  readonly item: Item;
}

/** Several records in one event; the item of each is at the record's index. */
export const envelope = (records: readonly LogRecord[]): GatewayEvent => ({
  body: { records: records.map(({ record }) => record) },
  items: records.map(({ item }) => item),
});

export const gatewayLogRecord = (call: Call, atMs: number, durationMs = 900): LogRecord => ({
  record: {
    time: instantOf(atMs),
    category: 'GatewayLogs',
    operationName: 'Microsoft.ApiManagement/GatewayLogs',
    correlationId: call.requestId,
    durationMs,
    properties: {
      apiId: `${api};rev=3`,
      operationId: operation,
      ...(call.subscription !== undefined && { apimSubscriptionId: call.subscription }),
      productId: call.product,
      backendId: call.backend,
      responseCode: call.status,
      url: `https://gateway.example/openai/deployments/${call.deployment}/chat/completions?api-version=1`,
    },
  },
  item: {
    kind: 'said',
    said: {
      requestId: call.requestId,
      by: 'gatewayLog',
      atMs,
      facts: stated({
        dialect: 'apim-gateway-log',
        subscriptionId: call.subscription,
        productId: call.product,
        api,
        operation,
        deployment: call.deployment,
        backendId: call.backend,
        status: call.status,
        durationMs,
      }),
      counters: null,
    },
  },
});

/** Counters of one chunk of the LLM log; what is absent, the chunk does not state. */
export interface Chunk {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly totalTokens?: number;
  readonly promptCachedTokens?: number;
  readonly completionReasoningTokens?: number;
}

const counterOf: Readonly<Record<keyof Chunk, string>> = {
  promptTokens: 'prompt_tokens',
  completionTokens: 'completion_tokens',
  totalTokens: 'total_tokens',
  promptCachedTokens: 'prompt_tokens_details.cached_tokens',
  completionReasoningTokens: 'completion_tokens_details.reasoning_tokens',
};

export const llmLogRecord = (
  call: Call,
  atMs: number,
  chunk: Chunk,
  sequenceNumber: number,
  { hasModel }: { readonly hasModel: boolean },
): LogRecord => {
  const counters = Object.fromEntries(
    Object.entries(chunk).map(([name, count]) => [counterOf[name as keyof Chunk], count as number]),
  );
  return {
    record: {
      time: instantOf(atMs),
      category: 'GatewayLlmLogs',
      operationName: 'Microsoft.ApiManagement/GatewayLlmLogs',
      properties: {
        correlationId: call.requestId,
        requestId: call.responseId,
        deploymentName: call.deployment,
        ...(hasModel && { modelName: call.model }),
        ...chunk,
        sequenceNumber,
      },
    },
    item: {
      kind: 'said',
      said: {
        requestId: call.requestId,
        by: 'llmLog',
        atMs,
        facts: stated({
          dialect: 'apim-llm-log',
          model: hasModel ? call.model : undefined,
          deployment: call.deployment,
          responseId: call.responseId,
        }),
        // Zeros say nothing: all chunks of a request but one may hold zeros.
        counters: Object.values(counters).some((count) => count > 0) ? counters : null,
      },
    },
  };
};

/** A record of a kind that only the next version of the program reads. */
export const futureRecord = (requestId: string, atMs: number): LogRecord => ({
  record: {
    time: instantOf(atMs),
    category: 'GatewayFutureLogs',
    operationName: 'Microsoft.ApiManagement/GatewayFutureLogs',
    correlationId: requestId,
    properties: { modelName: 'of-the-future', futureTokens: 7 },
  },
  item: { kind: 'future', requestId, atMs },
});

/** An envelope of records some of which are none, around one that can be read. */
export const unreadableEnvelope = (call: Call, atMs: number, unreadable: number): GatewayEvent =>
  envelope([
    gatewayLogRecord(call, atMs),
    ...Array.from({ length: unreadable }, (_, index): LogRecord => ({
      record: [`no record ${index}`],
      item: { kind: 'rejected', reason: 'notAnEvent' },
    })),
  ]);
