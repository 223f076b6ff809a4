// microsoft/private-openai-with-apim-for-chargeback (infra/modules/apim/policies/
// api_eventhub_logging_policy.xml), for responses of status 200 alone: the raw subscription key, and the bodies of request
// and response as texts. Of the response, only what counts is looked at; of the request nothing, unless
// a stream that states no usage is to be estimated.
import type { Observation } from '../usage/observation';
import { asBatch } from './batch';
import { factsOf, observedUnless, type Dialect, type ReadContext } from './dialect';
import { estimateStreamedUsage } from './estimate-usage';
import { Faults, FieldReader, type Fields } from './field-reader';
import { foreignOrPositionId } from './identity';
import type { Reading } from './reading';
import { readResponseBody } from './response-body';

const dialect = 'private-openai';

export const privateOpenAi: Dialect = {
  claims: (body) => 'appSubscriptionKey' in body && 'response' in body,
  read: (body, context) => [readPrivateOpenAiEvent(body, context)],
};

const readPrivateOpenAiEvent = (body: Fields, { position, options }: ReadContext): Reading => {
  const faults = new Faults();
  const event = new FieldReader(body, faults);
  const occurredAt = event.instant('eventTime');
  if (typeof occurredAt !== 'string') return occurredAt;
  const response = readResponseBody(event.raw('response'), 'response', faults);
  const { id, model, responseId, serviceTier, streamed, estimated, counters } = response;
  const { countTokens } = options;
  const estimate =
    counters === null && countTokens !== undefined
      ? estimateStreamedUsage(event.raw('request'), event.raw('response'), countTokens)
      : null;
  const observation: Observation = {
    requestId: foreignOrPositionId(id, { dialect, service: position.namespace }, position),
    source: 'policy',
    occurredAt,
    facts: factsOf({
      dialect,
      keyHash: event.keyHash('appSubscriptionKey'),
      operation: event.text('apiOperation'),
      model,
      responseId,
      serviceTier,
      streamed,
      estimated: estimate === null ? estimated : true,
    }),
    counters: counters ?? estimate,
  };
  return observedUnless(faults, asBatch(observation, response.batch));
};
