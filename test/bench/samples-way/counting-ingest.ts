// Ingest one request after the other, written by us, fairly. Two of its steps are what published samples
// do for each request: a document is created, one await after the other, in the ingestion function of
// Azure-Samples/ai-hub-gateway-solution-accelerator (UsageProcessorFunction.cs), and an event is told to
// telemetry in that of microsoft/private-openai-with-apim-for-chargeback (ChargebackEventHubTrigger.cs).
// Neither leaves out redeliveries, nor adds up: they leave that to whoever queries. The look-up by id before
// the document and the counter after it, read and written back, are a common way to add both; no sample is
// named for them. Every call is a point operation on one partition, the cheapest way to do just that; the
// container indexes every path, as it does unless it is told otherwise.
import type { Container, Database } from '@azure/cosmos';
import type { Telemetry } from '../../../shared/app/ports';

/** The members of our contract's event that this way uses. */
export interface UsageEvent {
  readonly id: string;
  readonly time: string;
  readonly data: {
    readonly caller: { readonly subscriptionId: string };
    readonly model: string;
    readonly usage: {
      readonly prompt_tokens: number;
      readonly completion_tokens: number;
      readonly total_tokens: number;
    };
  };
}

export interface Counter {
  readonly id: string;
  requests: number;
  totalTokens: number;
}

/** A process that dies between two writes, as the platform kills one when it scales in. */
export class Killed extends Error {}

export interface CountingIngest {
  /** `isKilledAfter` names the request after whose document the process dies. */
  readonly ingest: (events: readonly UsageEvent[], isKilledAfter?: string) => Promise<void>;
  readonly totalRequests: () => Promise<number>;
}

export const openCountingIngest = async (
  database: Database,
  telemetry: Telemetry,
): Promise<CountingIngest> => {
  const create = async (id: string): Promise<Container> => {
    const { container } = await database.containers.createIfNotExists({ id, partitionKey: '/id' });
    return container;
  };
  const [requests, counters] = [await create('requests'), await create('counters')];

  const count = async ({ time, data }: UsageEvent): Promise<void> => {
    const id = `${data.caller.subscriptionId}-${time.slice(0, 7)}-${data.model}`;
    const { resource } = await counters.item(id, id).read<Counter>();
    const counter: Counter = resource ?? { id, requests: 0, totalTokens: 0 };
    counter.requests += 1;
    counter.totalTokens += data.usage.total_tokens;
    await counters.items.upsert(counter);
  };

  return {
    async ingest(events, isKilledAfter) {
      for (const event of events) {
        const { id, data } = event;
        const { resource: known } = await requests.item(id, id).read<UsageEvent>();
        if (known !== undefined) continue;
        await requests.items.create({ ...event });
        if (id === isKilledAfter) throw new Killed(`after the document of ${id}`);
        await count(event);
        telemetry.event({
          name: 'Tokens',
          properties: { id, subscription: data.caller.subscriptionId, model: data.model },
          measurements: { ...data.usage },
        });
      }
    },

    async totalRequests() {
      const { resources } = await counters.items.readAll<Counter>().fetchAll();
      return resources.reduce((sum, counter) => sum + counter.requests, 0);
    },
  };
};
