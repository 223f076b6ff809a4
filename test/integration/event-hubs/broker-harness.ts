// A broker, and unmodified SDK clients against it. Everything made here ends with `close`, so that a test that
// fails leaves no port, connection or timer behind.

import {
  type CheckpointStore,
  EventHubConsumerClient,
  type EventHubConsumerClientOptions,
  EventHubProducerClient,
  type RetryOptions,
  type SubscribeOptions,
  earliestEventPosition,
} from '@azure/event-hubs';
import {
  type EventHubsBroker,
  type EventHubsBrokerOptions,
  startEventHubsBroker,
} from '../../../local/event-hubs/broker';
import { ReceivedEvents } from './received-events';

export const HUB = 'traffic';

/** Next to no delay between attempts: the SDK's own is 30 s. */
const RETRY_OPTIONS: RetryOptions = {
  maxRetries: 10,
  retryDelayInMs: 20,
  maxRetryDelayInMs: 100,
};

interface Closable {
  close(): Promise<void>;
}

export class BrokerHarness {
  readonly #clients: Closable[] = [];

  static async start(options: Partial<EventHubsBrokerOptions> = {}): Promise<BrokerHarness> {
    const connectionErrors: unknown[] = [];
    const broker = await startEventHubsBroker({
      port: 0,
      hubs: [{ name: HUB, partitions: 4, consumerGroups: ['audit'] }],
      onConnectionError: (error) => connectionErrors.push(error),
      ...options,
    });
    return new BrokerHarness(broker, connectionErrors);
  }

  private constructor(
    readonly broker: EventHubsBroker,
    readonly connectionErrors: readonly unknown[],
  ) {}

  producer(hub = HUB, retryOptions: RetryOptions = {}): EventHubProducerClient {
    return this.#closeLater(
      new EventHubProducerClient(this.broker.connectionString, hub, {
        retryOptions: { ...RETRY_OPTIONS, ...retryOptions },
      }),
    );
  }

  consumer(consumerGroup = '$Default', hub = HUB): EventHubConsumerClient {
    const { connectionString } = this.broker;
    const options = { retryOptions: RETRY_OPTIONS };
    return this.#closeLater(
      new EventHubConsumerClient(consumerGroup, connectionString, hub, options),
    );
  }

  /** A consumer that shares the partitions with others of its group, as the Functions host does. */
  balancedConsumer(
    store: CheckpointStore,
    loadBalancingOptions: NonNullable<EventHubConsumerClientOptions['loadBalancingOptions']>,
  ): EventHubConsumerClient {
    const { connectionString } = this.broker;
    const options = { retryOptions: RETRY_OPTIONS, loadBalancingOptions };
    return this.#closeLater(
      new EventHubConsumerClient('$Default', connectionString, HUB, store, options),
    );
  }

  /** Receives one partition: from its beginning, unless told otherwise. */
  receive(
    partitionId: string,
    { consumerGroup, ...options }: SubscribeOptions & { consumerGroup?: string } = {},
  ): ReceivedEvents {
    const received = new ReceivedEvents();
    this.consumer(consumerGroup).subscribe(partitionId, received.handlers(), {
      startPosition: earliestEventPosition,
      ...options,
    });
    return received;
  }

  /** Ends the clients first, so that none of them starts to look for its broker. */
  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.broker.close();
  }

  #closeLater<Client extends Closable>(client: Client): Client {
    this.#clients.push(client);
    return client;
  }
}
