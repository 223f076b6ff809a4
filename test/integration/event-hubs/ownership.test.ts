import { earliestEventPosition } from '@azure/event-hubs';
import { BlobCheckpointStore } from '@azure/eventhubs-checkpointstore-blob';
import { ContainerClient } from '@azure/storage-blob';
import { type Azurite, startAzurite } from '../../../local/azurite';
import { BrokerHarness } from './broker-harness';
import { ReceivedEvents } from './received-events';

const PARTITION_IDS = ['0', '1', '2', '3'];

/** Greedy takes all there is at once; a dead consumer's partitions are up after two seconds. */
const BALANCING = {
  strategy: 'greedy',
  updateIntervalInMs: 100,
  partitionOwnershipExpirationIntervalInMs: 2_000,
} as const;

describe('owner levels', () => {
  let harness: BrokerHarness;

  beforeEach(async () => {
    harness = await BrokerHarness.start();
  });
  afterEach(async () => {
    await harness.close();
    expect(harness.connectionErrors).toEqual([]);
  });

  test('a higher level takes the partition over, and the loser is told so', async () => {
    const producer = harness.producer();
    await producer.sendBatch([{ body: 1 }], { partitionId: '0' });
    const loser = await harness.receive('0', { ownerLevel: 0 }).count(1);

    const winner = await harness.receive('0', { ownerLevel: 1 }).count(1);
    await loser.until(() => loser.errorCodes.length > 0);
    await producer.sendBatch([{ body: 2 }], { partitionId: '0' });

    expect((await winner.count(2)).bodies).toEqual([1, 2]);
    expect(loser.errorCodes).toEqual(['ReceiverDisconnectedError']);
    expect(loser.bodies).toEqual([1]);
  });

  test.each([{ ownerLevel: 1 }, {}])('keep out a receiver with %j', async (options) => {
    await harness.producer().sendBatch([{ body: 1 }], { partitionId: '0' });
    const owner = await harness.receive('0', { ownerLevel: 2 }).count(1);

    const other = harness.receive('0', options);
    await other.until(() => other.errorCodes.length > 0);
    expect(other.errorCodes[0]).toBe('ReceiverDisconnectedError');
    expect(other.events).toEqual([]);
    expect(owner.errorCodes).toEqual([]);
  });

  test('hold for one partition and one consumer group only', async () => {
    await harness.producer().sendBatch([{ body: 0 }], { partitionId: '0' });
    await harness.producer().sendBatch([{ body: 1 }], { partitionId: '1' });
    await harness.receive('0', { ownerLevel: 5 }).count(1);

    await harness.receive('1', { ownerLevel: 0 }).count(1);
    await harness.receive('0', { ownerLevel: 0, consumerGroup: 'audit' }).count(1);
  });

  test('end when the owner closes', async () => {
    await harness.producer().sendBatch([{ body: 1 }], { partitionId: '0' });
    const owner = new ReceivedEvents();
    const client = harness.consumer();
    client.subscribe('0', owner.handlers(), {
      ownerLevel: 9,
      startPosition: earliestEventPosition,
    });
    await owner.count(1);
    await client.close();

    expect((await harness.receive('0').count(1)).bodies).toEqual([1]);
  });
});

describe('two consumers that share the partitions through checkpoints', () => {
  let harness: BrokerHarness;
  let azurite: Azurite;
  let checkpoints: ContainerClient;

  beforeEach(async () => {
    harness = await BrokerHarness.start();
    azurite = await startAzurite({ blobPort: 0 });
    checkpoints = new ContainerClient(azurite.connectionString, 'checkpoints');
    await checkpoints.create();
  });
  afterEach(async () => {
    await harness.close();
    await azurite.close();
    expect(harness.connectionErrors).toEqual([]);
  });

  /** Checkpoints every event, and knows which partitions it has at the moment. */
  function startConsumer() {
    const client = harness.balancedConsumer(new BlobCheckpointStore(checkpoints), BALANCING);
    const received = new ReceivedEvents();
    const partitionIds = new Set<string>();
    client.subscribe(
      {
        ...received.handlers((event, context) => context.updateCheckpoint(event)),
        processInitialize: ({ partitionId }) => {
          partitionIds.add(partitionId);
          received.notify();
          return Promise.resolve();
        },
        processClose: (_, { partitionId }) => {
          partitionIds.delete(partitionId);
          received.notify();
          return Promise.resolve();
        },
      },
      { startPosition: earliestEventPosition },
    );
    return { client, received, partitionIds };
  }

  async function sendToEach(body: string): Promise<void> {
    const producer = harness.producer();
    for (const partitionId of PARTITION_IDS) {
      await producer.sendBatch([{ body: `${body} ${partitionId}` }], { partitionId });
    }
  }

  test('split them, and one goes on where the other stopped', async () => {
    await sendToEach('before');
    const first = startConsumer();
    await first.received.until(() => first.partitionIds.size === 4);
    const second = startConsumer();
    await second.received.until(() => second.partitionIds.size === 2);
    await first.received.until(() => first.partitionIds.size === 2);
    await sendToEach('shared');
    await first.received.count(2);
    await second.received.count(2);

    await first.client.close();
    await second.received.until(() => second.partitionIds.size === 4);
    await sendToEach('after');
    await second.received.until(
      () => second.received.bodies.filter((body) => String(body).startsWith('after')).length === 4,
    );

    const bodies = [...first.received.bodies, ...second.received.bodies];
    const expected = ['before', 'shared', 'after'].flatMap((body) =>
      PARTITION_IDS.map((id) => `${body} ${id}`),
    );
    expect([...new Set(bodies)].sort()).toEqual(expected.sort());
  });
});
