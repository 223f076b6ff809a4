// An Event Hub trigger: an unmodified consumer client reads the partitions that load balancing gives
// to this host; checkpoints and owners are blobs in the container that Azure's host uses too.
import {
  EventHubConsumerClient,
  earliestEventPosition,
  latestEventPosition,
  type EventHubConsumerClientOptions,
  type EventPosition,
  type PartitionContext,
  type PartitionOwnership,
  type ReceivedEventData,
} from '@azure/event-hubs';
import { BlobCheckpointStore } from '@azure/eventhubs-checkpointstore-blob';
import type { HostClock } from './clock';
import { batchData, singleData, type TriggerData } from './event-data';
import type { EventHubFunction } from './function-definition';
import type { EventHubsSettings } from './host-json';
import type { Int64Form } from './int64';
import type { Invoker } from './invocation';
import { messageOf, type HostLogger } from './logger';
import { OwnershipWatch } from './ownership-watch';
import { PartitionProcessor, PartitionStopped } from './partition-processor';
import type { RunningTrigger } from './running-trigger';
import type { HostStorage } from './storage';

const CHECKPOINT_CONTAINER = 'azure-webjobs-eventhub';

/** The client waits 30 s between tries by default: long enough to be taken for hanging. */
const CLIENT_RETRY = { maxRetries: 3, retryDelayInMs: 500, maxRetryDelayInMs: 5000 };

/**
 * How long the client waits for events before it says that there are none. It does not notice in that
 * time that its connection was dropped, so this is how long a reconnect takes at most.
 */
const RECEIVE_WAIT_SECONDS = 1;

export interface EventHubTriggerDependencies {
  readonly storage: HostStorage;
  readonly settings: EventHubsSettings;
  readonly keepEmpty: boolean;
  readonly int64: Int64Form;
  readonly invoker: Invoker;
  readonly logger: HostLogger;
  readonly clock: HostClock;
}

export async function startEventHubTrigger(
  definition: EventHubFunction,
  dependencies: EventHubTriggerDependencies,
): Promise<RunningTrigger> {
  const container = await dependencies.storage.container(CHECKPOINT_CONTAINER);
  const trigger = new EventHubTrigger(definition, dependencies);
  const store = new OwnershipWatch(new BlobCheckpointStore(container), (owners) => {
    trigger.ownersListed(owners);
  });
  trigger.start(await openClient(definition, dependencies.settings, store));
  return trigger;
}

class EventHubTrigger implements RunningTrigger {
  private readonly processors = new Map<string, PartitionProcessor>();
  private readonly source: string;
  private client: EventHubConsumerClient | undefined;
  private lastProblem = '';
  private stopped = false;

  constructor(
    private readonly definition: EventHubFunction,
    private readonly dependencies: EventHubTriggerDependencies,
  ) {
    this.source = `EventHub.${definition.name}`;
  }

  start(client: EventHubConsumerClient): void {
    const { settings } = this.dependencies;
    this.client = client;
    client.subscribe(
      {
        processInitialize: (context) => {
          this.open(context);
          return Promise.resolve();
        },
        processEvents: (events, context) => {
          if (events.length > 0) this.lastProblem = '';
          return this.processorOf(context).process(events);
        },
        processClose: (reason, context) => {
          this.log('debug', `partition ${context.partitionId}: closed, ${reason}`);
          this.processors.get(context.partitionId)?.lose();
          return Promise.resolve();
        },
        processError: (error, context) => {
          this.report(error, context);
          return Promise.resolve();
        },
      },
      {
        maxBatchSize: settings.maxEventBatchSize,
        maxWaitTimeInSeconds: RECEIVE_WAIT_SECONDS,
        prefetchCount: settings.prefetchCount,
        startPosition: startPosition(settings.initialOffset),
        skipParsingBodyAsJson: true,
      },
    );
  }

  ownersListed(owners: readonly PartitionOwnership[]): void {
    for (const { partitionId, ownerId } of owners) {
      if (ownerId === '' || ownerId === this.client?.identifier) continue;
      const processor = this.processors.get(partitionId);
      if (processor === undefined || processor.isLost) continue;
      this.log('debug', `partition ${partitionId}: taken over by another host`);
      processor.lose();
    }
  }

  stop(): void {
    this.stopped = true;
    for (const processor of this.processors.values()) processor.stop();
  }

  async idle(): Promise<void> {
    await Promise.all([...this.processors.values()].map((processor) => processor.idle()));
  }

  async close(): Promise<void> {
    for (const processor of this.processors.values()) processor.lose();
    await this.client?.close();
  }

