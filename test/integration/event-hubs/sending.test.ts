import type { EventData } from '@azure/event-hubs';
import { BrokerHarness, HUB } from './broker-harness';

describe('sending to the broker', () => {
  let harness: BrokerHarness;

  beforeEach(async () => {
    harness = await BrokerHarness.start();
  });
  afterEach(async () => {
    await harness.close();
    expect(harness.connectionErrors).toEqual([]);
  });

  test('delivers bodies, properties and message properties as they were sent', async () => {
    const sent: EventData[] = [
      { body: { nested: { tokens: [1, 2] } }, properties: { team: 'a', attempt: 3, late: false } },
      { body: 'plain text', contentType: 'text/plain', messageId: 'm-1', correlationId: 'c-1' },
      { body: Buffer.from([0, 1, 254, 255]) },
      { body: null },
      { body: '' },
    ];
    await harness.producer().sendBatch(sent, { partitionId: '2' });
    const { events } = await harness.receive('2').count(sent.length);

    expect(events.map(({ body }): unknown => body)).toEqual(sent.map(({ body }): unknown => body));
    expect(events[0]).toMatchObject({ properties: { team: 'a', attempt: 3, late: false } });
    expect(events[1]).toMatchObject({
      contentType: 'text/plain',
      messageId: 'm-1',
      correlationId: 'c-1',
    });
  });

  test('keeps bodies that are values and sequences, and annotations of the sender', async () => {
    await harness.producer().sendBatch(
      [
        { body: { a: 1 }, bodyType: 'value', messageAnnotations: { 'x-own': 'kept' } },
        { body: [1, 'two'], bodyType: 'sequence' },
      ],
      { partitionId: '0' },
    );
    const { events } = await harness.receive('0').count(2);

    expect(events[0]).toMatchObject({ body: { a: 1 }, systemProperties: { 'x-own': 'kept' } });
    expect(events[1]!.body).toEqual([1, 'two']);
    expect(events[1]!.getRawAmqpMessage().bodyType).toBe('sequence');
  });

  test('sends all events of one key to one partition, and tells the key', async () => {
    const producer = harness.producer();
    for (const body of [1, 2, 3]) await producer.sendBatch([{ body }], { partitionKey: 'team-a' });
    const batch = await producer.createBatch({ partitionKey: 'team-a' });
    batch.tryAdd({ body: 4 });
    await producer.sendBatch(batch);

    const ids = await producer.getPartitionIds();
    const partitions = await Promise.all(ids.map((id) => producer.getPartitionProperties(id)));
    const [used, ...others] = partitions.filter(({ isEmpty }) => !isEmpty);
    expect(others).toEqual([]);
    const { events } = await harness.receive(used!.partitionId).count(4);
    expect(
      events.map(({ body, partitionKey }) => ({ body: body as unknown, partitionKey })),
    ).toEqual([1, 2, 3, 4].map((body) => ({ body, partitionKey: 'team-a' })));
  });

  test('spreads events without a key over all partitions', async () => {
    const producer = harness.producer();
    for (let body = 0; body < 8; body += 1) await producer.sendBatch([{ body }]);
    const last = await Promise.all(
      ['0', '1', '2', '3'].map(async (id) => producer.getPartitionProperties(id)),
    );
    expect(last.map(({ lastEnqueuedSequenceNumber }) => lastEnqueuedSequenceNumber)).toEqual([
      1, 1, 1, 1,
    ]);
  });

  test('lets a batch grow to the largest message and no further', async () => {
    const producer = harness.producer();
    const batch = await producer.createBatch({ partitionId: '0' });
    while (batch.tryAdd({ body: 'x'.repeat(10_000) }));
    await producer.sendBatch(batch);

    expect(batch.maxSizeInBytes).toBe(1_048_576);
    const { events } = await harness.receive('0', { maxBatchSize: 200 }).count(batch.count);
    expect(events).toHaveLength(batch.count);
  });

  test('refuses a message that is too large, keeps none of it and takes the next', async () => {
    const producer = harness.producer();
    const tooLarge = [{ body: 'kept?' }, { body: Buffer.alloc(1_048_576) }];
    await expect(producer.sendBatch(tooLarge, { partitionId: '0' })).rejects.toMatchObject({
      code: 'MessageTooLargeError',
    });
    await producer.sendBatch([{ body: 'next' }], { partitionId: '0' });
    expect((await harness.receive('0').count(1)).bodies).toEqual(['next']);
  });

  test('refuses to send to a hub or a partition that does not exist, naming it', async () => {
    await expect(harness.producer('nowhere').sendBatch([{ body: 1 }])).rejects.toMatchObject({
      code: 'ServiceCommunicationError', // the SDK's name for amqp:not-found
      message: expect.stringContaining('"nowhere"') as string,
    });
    await expect(
      harness.producer().sendBatch([{ body: 1 }], { partitionId: '9' }),
    ).rejects.toMatchObject({
      code: 'ArgumentOutOfRangeError',
      message: expect.stringContaining('"9"') as string,
    });
  });

  test('finds a hub whatever the case of its name', async () => {
    await harness.producer(HUB.toUpperCase()).sendBatch([{ body: 1 }], { partitionId: '0' });
    expect((await harness.receive('0').count(1)).bodies).toEqual([1]);
  });
});
