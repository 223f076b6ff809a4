// Sends messages through the real Event Hubs client, to the local broker or to a namespace in Azure.
import { EventHubProducerClient, type EventHubClientOptions } from '@azure/event-hubs';
import { DefaultAzureCredential } from '@azure/identity';
import type { MessageSink, Shipment } from './send-messages';

type Hub = Shipment['hub'];

/** How to get in: a connection string of the namespace of both hubs, or each hub's host and an identity. */
export type HubsAccess =
  { readonly connectionString: string } | { readonly namespaces: Readonly<Record<Hub, string>> };

/** Where to send. */
export type HubsAddress = HubsAccess & { readonly hubs: Readonly<Record<Hub, string>> };

export interface EventHubsSink extends MessageSink {
  close(): Promise<void>;
}

// Enough for a link that broke; a namespace that is not there is reported within half a minute.
const clientOptions: EventHubClientOptions = {
  retryOptions: { maxRetries: 3, retryDelayInMs: 500, timeoutInMs: 10_000 },
};

export const openEventHubs = (address: HubsAddress): EventHubsSink => {
  const producers = {
    usage: producerFor(address, 'usage'),
    logs: producerFor(address, 'logs'),
  };
  return {
    send: async (shipment) => {
      const producer = producers[shipment.hub];
      try {
        await sendShipment(producer, shipment);
      } catch (cause) {
        const { eventHubName: hub, fullyQualifiedNamespace: host } = producer;
        throw new Error(
          `the events could not be sent to hub ${hub} of ${host}: ${reasonOf(cause)}. Is it there, ` +
            'and may this identity or key send to it?',
          { cause },
        );
      }
    },
    close: async () => {
      await Promise.all(Object.values(producers).map((producer) => producer.close()));
    },
  };
};

const producerFor = (address: HubsAddress, hub: Hub): EventHubProducerClient =>
  'connectionString' in address
    ? new EventHubProducerClient(address.connectionString, address.hubs[hub], clientOptions)
    : new EventHubProducerClient(
        address.namespaces[hub],
        address.hubs[hub],
        new DefaultAzureCredential(),
        clientOptions,
      );

const sendShipment = async (
  producer: EventHubProducerClient,
  { partitionKey, bodies }: Shipment,
): Promise<void> => {
  const options = partitionKey === undefined ? {} : { partitionKey };
  let batch = await producer.createBatch(options);
  for (const body of bodies) {
    if (batch.tryAdd({ body })) continue;
    if (batch.count > 0) {
      await producer.sendBatch(batch);
      batch = await producer.createBatch(options);
    }
    if (!batch.tryAdd({ body })) {
      throw new RangeError(`an event is larger than a batch of ${batch.maxSizeInBytes} bytes`);
    }
  }
  if (batch.count > 0) await producer.sendBatch(batch);
};

// The client gathers the errors of its attempts into one without a message of its own.
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return reasonOf(error.errors.at(-1));
  const message = error instanceof Error ? error.message.replace(/\.$/, '') : '';
  return message === '' ? 'no reason was given' : message;
};
