// Asks Event Hubs itself where its partitions end, and how old the first event is that nobody has
// processed. It takes part in no consumer group of ours: it disturbs no reader and moves no checkpoint.
import type { EventHubConsumerClient, Subscription } from '@azure/event-hubs';

import {
  DependencyUnavailable,
  type HubPartition,
  type HubPeek,
  type HubPositions,
} from '../../app/ports';
import type { HubConfig } from '../../config';
import { instantOf, type Instant } from '../../domain/instant';
import { hubAnswerMsMax } from '../../limits';
import { withinDeadline } from '../deadline';

export interface ClosableHubPositions extends HubPositions, HubPeek {
  close(): Promise<void>;
}

/** One client per hub, made when it is first asked: ingest asks nothing, and must not wait for the
 *  SDK to load. Throws DependencyUnavailable. */
export const makeHubPositions = (
  hubs: readonly HubConfig[],
  timeoutMs = hubAnswerMsMax,
): ClosableHubPositions => {
  const clients = new Map<string, EventHubConsumerClient>();
  const clientOf = async (config: HubConfig): Promise<EventHubConsumerClient> => {
    const { makeHubClient } = await import('./hub-client.js');
    const client = clients.get(config.hub) ?? makeHubClient(config, timeoutMs);
    clients.set(config.hub, client);
    return client;
  };
  const ask = async <T>(
    config: HubConfig,
    question: (client: EventHubConsumerClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const doing = `Event Hubs, positions of hub ${config.hub}`;
    try {
      return await withinDeadline(timeoutMs, doing, async (signal) =>
        question(await clientOf(config), signal),
      );
    } catch (error) {
      throw translate(error, doing, config);
    }
  };
  // A client may have one subscription to a partition at a time: those who ask about it take turns.
  const turns = new Map<string, Promise<unknown>>();
  return {
    read: async (wanted) => {
      const asked = hubs.filter(({ hub }) => wanted === undefined || hub === wanted);
      const found = await Promise.all(
        asked.map((config) =>
          ask(config, (client, signal) => readPartitions(client, config.hub, signal)),
        ),
      );
      return found.flat();
    },
    firstEnqueuedTimeAfter: async (hub, partition, sequenceNumber) => {
      const config = hubs.find((known) => known.hub === hub);
      if (config === undefined) throw new RangeError(`the program does not read hub ${hub}`);
      const look = () =>
        ask(config, async (client, abortSignal) => {
          const ends = await client.getPartitionProperties(partition, { abortSignal });
          const isLast = ends.isEmpty || ends.lastEnqueuedSequenceNumber <= sequenceNumber;
          return isLast ? undefined : peek(client, partition, sequenceNumber + 1, timeoutMs);
        });
      const before = turns.get(`${hub}/${partition}`) ?? Promise.resolve();
      const answer = before.then(look, look);
      turns.set(`${hub}/${partition}`, answer);
      return answer;
    },
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()));
      clients.clear();
    },
  };
};

const readPartitions = async (
  client: EventHubConsumerClient,
  hub: string,
  abortSignal: AbortSignal,
): Promise<readonly HubPartition[]> => {
  const ids = await client.getPartitionIds({ abortSignal });
  const all = ids.map((id) => client.getPartitionProperties(id, { abortSignal }));
  return (await Promise.all(all)).map((ends) => ({
    hub,
    partition: ends.partitionId,
    beginSequenceNumber: ends.beginningSequenceNumber,
    lastSequenceNumber: ends.lastEnqueuedSequenceNumber,
    // A partition that never had an event says a date before our time.
    lastEnqueuedTime:
      ends.lastEnqueuedSequenceNumber < 0 ? undefined : instantFrom(ends.lastEnqueuedOnUtc),
    isEmpty: ends.isEmpty,
  }));
};

const peek = async (
  client: EventHubConsumerClient,
  partition: string,
  fromSequenceNumber: number,
  timeoutMs: number,
): Promise<Instant | undefined> => {
  let subscription: Subscription | undefined;
  try {
    return await new Promise((resolve, reject) => {
      subscription = client.subscribe(
        partition,
        {
          processEvents: ([event]) => {
            resolve(event && instantFrom(event.enqueuedTimeUtc));
            return Promise.resolve();
          },
          processError: (error) => {
            reject(error);
            return Promise.resolve();
          },
        },
        {
          startPosition: { sequenceNumber: fromSequenceNumber, isInclusive: true },
          maxBatchSize: 1,
          maxWaitTimeInSeconds: timeoutMs / 1_000,
          skipParsingBodyAsJson: true,
        },
      );
    });
  } finally {
    await subscription?.close();
  }
};

const instantFrom = (date: Date): Instant => instantOf(Math.max(0, date.getTime()));

const translate = (error: unknown, doing: string, { connectionName, hub }: HubConfig): Error => {
  if (error instanceof DependencyUnavailable || error instanceof RangeError) return error;
  const message = error instanceof Error ? error.message : typeof error;
  return new DependencyUnavailable(
    `${doing}: ${message}. Check the setting ${connectionName}, that the hub ${hub} exists, and ` +
      'that the identity has the role Azure Event Hubs Data Receiver.',
    { cause: error },
  );
};
