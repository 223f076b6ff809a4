import { once } from 'node:events';
import { connect } from 'node:net';
import { startEventHubsBroker } from '../../../local/event-hubs/broker';
import { BrokerHarness, HUB } from './broker-harness';

describe('faults around the broker', () => {
  let harness: BrokerHarness;

  beforeEach(async () => {
    harness = await BrokerHarness.start();
  });
  afterEach(async () => {
    await harness.close();
  });

  test('clients whose connections drop lose nothing', async () => {
    // The SDK finds out about a lost connection when it has waited out what it was waiting for.
    const producer = harness.producer(HUB, { timeoutInMs: 500 });
    const received = harness.receive('0', { maxWaitTimeInSeconds: 0.2 });
    for (let body = 0; body < 4; body += 1) {
      await producer.sendBatch([{ body }], { partitionId: '0' });
      // Every other time before the event is delivered.
      if (body % 2 === 0) await received.until(() => received.bodies.includes(body));
      harness.broker.dropConnections();
    }
    // Over new connections of both, also because the SDK cannot close a client in the middle of a loss.
    await producer.sendBatch([{ body: 4 }], { partitionId: '0' });
    await received.until(() => received.bodies.includes(4));

    expect([...new Set(received.bodies)]).toEqual([0, 1, 2, 3, 4]);
    expect(harness.connectionErrors).toEqual([]);
  });

  test('an owner that lost its connection leaves the partition to the next', async () => {
    await harness.producer().sendBatch([{ body: 1 }], { partitionId: '0' });
    await harness.receive('0', { ownerLevel: 9 }).count(1);
    harness.broker.dropConnections();

    expect((await harness.receive('0', { ownerLevel: 0 }).count(1)).bodies).toEqual([1]);
  });

  test('a client that speaks no AMQP is reported and disturbs nobody', async () => {
    const stranger = connect(harness.broker.port, '127.0.0.1');
    stranger.on('error', () => undefined);
    stranger.end('GET / HTTP/1.1\r\n\r\n');
    await once(stranger, 'close');

    expect(harness.connectionErrors).toHaveLength(1);
    await harness.producer().sendBatch([{ body: 1 }], { partitionId: '0' });
  });

  test('refuses a taken port, naming it and the option to change', async () => {
    const { port } = harness.broker;
    await expect(startEventHubsBroker({ port, hubs: [] })).rejects.toThrow(
      new RegExp(`127\\.0\\.0\\.1:${port}.*EADDRINUSE.*choose another`),
    );
  });
});
