// Azure-Samples/ai-hub-gateway-solution-accelerator. Its id is the response's, or a GUID that the
// policy made up: never the gateway's request id, so that it cannot meet the diagnostic logs.
import type { Counters } from '../usage/observation';
import { factsOf, observedUnless, type Dialect, type ReadContext } from './dialect';
import { Faults, FieldReader, type Fields } from './field-reader';
import { asResponseId, foreignOrPositionId } from './identity';
import type { Reading } from './reading';
import { readStatedCounts } from './stated-counts';

const dialect = 'ai-hub-gateway';

export const aiHubGateway: Dialect = {
  claims: (body) => 'responseTokens' in body && 'promptTokens' in body,
  read: (body, context) => [readAiHubEvent(body, context)],
};

const readAiHubEvent = (body: Fields, { position }: ReadContext): Reading => {
  const faults = new Faults();
  const event = new FieldReader(body, faults);
  const occurredAt = event.instant('timestamp');
  if (typeof occurredAt !== 'string') return occurredAt;
  const id = event.id('id');
  const service = event.id('gatewayName') ?? position.namespace;
  return observedUnless(faults, {
    requestId: foreignOrPositionId(id, { dialect, service }, position),
    source: 'policy',
    occurredAt,
    facts: factsOf({
      dialect,
      subscriptionId: unlessKeyless(event.text('subscriptionId')),
      // The name is all that this gateway says of the product.
      productId: unlessKeyless(event.text('productName')),
      appId: event.text('appId'),
      operation: event.text('operationName'),
      model: event.text('model'),
      deployment: event.text('deploymentName'),
      backendId: event.text('backendId'),
      region: event.text('routeLocation'),
      responseId: asResponseId(id),
    }),
    counters: unlessDefaults(
      readStatedCounts(event, {
        promptTokens: 'prompt_tokens',
        responseTokens: 'completion_tokens',
        totalTokens: 'total_tokens',
        cachedTokens: 'prompt_tokens_details.cached_tokens',
      }),
    ),
  });
};

/** The policy writes this where a call came without a subscription. */
const unlessKeyless = (text: string | undefined): string | undefined =>
  text === 'Portal-Admin' ? undefined : text;

/** The policy writes 1, 0 and 1 where it could not read the response. */
const unlessDefaults = (counters: Counters | null): Counters | null =>
  counters?.['prompt_tokens'] === 1 &&
  (counters['completion_tokens'] ?? 0) === 0 &&
  counters['total_tokens'] === 1
    ? null
    : counters;