  private open(context: PartitionContext): void {
    this.log('debug', `partition ${context.partitionId}: opened`);
    const { definition, dependencies } = this;
    const { settings, invoker, clock } = dependencies;
    const single = definition.cardinality === 'one';
    const processor = new PartitionProcessor({
      retryPolicy: definition.retryPolicy,
      single,
      batchSizeMax: settings.maxEventBatchSize,
      batchSizeMin: single ? 1 : settings.minEventBatchSize,
      waitMsMax: settings.maxWaitMs,
      checkpointFrequency: settings.batchCheckpointFrequency,
      clock,
      random: Math.random,
      invoke: async (events, checkpointAfter, retryContext) => {
        const data = this.bind(events, context, checkpointAfter);
        const reason = `${events.length} events of ${context.eventHubName}/${context.partitionId}`;
        return invoker.invoke(definition, { reason, ...data, retryContext });
      },
      checkpoint: (event) => this.checkpoint(event, context),
      onRetry: (retry, delayMs) => {
        this.log('warning', `partition ${context.partitionId}: retry ${retry} in ${delayMs} ms`);
      },
      predecessor: this.processors.get(context.partitionId),
    });
    if (this.stopped) processor.stop();
    this.processors.set(context.partitionId, processor);
  }

  /** Throws, as an execution that failed, if the batch cannot be bound; the program is not called. */
  private bind(
    events: readonly ReceivedEventData[],
    context: PartitionContext,
    checkpointAfter: boolean,
  ): TriggerData {
    const { cardinality, dataType } = this.definition;
    const { keepEmpty, int64 } = this.dependencies;
    const options = { dataType, keepEmpty, int64 };
    const [first] = events;
    try {
      return cardinality === 'one' && first !== undefined
        ? singleData(first, context, checkpointAfter, options)
        : batchData(events, context, checkpointAfter, options);
    } catch (error) {
      const what = `partition ${context.partitionId}: the function failed before it was called`;
      this.log('error', `${what}: ${messageOf(error)}`);
      throw error;
    }
  }

  private processorOf(context: PartitionContext): PartitionProcessor {
    const processor = this.processors.get(context.partitionId);
    if (processor === undefined) throw new PartitionStopped('the partition is not open');
    return processor;
  }

  /** A checkpoint that fails costs a redelivery, no event: the next one covers it. */
  private async checkpoint(event: ReceivedEventData, context: PartitionContext): Promise<void> {
    try {
      await context.updateCheckpoint(event);
    } catch (error) {
      this.log('error', `partition ${context.partitionId}: no checkpoint: ${messageOf(error)}`);
    }
  }

  /** A hub that does not answer fails every few seconds: the same words are said once. */
  private report(error: Error, context: PartitionContext): void {
    if (error instanceof PartitionStopped || this.stopped) return;
    const where = context.partitionId === '' ? 'hub' : `partition ${context.partitionId}`;
    const problem = `${where} ${context.eventHubName}: ${error.name}: ${error.message}`;
    if (problem === this.lastProblem) return;
    this.lastProblem = problem;
    this.log('error', problem);
  }

  private log(level: 'debug' | 'warning' | 'error', message: string): void {
    this.dependencies.logger.log(level, this.source, message);
  }
}

async function openClient(
  definition: EventHubFunction,
  settings: EventHubsSettings,
  store: OwnershipWatch,
): Promise<EventHubConsumerClient> {
  const { connection, consumerGroup, eventHubName } = definition;
  const options: EventHubConsumerClientOptions = {
    retryOptions: CLIENT_RETRY,
    loadBalancingOptions: {
      strategy: 'greedy',
      updateIntervalInMs: settings.loadBalancingMs,
      partitionOwnershipExpirationIntervalInMs: settings.ownershipExpiresMs,
    },
  };
  if (connection.kind === 'connectionString') {
    const { connectionString } = connection;
    return new EventHubConsumerClient(
      consumerGroup,
      connectionString,
      eventHubName,
      store,
      options,
    );
  }
  // Loaded only here: it takes longer to load than the rest of the host.
  const { DefaultAzureCredential } = await import('@azure/identity');
  const { fullyQualifiedNamespace } = connection;
  return new EventHubConsumerClient(
    consumerGroup,
    fullyQualifiedNamespace,
    eventHubName,
    new DefaultAzureCredential(),
    store,
    options,
  );
}

function startPosition(initial: EventHubsSettings['initialOffset']): EventPosition {
  switch (initial.type) {
    case 'fromStart':
      return earliestEventPosition;
    case 'fromEnd':
      return latestEventPosition;
    case 'fromEnqueuedTime':
      return { enqueuedOn: Date.parse(initial.enqueuedTimeUtc) };
  }
}
