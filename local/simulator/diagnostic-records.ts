// The gateway's diagnostic records, as Azure Monitor exports them: one GatewayLogs row for a call,
// and, where LLM logging covers the API, GatewayLlmLogs rows with the token counts. They hold what
// must never be stored (URLs with query strings, addresses, prompts): the rows here do too.
import { apiOf, gatewayService, operationOf } from './policy-event';
import type { Random } from './random';
import { succeeded, type SimulatedRequest, type Surface } from './simulated-request';
import { isoWithTicks } from './timestamps';
import { of } from './usage-object';

export interface DiagnosticRecord {
  readonly time: string;
  readonly category: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

const covered: readonly Surface[] = ['chat', 'responses', 'messages'];

/** Whether the gateway's LLM logging covers an API. */
export const hasLlmLog = (surface: Surface): boolean => covered.includes(surface);

/** Text that must not survive the door; a search for it in the store must find nothing. */
export const confidentialText = 'CONFIDENTIAL: words of a prompt';

export const gatewayLogOf = (request: SimulatedRequest, random: Random): DiagnosticRecord => ({
  ...envelopeFields('GatewayLogs', request.id, request.region),
  time: isoWithTicks(request.atMs + request.gatewayLogSkewMs, random.integer(0, 9_999)),
  durationMs: request.durationMs,
  isRequestSuccess: succeeded(request),
  resultType: succeeded(request) ? 'Succeeded' : 'Failed',
  properties: {
    method: 'POST',
    url: `https://gateway.contoso.example/openai/deployments/${request.deployment}/${request.surface}?api-version=2024-10-21`,
    responseCode: request.status,
    ...(succeeded(request)
      ? {
          backendResponseCode: request.status,
          backendId: request.backendId,
          backendUrl: `https://${request.backendId}.openai.azure.com/openai`,
          backendTime: request.durationMs - 1,
        }
      : { lastError: { source: 'request-forwarder', reason: 'BackendError', message: 'refused' } }),
    clientTime: 1,
    cache: 'none',
    apiId: apiOf(request.surface),
    operationId: operationOf(request.surface),
    // Absent, not empty: that is how a call without a key is logged.
    ...(request.caller.subscriptionId === null
      ? {}
      : { apimSubscriptionId: request.caller.subscriptionId, userId: '1' }),
    ...(request.caller.productId === null ? {} : { productId: request.caller.productId }),
  },
});

/** The row with the counts, and the rows that the text of a long answer was cut into. */
export const llmLogsOf = (request: SimulatedRequest, random: Random): DiagnosticRecord[] => {
  const used = request.quantities;
  const cached = of(used, 'cachedInput');
  // Of Anthropic's models the log states the uncached input as the prompt.
  const prompt = of(used, 'input') + (request.surface === 'messages' ? 0 : cached);
  const completion = of(used, 'output', 'reasoningOutput');
  const chunks = random.chance(longAnswerShare) ? random.integer(2, 4) : 1;
  return Array.from({ length: chunks }, (_, sequenceNumber) => {
    const first = sequenceNumber === 0;
    return llmLogRow(request, random, {
      sequenceNumber,
      requestId: request.responseId,
      modelName: request.wireModel,
      promptTokens: first ? prompt : 0,
      completionTokens: first ? completion : 0,
      totalTokens: first ? prompt + completion : 0,
      promptCachedTokens: first ? cached : 0,
      completionReasoningTokens: first ? of(used, 'reasoningOutput') : 0,
      responseMessages: `[{"role":"assistant","content":"${confidentialText}"}]`,
    });
  });
};

/** A row without tokens, model and id: on real gateways nearly every other one is of this kind. */
export const probeRow = (request: SimulatedRequest, random: Random): DiagnosticRecord =>
  llmLogRow(request, random, {
    correlationId: random.guid(),
    sequenceNumber: 0,
    requestId: '',
    modelName: '',
    promptTokens: 0,
    completionTokens: 0,
    totalTokens: 0,
    promptCachedTokens: 0,
    completionReasoningTokens: 0,
  });

/** A row of an API behind the same gateway that is no language model. */
export const otherApiRow = (atMs: number, random: Random): DiagnosticRecord => ({
  ...envelopeFields('GatewayLogs', random.guid(), 'westeurope'),
  time: isoWithTicks(atMs, random.integer(0, 9_999)),
  durationMs: 12,
  isRequestSuccess: true,
  properties: {
    method: 'GET',
    url: 'https://gateway.contoso.example/orders/4711?customer=secret',
    responseCode: 200,
    apiId: 'orders',
    operationId: 'get-order',
    apimSubscriptionId: 'orders-web',
  },
});

const longAnswerShare = 0.04;

const llmLogRow = (
  request: SimulatedRequest,
  random: Random,
  properties: Readonly<Record<string, unknown>>,
): DiagnosticRecord => ({
  ...envelopeFields('GatewayLlmLogs', request.id, request.region),
  // Written when the answer was complete.
  time: isoWithTicks(request.atMs + request.durationMs, random.integer(0, 9_999)),
  properties: {
    correlationId: request.id,
    deploymentName: request.deployment,
    apiVersion: '2024-10-21',
    // The gateway was seen to say so of streams too.
    isStreamCompletion: false,
    ...properties,
  },
});

const envelopeFields = (category: string, correlationId: string, region: string) => ({
  resourceId: `/SUBSCRIPTIONS/00000000-0000-0000-0000-000000000000/RESOURCEGROUPS/RG-GATEWAY/PROVIDERS/MICROSOFT.APIMANAGEMENT/SERVICE/${gatewayService.toUpperCase()}`,
  operationName: `Microsoft.ApiManagement/${category}`,
  category,
  correlationId,
  location: region,
  callerIpAddress: '203.0.113.7',
  Level: 4,
});
