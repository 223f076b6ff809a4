// What the program makes of the events that a policy sent: they go through the real reader.
import type { Counters, Facts, Observation } from '../../../shared/domain/usage/observation';
import { readBody } from '../../support/raw-events';
import type { GatewayResult } from '../harness/gateway-call';
import { requestId } from './calls';

/** The one event of a call, as the reader understands it. */
export const observationOf = ({ events }: GatewayResult): Observation => {
  const [event, ...others] = events;
  if (event === undefined || others.length > 0) {
    throw new Error(`expected one event, there are ${events.length}`);
  }
  const [reading] = readBody(event.text);
  if (reading?.kind !== 'observed') throw new Error(`not read: ${JSON.stringify(reading)}`);
  return withoutRequestedTier(reading.observation);
};

/** Every request of some APIs states its tier: requested-tier.test.ts covers that for all other tests. */
const withoutRequestedTier = (observation: Observation): Observation => {
  const stated: Facts & { readonly requestedTier?: string } = observation.facts;
  const { requestedTier: _, ...facts } = stated;
  return { ...observation, facts };
};

/** The data of the one event of a call, as it was sent. */
export const dataOf = ({ events }: GatewayResult): Readonly<Record<string, unknown>> => {
  expect(events).toHaveLength(1);
  const event = JSON.parse(events[0]?.text ?? '') as { data: Readonly<Record<string, unknown>> };
  return event.data;
};

/** The observation of a call that nothing is special about, apart from what it is expected to say. */
export const expected = (facts: Facts, counters: Counters | null): Observation => ({
  requestId: requestId as Observation['requestId'],
  source: 'policy',
  occurredAt: '2026-11-02T10:16:00.123Z' as Observation['occurredAt'],
  facts: {
    dialect: 'cloudevents',
    subscriptionId: 'team-a',
    productId: 'llm-standard',
    api: 'azure-openai',
    operation: 'an-operation',
    deployment: 'gpt-4o',
    backendId: 'llm-standard',
    status: 200,
    streamed: false,
    durationMs: 812,
    ...facts,
  },
  counters,
});
