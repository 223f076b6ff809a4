// Sends the messages of a scenario in their order, paced, in batches. A batch of Event Hubs has one
// partition key; thousands of keys of one event each would mean thousands of round trips. So the
// keys are spread over a few lanes, and the lane is the partition key: all that is said about one
// request still goes one way.
import type { Pacer } from './pacer';
import type { SimulatedMessage } from './send-plan';

/** A number of messages for one hub under one partition key (none: any partition). */
export interface Shipment {
  readonly hub: SimulatedMessage['hub'];
  readonly partitionKey: string | undefined;
  readonly bodies: readonly (object | Buffer)[];
}

export interface MessageSink {
  /** Resolves when the hub has accepted all of it. */
  send(shipment: Shipment): Promise<void>;
}

/** More lanes than any usual hub has partitions, so that all partitions get some. */
const lanes = 16;

/** Messages that are under way at once; about half a megabyte. */
export const messagesPerTurnMax = 400;

/** `onSent` is told after each turn how many messages are sent so far. */
export const sendMessages = async (
  messages: readonly SimulatedMessage[],
  sink: MessageSink,
  pacer: Pacer,
  onSent: (sent: number) => void,
): Promise<void> => {
  const turn = Math.min(pacer.burst, messagesPerTurnMax);
  for (let start = 0; start < messages.length; start += turn) {
    const batch = messages.slice(start, start + turn);
    await pacer.take(batch.length);
    await Promise.all(shipmentsOf(batch).map((shipment) => sink.send(shipment)));
    onSent(start + batch.length);
  }
};

const shipmentsOf = (messages: readonly SimulatedMessage[]): readonly Shipment[] => {
  const shipments = new Map<string, { hub: Shipment['hub']; key?: string; bodies: Body[] }>();
  for (const { hub, partitionKey, body } of messages) {
    const key = partitionKey === undefined ? undefined : laneOf(partitionKey);
    const address = `${hub}/${key ?? ''}`;
    const shipment = shipments.get(address) ?? {
      hub,
      ...(key !== undefined && { key }),
      bodies: [],
    };
    shipment.bodies.push(body);
    shipments.set(address, shipment);
  }
  return [...shipments.values()].map(({ hub, key, bodies }) => ({
    hub,
    partitionKey: key,
    bodies,
  }));
};

type Body = SimulatedMessage['body'];

/** Request ids are random: any of their digits spreads them evenly. */
const laneOf = (requestId: string): string => {
  let sum = 0;
  for (const character of requestId) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return `lane-${sum % lanes}`;
};
