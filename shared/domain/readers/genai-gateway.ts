// Azure-Samples/apim-genai-gateway-toolkit (capabilities/usage-tracking/usage-tracking-outbound.xml) and
// Azure/apim-landing-zone-accelerator: the total alone, of responses of status 200. Its RequestId is context.RequestId, so that it meets the gateway's diagnostic logs.
import { factsOf, observedUnless, type Dialect, type ReadContext } from './dialect';
import { Faults, FieldReader, type Fields } from './field-reader';
import { gatewayRequestId, positionRequestId } from './identity';
import type { Reading } from './reading';
import { readStatedCounts } from './stated-counts';

const dialect = 'genai-gateway';

export const genAiGateway: Dialect = {
  claims: (body) => 'EventTime' in body && 'TotalTokens' in body,
  read: (body, context) => [readGenAiEvent(body, context)],
};

const readGenAiEvent = (body: Fields, { position }: ReadContext): Reading => {
  const faults = new Faults();
  const event = new FieldReader(body, faults);
  const occurredAt = event.instant('EventTime');
  if (typeof occurredAt !== 'string') return occurredAt;
  const id = event.id('RequestId');
  const service = event.id('ServiceName') ?? position.namespace;
  return observedUnless(faults, {
    requestId:
      id === undefined
        ? positionRequestId(position, 0)
        : gatewayRequestId(id, { dialect, service }),
    source: 'policy',
    occurredAt,
    facts: factsOf({
      dialect,
      subscriptionId: event.text('SubscriptionId'),
      operation: event.text('OperationName'),
    }),
    counters: readStatedCounts(event, { TotalTokens: 'total_tokens' }),
  });
};
