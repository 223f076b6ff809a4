// The events of gateways that were built after the published Azure samples, each with the fields
// and the spelling of its sample: counts as text, raw keys, whole bodies, US dates.
import { confidentialText } from './diagnostic-records';
import { gatewayService, operationOf } from './policy-event';
import type { Dialect, SimulatedRequest } from './simulated-request';
import { isoTime, usTime } from './timestamps';
import { of, usageObjectOf } from './usage-object';

export const dialectEventOf = (dialect: Dialect, request: SimulatedRequest): object => {
  switch (dialect) {
    case 'chargebackBlog':
      return chargebackBlog(request);
    case 'privateOpenAi':
      return privateOpenAi(request);
    case 'aiHubGateway':
      return aiHubGateway(request);
    case 'apimChargebackEnvironment':
      return apimChargebackEnvironment(request);
    case 'genAiToolkit':
      return genAiToolkit(request);
    case 'azureOpenAiApim':
      return azureOpenAiApim(request);
  }
};

const prompt = (request: SimulatedRequest): number =>
  of(request.quantities, 'input', 'cachedInput');
const completion = (request: SimulatedRequest): number =>
  of(request.quantities, 'output', 'reasoningOutput');
const total = (request: SimulatedRequest): number =>
  prompt(request) + completion(request) + of(request.quantities, 'unclassified');

const chargebackBlog = (request: SimulatedRequest): object => ({
  Timestamp: usTime(request.atMs),
  ApiOperation: operationOf(request.surface),
  AppKey: request.caller.key,
  PromptTokens: String(prompt(request)),
  CompletionTokens: String(completion(request)),
  TotalTokens: String(total(request)),
});

const privateOpenAi = (request: SimulatedRequest): object => ({
  eventTime: isoTime(request.atMs),
  apiOperation: operationOf(request.surface),
  appSubscriptionKey: request.caller.key,
  request: JSON.stringify({
    messages: [{ role: 'user', content: confidentialText }],
    stream: request.streamed,
  }),
  response: request.streamed ? serverSentEvents(request) : JSON.stringify(chatBody(request)),
});

const chatBody = (request: SimulatedRequest) => ({
  id: request.responseId,
  object: 'chat.completion',
  created: Math.floor(request.atMs / 1000),
  model: request.wireModel,
  choices: [
    { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: confidentialText } },
  ],
  usage: usageObjectOf(request),
});

// With include_usage, the last chunk before the end has no choices and the usage of them all.
const serverSentEvents = (request: SimulatedRequest): string => {
  const { id, created, model, usage } = chatBody(request);
  const chunk = { id, object: 'chat.completion.chunk', created, model };
  const delta = { index: 0, delta: { content: confidentialText }, finish_reason: null };
  return [
    JSON.stringify({ ...chunk, choices: [delta], usage: null }),
    JSON.stringify({ ...chunk, choices: [], usage }),
    '[DONE]',
  ]
    .map((data) => `data: ${data}\n\n`)
    .join('');
};

/**
 * The id in an AI hub gateway's event: the response's, else a GUID that its policy made up, else
 * none. Which of them is decided by the request's own id, so that every event about it agrees.
 */
const aiHubId = ({ id, responseId }: SimulatedRequest): string => {
  if (id.endsWith('0')) return 'NA';
  return id.endsWith('1') ? id : responseId;
};

/** Whether the dialect's event has an id, so that a second delivery of it can be recognised. */
export const hasId = (dialect: Dialect, request: SimulatedRequest): boolean =>
  dialect !== 'chargebackBlog' && (dialect !== 'aiHubGateway' || aiHubId(request) !== 'NA');

const aiHubGateway = (request: SimulatedRequest): object => ({
  id: aiHubId(request),
  timestamp: usTime(request.atMs),
  appId: request.caller.appId ?? 'NA',
  subscriptionId: request.caller.subscriptionId ?? 'Portal-Admin',
  productName: request.caller.productId ?? 'NA',
  targetService: 'chat.completion',
  model: request.wireModel,
  gatewayName: `${gatewayService}-hub.azure-api.net`,
  gatewayRegion: request.region,
  operationName: operationOf(request.surface),
  backendId: request.backendId,
  routeLocation: request.region,
  routeName: 'primary',
  deploymentName: request.deployment,
  // Counts were not read: the sample then sends its defaults.
  ...(of(request.quantities, 'input', 'output') === 0
    ? { promptTokens: 1, responseTokens: 0, totalTokens: 1 }
    : {
        promptTokens: prompt(request),
        responseTokens: String(completion(request)),
        totalTokens: total(request),
        cachedTokens: of(request.quantities, 'cachedInput'),
        audioTokens: 0,
      }),
});

const apimChargebackEnvironment = (request: SimulatedRequest): object => ({
  subscriptionId: request.caller.subscriptionId,
  deploymentId: request.deployment,
  requestBody: { messages: [{ role: 'user', content: confidentialText }] },
  responseBody: chatBody(request),
});

const genAiToolkit = (request: SimulatedRequest): object => ({
  Type: 'openai-usage',
  EventTime: isoTime(request.atMs),
  ServiceName: `${gatewayService}-toolkit`,
  GatewayId: 'managed',
  RequestId: request.id,
  OperationName: operationOf(request.surface),
  SubscriptionId: request.caller.subscriptionId,
  TotalTokens: String(total(request)),
});

const azureOpenAiApim = (request: SimulatedRequest): object => ({
  'event-time': isoTime(request.atMs),
  'message-id': request.id,
  appid: request.caller.appId,
  operation: operationOf(request.surface),
  model: request.wireModel,
  prompt_tokens: String(prompt(request)),
  completion_tokens: String(completion(request)),
  total_tokens: String(total(request)),
});
