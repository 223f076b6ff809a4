import { once } from 'node:events';
import {
  type Connection,
  type EventContext,
  type Receiver,
  type Sender,
  create_container,
  message as codec,
} from 'rhea';
import { BATCH_FORMAT } from '../../../local/event-hubs/event-message';
import { BrokerHarness, HUB } from './broker-harness';

describe('a client other than the SDK', () => {
  let harness: BrokerHarness;
  let connection: Connection;

  beforeEach(async () => {
    harness = await BrokerHarness.start();
    connection = create_container().connect({
      host: '127.0.0.1',
      port: harness.broker.port,
      username: 'anonymous',
      reconnect: false,
    });
  });
  afterEach(async () => {
    connection.close();
    await once(connection, 'connection_close');
    await harness.close();
    expect(harness.connectionErrors).toEqual([]);
  });

  async function openSender(address: string): Promise<Sender> {
    const sender = connection.open_sender(address);
    await once(sender, 'sendable');
    return sender;
  }

  function openReceiver(options: { credit: number }): Receiver {
    const receiver = connection.open_receiver({
      source: `${HUB}/ConsumerGroups/$Default/Partitions/0`,
      credit_window: 0,
    });
    receiver.add_credit(options.credit);
    return receiver;
  }

  test('is told that its message cannot be read, and may go on', async () => {
    const sender = await openSender(`${HUB}/Partitions/0`);
    sender.send(Buffer.from('no AMQP'), undefined, BATCH_FORMAT);
    const [rejection] = (await once(sender, 'rejected')) as [EventContext];
    expect(rejection.delivery?.remote_state).toMatchObject({
      error: { condition: 'amqp:decode-error' },
    });

    sender.send({ body: codec.data_section(Buffer.from('"plain"')) as unknown });
    await once(sender, 'accepted');
    expect((await harness.receive('0').count(1)).bodies).toEqual(['plain']);
  });

  test('gets no more than its credit, and on drain what there is and the credit back', async () => {
    const sender = await openSender(`${HUB}/Partitions/0`);
    const sendAndWait = async (body: number): Promise<unknown> => {
      sender.send({ body });
      return once(sender, 'accepted');
    };
    for (const body of [0, 1, 2]) await sendAndWait(body);

    const receiver = openReceiver({ credit: 2 });
    const bodies: unknown[] = [];
    receiver.on('message', ({ message }: EventContext) => bodies.push(message?.body));
    await once(receiver, 'message');
    // By the time that this answer is here, a third event would be too.
    await sendAndWait(3);
    expect(bodies).toEqual([0, 1]);

    receiver.add_credit(10);
    receiver.drain_credit();
    await once(receiver, 'receiver_drained');
    expect(bodies).toEqual([0, 1, 2, 3]);

    receiver.drain = false;
    await sendAndWait(4);
    await sendAndWait(5);
    expect(bodies).toEqual([0, 1, 2, 3]);
    receiver.add_credit(1);
    await once(receiver, 'message');
    expect(bodies).toEqual([0, 1, 2, 3, 4]);
  });

  test('gets events only on links that it has the answer for', async () => {
    const sender = await openSender(`${HUB}/Partitions/0`);
    sender.send({ body: 'waiting' });
    await once(sender, 'accepted');

    // The credit is on its way together with the attach, before any answer to it.
    const receiver = openReceiver({ credit: 1 });
    const order: string[] = [];
    receiver.on('receiver_open', () => order.push('attached'));
    receiver.on('message', () => order.push('event'));
    await once(receiver, 'message');
    expect(order).toEqual(['attached', 'event']);
  });

  test('shares one session among links without one holding up the other', async () => {
    const first = openReceiver({ credit: 10 });
    const second = openReceiver({ credit: 10 });
    const third = openReceiver({ credit: 0 });
    await Promise.all([first, second, third].map((link) => once(link, 'receiver_open')));
    const sender = await openSender(`${HUB}/Partitions/0`);
    sender.send({ body: 'to both' });

    await Promise.all([once(first, 'message'), once(second, 'message')]);
  });

  test('learns from a refused request what is wrong with it', async () => {
    const requests = await openSender('$management');
    const replies = connection.open_receiver({
      source: '$management',
      target: { address: 'replies' },
    });
    await once(replies, 'receiver_open');
    requests.send({
      message_id: 'r-1',
      reply_to: 'replies',
      application_properties: { operation: 'DELETE', type: 'com.microsoft:eventhub', name: HUB },
      body: null,
    });
    const [{ message: reply }] = (await once(replies, 'message')) as [EventContext];
    expect(reply).toMatchObject({
      correlation_id: 'r-1',
      application_properties: { 'status-code': 501, 'error-condition': 'amqp:not-implemented' },
    });
  });
});
