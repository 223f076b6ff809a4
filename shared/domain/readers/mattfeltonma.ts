// mattfeltonma/azure-openai-apim (apim-policies/apim-policy-event-hub-logging.xml), with hyphenated keys.
// Its message-id is a GUID that the policy made up, not the gateway's request id. Beside the event with
// the counts it sends two for compliance, with the prompt and with the answer, to a logger that may be
// the same one: their texts are not looked at. Older policies of microsoft/private-openai-with-apim-for-
// chargeback send the same with the response's `id` in its place.
import { factsOf, observedUnless, type Dialect, type ReadContext } from './dialect';
import { Faults, FieldReader, type Fields } from './field-reader';
import { asResponseId, foreignOrPositionId } from './identity';
import { ignore, type Reading } from './reading';
import { readStatedCounts } from './stated-counts';

const dialect = 'mattfeltonma';

export const mattfeltonma: Dialect = {
  claims: (body) => 'event-time' in body,
  read: (body, context) => [readMattfeltonmaEvent(body, context)],
};

const readMattfeltonmaEvent = (body: Fields, { position }: ReadContext): Reading => {
  // Of the events of one call, these two state no counts; the third one does.
  const isForCompliance = 'operationname' in body || 'choices' in body;
  if (isForCompliance && !('total_tokens' in body)) return ignore('requestOnly');
  const faults = new Faults();
  const event = new FieldReader(body, faults);
  const occurredAt = event.instant('event-time');
  if (typeof occurredAt !== 'string') return occurredAt;
  const responseId = event.id('id');
  const id = event.id('message-id') ?? responseId;
  return observedUnless(faults, {
    requestId: foreignOrPositionId(id, { dialect, service: position.namespace }, position),
    source: 'policy',
    occurredAt,
    facts: factsOf({
      dialect,
      appId: event.text('appid'),
      operation: event.text('operation'),
      model: event.text('model'),
      responseId: asResponseId(responseId),
    }),
    counters: readStatedCounts(event, {
      prompt_tokens: 'prompt_tokens',
      completion_tokens: 'completion_tokens',
      total_tokens: 'total_tokens',
    }),
  });
};
