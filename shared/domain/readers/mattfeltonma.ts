// mattfeltonma/azure-openai-apim, with hyphenated keys. Its message-id is a GUID that the policy made
// up, not the gateway's request id. Older policies of microsoft/private-openai-with-apim-for-
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
  // Each call sends two events of one id; the first is sent before there is an answer.
  if ('operationname' in body && !('total_tokens' in body)) return ignore('requestOnly');
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
