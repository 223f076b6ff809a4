// Sends messages through the real Event Hubs client, to the local broker or to a namespace in Azure.
import { EventHubProducerClient, type EventHubClientOptions } from '@azure/event-hubs';
import { DefaultAzureCredential } from '@azure/identity';
import type { MessageSink, Shipment } from './send-messages';

/** Where to send: a connection string of the namespace, or its host name and an identity. */
export type HubsAddress = {
  readonly hubs: Readonly<Record<Shipment['hub'], string>>;
} & ({ readonly connectionString: string } | { readonly namespace: string });

export interface EventHubsSink extends MessageSink {
  close(): Promise<void>;
}

// Enough for a link that broke; a namespace that is not there is reported within half a minute.
const clientOptions: EventHubClientOptions = {
  retryOptions: { maxRetries: 3, retryDelayInMs: 500, timeoutInMs: 10_000 },
};

export const openEventHubs = (address: HubsAddress): EventHubsSink => {
  const producers = {
    usage: producerFor(address, address.hubs.usage),
    logs: producerFor(address, address.hubs.logs),
  };
  return {
    send: (shipment) => sendShipment(producers[shipment.hub], shipment),
    close: async () => {
      await Promise.all(Object.values(producers).map((producer) => producer.close()));
    },
  };
};

const producerFor = (address: HubsAddress, hub: string): EventHubProducerClient =>
  'connectionString' in address
    ? new EventHubProducerClient(address.connectionString, hub, clientOptions)
    : new EventHubProducerClient(
        address.namespace,
        hub,
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
