import { type EventPosition, latestEventPosition } from '@azure/event-hubs';
import { BrokerHarness, HUB } from './broker-harness';
import { ReceivedEvents } from './received-events';

const FIRST_MS = Date.parse('2026-01-05T08:00:00Z');
const STEP_MS = 60_000;

describe('receiving from the broker', () => {
  let harness: BrokerHarness;
  let nowMs = FIRST_MS;

  /** Events 0, 1, 2 … of partition 0, a minute apart. */
  async function sendNumbered(count: number): Promise<void> {
    const producer = harness.producer();
    for (let body = 0; body < count; body += 1) {
      nowMs = FIRST_MS + body * STEP_MS;
      await producer.sendBatch([{ body }], { partitionId: '0' });
    }
  }

  beforeEach(async () => {
    nowMs = FIRST_MS;
    harness = await BrokerHarness.start({ clock: () => new Date(nowMs) });
  });
  afterEach(async () => {
    await harness.close();
    expect(harness.connectionErrors).toEqual([]);
  });

  test('tells sequence number, offset and enqueued time of every event', async () => {
    await sendNumbered(3);
    const { events } = await harness.receive('0').count(3);

    expect(events.map(({ sequenceNumber }) => sequenceNumber)).toEqual([0, 1, 2]);
    expect(events.map(({ enqueuedTimeUtc }) => enqueuedTimeUtc.getTime())).toEqual(
      [0, 1, 2].map((step) => FIRST_MS + step * STEP_MS),
    );
    const offsets = events.map(({ offset }) => Number(offset));
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(new Set(offsets).size).toBe(3);
  });

  const at = (step: number): Date => new Date(FIRST_MS + step * STEP_MS);
  test.each<{ position: EventPosition; from: number }>([
    { position: { offset: '-1' }, from: 0 },
    { position: { sequenceNumber: 2 }, from: 3 },
    { position: { sequenceNumber: 2, isInclusive: true }, from: 2 },
    { position: { sequenceNumber: 3, isInclusive: true }, from: 3 },
    { position: { enqueuedOn: at(1) }, from: 2 },
    { position: { enqueuedOn: at(1).getTime() - 1 }, from: 1 },
  ])('starts at $position with event $from', async ({ position, from }) => {
    await sendNumbered(4);
    const { bodies } = await harness.receive('0', { startPosition: position }).count(4 - from);
    expect(bodies).toEqual([0, 1, 2, 3].slice(from));
  });

  test('starts at an offset, with the event itself or with the one after it', async () => {
    await sendNumbered(3);
    const { offset } = (await harness.receive('0').count(3)).events[1]!;

    const after = harness.receive('0', { startPosition: { offset } });
    const with_ = harness.receive('0', { startPosition: { offset, isInclusive: true } });
    expect((await after.count(1)).bodies).toEqual([2]);
    expect((await with_.count(2)).bodies).toEqual([1, 2]);
  });

  test('starts at the latest position with what comes after the receiver', async () => {
    await sendNumbered(2);
    const received = harness.receive('0', { startPosition: latestEventPosition });
    const producer = harness.producer();
    // When a receiver is attached is not visible to its client, so one event after the other is sent.
    for (let body = 100; received.events.length === 0; body += 1) {
      await producer.sendBatch([{ body }], { partitionId: '0' });
    }
    expect(received.bodies[0]).toBeGreaterThanOrEqual(100);
  });

  test('refuses a position past the end, such as a checkpoint of an earlier run', async () => {
    await sendNumbered(1);
    const received = harness.receive('0', { startPosition: { sequenceNumber: 4_711 } });
    await received.until(() => received.errorCodes.length > 0);
    expect(received.errorCodes[0]).toBe('ArgumentError');
    expect(received.events).toEqual([]);
  });

  test('gives each consumer group, and each of its receivers, every event', async () => {
    const first = harness.receive('0');
    const second = harness.receive('0');
    const audit = harness.receive('0', { consumerGroup: 'AUDIT' });
    await sendNumbered(5);

    for (const received of [first, second, audit]) {
      expect((await received.count(5)).bodies).toEqual([0, 1, 2, 3, 4]);
    }
  });

  test('tells how far a receiver is behind, if asked', async () => {
    await sendNumbered(3);
    const received = harness.receive('0', {
      trackLastEnqueuedEventProperties: true,
      maxBatchSize: 1,
    });
    await received.count(1);
    expect(received.lastContext?.lastEnqueuedEventProperties).toMatchObject({
      sequenceNumber: 2,
      enqueuedOn: at(2),
      retrievedOn: at(2),
    });
  });

  test('delivers thousands of events at once to a client with credit for them all', async () => {
    const producer = harness.producer();
    const events = Array.from({ length: 5_000 }, (_, body) => ({ body }));
    await producer.sendBatch(events, { partitionId: '0' });

    const received = harness.receive('0', { maxBatchSize: 5_000, prefetchCount: 5_000 });
    const { bodies } = await received.count(5_000);
    expect(bodies).toEqual(events.map(({ body }) => body));
  });

  test.each([
    {
      what: 'hub',
      group: '$Default',
      hub: 'nowhere',
      partition: '0',
      code: 'ServiceCommunicationError',
    },
    {
      what: 'consumer group',
      group: 'nobody',
      hub: HUB,
      partition: '0',
      code: 'ServiceCommunicationError',
    },
    {
      what: 'partition',
      group: '$Default',
      hub: HUB,
      partition: '9',
      code: 'ArgumentOutOfRangeError',
    },
  ])('refuses a $what that does not exist', async ({ group, hub, partition, code }) => {
    const received = new ReceivedEvents();
    harness.consumer(group, hub).subscribe(partition, received.handlers());
    await received.until(() => received.errorCodes.length > 0);
    expect(received.errorCodes[0]).toBe(code);
  });
});
