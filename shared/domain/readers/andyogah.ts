// andyogah/apim-openai-chargeback-environment (policies/example-policy.xml): the bodies of request and
// response as objects, of a stream the last chunk. Its policy puts the JSON together as text. It names no time: the model's own is taken, else the hub's, which is as
// much a part of the event and the same at every redelivery.
import { instantOf, type Instant } from '../instant';
import type { Observation } from '../usage/observation';
import { asBatch } from './batch';
import { factsOf, observedUnless, type Dialect, type ReadContext } from './dialect';
import { Faults, FieldReader, type Fields } from './field-reader';
import { foreignOrPositionId } from './identity';
import { reject, type Reading, type Rejection } from './reading';
import { readResponseBody } from './response-body';

const dialect = 'andyogah';

export const andyogah: Dialect = {
  claims: (body) => 'responseBody' in body && ('deploymentId' in body || 'subscriptionId' in body),
  read: (body, context) => [readAndyogahEvent(body, context)],
};

const readAndyogahEvent = (body: Fields, { position }: ReadContext): Reading => {
  const faults = new Faults();
  const event = new FieldReader(body, faults);
  const response = readResponseBody(event.raw('responseBody'), 'responseBody', faults);
  const occurredAt = timeOf(response.createdSeconds, position.enqueuedTime);
  if (typeof occurredAt !== 'string') return occurredAt;
  const { id, model, responseId, serviceTier, streamed, estimated, counters } = response;
  const observation: Observation = {
    requestId: foreignOrPositionId(id, { dialect, service: position.namespace }, position),
    source: 'policy',
    occurredAt,
    facts: factsOf({
      dialect,
      subscriptionId: event.text('subscriptionId'),
      deployment: event.text('deploymentId'),
      model,
      responseId,
      serviceTier,
      streamed,
      estimated,
    }),
    counters,
  };
  return observedUnless(faults, asBatch(observation, response.batch));
};

const timeOf = (createdSeconds: number | undefined, enqueued: Instant): Instant | Rejection => {
  if (createdSeconds === undefined) return enqueued;
  return createdSeconds < endOf9999
    ? instantOf(createdSeconds * 1000)
    : reject('badTime', 'responseBody.created', 'expected seconds since 1970');
};

const endOf9999 = 253_402_300_800;
