// Azure-Samples/ai-hub-gateway-solution-accelerator: branches main and citadel-v1 and the archived
// ones (frag-openai-usage.xml, frag-ai-usage.xml), and Azure/terraform-ai-gateway-landing-zone, which
// has the same fragments. Its id is the response's, or one that the policy made up: never the
// gateway's request id, so that it cannot meet the diagnostic logs. The policies write defaults for
// what they did not find in a response (1/0/1, older ones 0/0/1 or 0/0/0 as texts), and read
// `usage.total_tokens` from bodies whose parts have other names: the Responses API, images.
import type { Facts } from '../usage/observation';
import { readAiHubCounters } from './ai-hub-counters';
import { factsOf, observedUnless, type Dialect, type ReadContext } from './dialect';
import { Faults, FieldReader, type Fields } from './field-reader';
import { asResponseId, foreignOrPositionId } from './identity';
import { ignore, type Reading } from './reading';

const dialect = 'ai-hub-gateway';

export const aiHubGateway: Dialect = {
  claims: (body) => 'responseTokens' in body && 'promptTokens' in body,
  read: (body, context) => [readAiHubEvent(body, context)],
};

const readAiHubEvent = (body: Fields, { position }: ReadContext): Reading => {
  const faults = new Faults();
  const event = new FieldReader(body, faults);
  const id = event.id('id');
  const origin = originOf(event, id);
  const counters = readAiHubCounters(event, origin.isSplitInvented);
  if (isOtherService(event, counters !== null)) return faults.first ?? ignore('notAnLlmApi');
  const occurredAt = event.instant('timestamp');
  if (typeof occurredAt !== 'string') return occurredAt;
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
      model: unlessStreaming(event.text('model')),
      deployment: unlessStreaming(event.text('deploymentName')),
      backendId: event.text('backendId'),
      region: event.text('routeLocation'),
      responseId: asResponseId(id),
      ...origin.facts,
    }),
    counters,
  });
};

/** The policies write this for a call without a subscription; streams add a suffix. */
const unlessKeyless = (text: string | undefined): string | undefined =>
  text === 'Portal-Admin' || text === 'Portal-Admin-Sub' ? undefined : text;

/** What the gateway writes for the model and the deployment of a stream. One version misspells it. */
const unlessStreaming = (text: string | undefined): string | undefined =>
  isStreaming(text) ? undefined : text;

const isStreaming = (text = ''): boolean => ['streaming', 'steaming'].includes(text.toLowerCase());

/** How an event came about, where it does not report one response that the policy read. */
interface Origin {
  readonly facts: Pick<Facts, 'streamed' | 'estimated' | 'aggregated'>;
  /** The parts are fixed shares of a total: only the total was counted. */
  readonly isSplitInvented: boolean;
}

const originOf = (event: FieldReader, id = ''): Origin => {
  // The accelerator's Logic Apps add up the gateway's token metrics, one event for each hour: of
  // streams (`ai-usage-streaming-ingestion`), or of all calls (citadel's `llm-usage-ingestion`).
  // The gateway estimates the tokens of streams (azure-openai-emit-token-metric).
  const isSumOfStreams = id.startsWith('streaming-');
  if (isSumOfStreams || (id.startsWith('llm-') && event.raw('subscriptionId') === undefined)) {
    const facts = { aggregated: true, ...(isSumOfStreams && streamEstimate) } as const;
    return { facts, isSplitInvented: false };
  }
  const isStream = isStreaming(event.text('model')) || isStreaming(event.text('targetService'));
  if (!isStream) return { facts: {}, isSplitInvented: false };
  // An archived version (frag-openai-usage.xml of main-archive-v2) splits the rate limit's estimate
  // of a stream 60 to 40; without that id the event may be an hour's sum under another id.
  const isOneStream = id.startsWith('stream-');
  return {
    facts: isOneStream ? streamEstimate : { ...streamEstimate, aggregated: true },
    isSplitInvented: isOneStream,
  };
};

const streamEstimate = { streamed: true, estimated: true } as const;

// Policies of AI Search and Document Intelligence include the same fragment (frag-ai-usage.xml). They
// name their service; other services that a team adds are known by its manner of naming and by the
// defaults, because no model counted anything.
const isOtherService = (event: FieldReader, isCounted: boolean): boolean => {
  const service = event.text('targetService')?.toLowerCase() ?? '';
  return otherServices.includes(service) || (service.startsWith('ai-') && !isCounted);
};

const otherServices: readonly string[] = ['ai-search', 'ai-document-intelligence'];
