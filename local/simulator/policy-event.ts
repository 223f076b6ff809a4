// Our own usage event (CloudEvents), as the policy fragments emit it: counts and ids only. Of a
// streamed response the policy sees the headers, not the body: it names neither model nor usage.
import type { Random } from './random';
import { succeeded, type SimulatedRequest, type Surface } from './simulated-request';
import { isoWithTicks } from './timestamps';
import { usageObjectOf } from './usage-object';

export const gatewayService = 'apim-contoso';

const operationBySurface: Readonly<Record<Surface, string>> = {
  chat: 'ChatCompletions_Create',
  completions: 'Completions_Create',
  embeddings: 'Embeddings_Create',
  responses: 'Responses_Create',
  images: 'ImageGenerations_Create',
  legacyImages: 'ImageGenerations_Create',
  audioTokens: 'Transcriptions_Create',
  audioDuration: 'Transcriptions_Create',
  realtime: 'Realtime_Connect',
  video: 'VideoGenerations_Create',
  messages: 'Messages_Create',
};

/** The API of the gateway that serves a surface, by its id. */
export const apiOf = (surface: Surface): string =>
  surface === 'messages' ? 'azure-anthropic' : 'azure-openai';

export const operationOf = (surface: Surface): string => operationBySurface[surface];

/** Whether the policy could read the response, and the usage in it. */
export const policyReadsBody = (request: SimulatedRequest): boolean =>
  succeeded(request) && !request.streamed;

/** The policy states the requested tier for the APIs that have tiers. */
const hasTiers = (surface: Surface): boolean =>
  surface === 'chat' || surface === 'responses' || surface === 'messages';

export const policyEventOf = (request: SimulatedRequest, random: Random): object => {
  const readsBody = policyReadsBody(request);
  return {
    specversion: '1.0',
    id: request.id,
    source: `/apim/${gatewayService}/${request.region}`,
    type: 'llm.usage.v1',
    time: isoWithTicks(request.atMs + request.usageEventSkewMs, random.integer(0, 9_999)),
    subject: `${apiOf(request.surface)}/${operationOf(request.surface)}`,
    data: {
      caller: {
        subscriptionId: request.caller.subscriptionId,
        productId: request.caller.productId,
        appId: request.caller.appId,
      },
      ...(hasTiers(request.surface) && {
        request: {
          serviceTier: request.serviceTier === 'default' ? 'none' : request.serviceTier,
        },
      }),
      backend: {
        id: request.backendId,
        deployment: request.deployment,
        servedDeployment: succeeded(request) ? request.servedDeployment : null,
        spilledOver: request.servedDeployment !== request.deployment,
        region: request.region,
      },
      model: readsBody ? request.wireModel : null,
      response: {
        id: readsBody && request.surface !== 'embeddings' ? request.responseId : null,
        status: request.status,
        streamed: request.streamed,
        serviceTier: readsBody && request.surface === 'chat' ? request.serviceTier : null,
        durationMs: request.durationMs,
      },
      usage: readsBody ? usageObjectOf(request) : null,
    },
  };
};
