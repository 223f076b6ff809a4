import { makePacer, systemClock } from '../../../../local/simulator/pacer';
import { sendMessages, type Shipment } from '../../../../local/simulator/send-messages';
import { Random } from '../../../../local/simulator/random';
import type { SimulatedMessage } from '../../../../local/simulator/send-plan';

const random = new Random('messages');
const messages: SimulatedMessage[] = Array.from({ length: 1_000 }, (_, sendOrder) =>
  sendOrder % 10 === 0
    ? { hub: 'logs', body: { records: [sendOrder] }, sendOrder }
    : { hub: 'usage', partitionKey: random.guid(), body: { sendOrder }, sendOrder },
);

const unlimited = makePacer(Number.POSITIVE_INFINITY, 400, systemClock);

describe('sendMessages', () => {
  it('sends every message once, to its hub, in few batches', async () => {
    const shipments: Shipment[] = [];
    const send = (shipment: Shipment) => {
      shipments.push(shipment);
      return Promise.resolve();
    };
    await sendMessages(messages, { send }, unlimited, () => undefined);
    const sent = shipments.flatMap(({ hub, bodies }) => bodies.map((body) => ({ hub, body })));
    expect(sent).toHaveLength(messages.length);
    expect(new Set(sent.map(({ body }) => body))).toEqual(
      new Set(messages.map(({ body }) => body)),
    );
    for (const { hub, body } of sent) expect('records' in body).toBe(hub === 'logs');
    expect(shipments.length).toBeLessThan(60);
  });

  it('keeps what is said about one request in one lane, in its order', async () => {
    const key = random.guid();
    const about: SimulatedMessage[] = Array.from({ length: 900 }, (_, sendOrder) => ({
      hub: 'usage',
      partitionKey: sendOrder % 3 === 0 ? key : random.guid(),
      body: { key: sendOrder % 3 === 0, sendOrder },
      sendOrder,
    }));
    const shipments: Shipment[] = [];
    await sendMessages(
      about,
      { send: (shipment) => Promise.resolve(void shipments.push(shipment)) },
      unlimited,
      () => undefined,
    );
    const ours = shipments.flatMap(({ partitionKey, bodies }) =>
      (bodies as { key: boolean; sendOrder: number }[])
        .filter((body) => body.key)
        .map(({ sendOrder }) => ({ partitionKey, sendOrder })),
    );
    expect(new Set(ours.map(({ partitionKey }) => partitionKey)).size).toBe(1);
    const orders = ours.map(({ sendOrder }) => sendOrder);
    expect(orders).toEqual(orders.toSorted((a, b) => a - b));
  });

  it('waits for a turn to be accepted before the next, and says how far it is', async () => {
    let underWay = 0;
    const starts: number[] = [];
    const told: number[] = [];
    await sendMessages(
      messages,
      {
        send: async () => {
          if (underWay === 0) starts.push(told.at(-1) ?? 0);
          underWay += 1;
          await Promise.resolve();
          underWay -= 1;
        },
      },
      unlimited,
      (sent) => told.push(sent),
    );
    expect(told).toEqual([400, 800, 1_000]);
    expect(starts).toEqual([0, 400, 800]);
  });

  it('stops at the first batch that a hub does not take', async () => {
    const error = new Error('the hub is gone');
    let turns = 0;
    await expect(
      sendMessages(messages, { send: () => Promise.reject(error) }, unlimited, () => (turns += 1)),
    ).rejects.toBe(error);
    expect(turns).toBe(0);
  });
});
