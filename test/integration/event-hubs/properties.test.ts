import { BrokerHarness, HUB } from './broker-harness';

const STARTED_AT = new Date('2026-01-05T08:00:00Z');

describe('management reads of the broker', () => {
  let harness: BrokerHarness;
  let now = STARTED_AT;

  beforeEach(async () => {
    now = STARTED_AT;
    harness = await BrokerHarness.start({
      hubs: [{ name: HUB, partitions: 2, eventsMax: 4 }],
      clock: () => now,
    });
  });
  afterEach(async () => {
    await harness.close();
    expect(harness.connectionErrors).toEqual([]);
  });

  test('tell the partitions of a hub and when it was made', async () => {
    expect(await harness.producer().getEventHubProperties()).toEqual({
      name: HUB,
      createdOn: STARTED_AT,
      partitionIds: ['0', '1'],
      isGeoDrEnabled: false,
    });
  });

  test('tell that nothing ever came to a partition', async () => {
    expect(await harness.consumer().getPartitionProperties('1')).toEqual({
      eventHubName: HUB,
      partitionId: '1',
      beginningSequenceNumber: 0,
      lastEnqueuedSequenceNumber: -1,
      lastEnqueuedOffset: '-1',
      lastEnqueuedOnUtc: new Date('0001-01-01T00:00:00Z'),
      isEmpty: true,
    });
  });

  test('tell the first and the last event of a partition that has dropped some', async () => {
    const producer = harness.producer();
    await producer.sendBatch([{ body: 1 }, { body: 2 }], { partitionId: '0' });
    now = new Date('2026-01-05T09:00:00Z');
    await producer.sendBatch([{ body: 3 }], { partitionId: '0' });

    expect(await producer.getPartitionProperties('0')).toMatchObject({
      beginningSequenceNumber: 1,
      lastEnqueuedSequenceNumber: 2,
      lastEnqueuedOffset: expect.stringMatching(/^[1-9]\d*$/) as string,
      lastEnqueuedOnUtc: now,
      isEmpty: false,
    });
    expect((await harness.receive('0').count(2)).bodies).toEqual([2, 3]);
  });

  test('refuse a hub or a partition that does not exist, naming it', async () => {
    await expect(harness.producer('nowhere').getEventHubProperties()).rejects.toMatchObject({
      message: expect.stringContaining('"nowhere"') as string,
    });
    await expect(harness.producer().getPartitionProperties('9')).rejects.toMatchObject({
      code: 'ArgumentOutOfRangeError',
      message: expect.stringContaining('"9"') as string,
    });
  });
});
