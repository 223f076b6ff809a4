// Requests that nobody has told about before, in batches, as often as they are asked for.
import type { EventHubHandler } from '@azure/functions';
import { enqueuedTimeOf, makeEvents, type Traffic } from '../traffic/events';
import { Partition, type Delivery } from '../traffic/partition';

const hourMs = 60 * 60 * 1_000;
const minuteMs = 60 * 1_000;

export type Source = (events: number, batchSize: number) => readonly Delivery[];

/** All of one minute of the hour before: a batch marks one window or two, as batches do. */
export const makeSource = (callers: number): Source => {
  const fromMs = Date.now() - hourMs;
  const partition = new Partition();
  let first = 0;
  return (events, batchSize) => {
    const traffic: Traffic = { callers, fromMs, spanMs: minuteMs, events, first };
    first += events;
    return partition.deliveries(makeEvents(traffic), batchSize, enqueuedTimeOf(traffic));
  };
};

/** One after the other, as the host delivers the batches of a partition. */
export const deliverAll = async (
  handler: EventHubHandler,
  deliveries: readonly Delivery[],
): Promise<void> => {
  for (const { messages, context } of deliveries) await handler([...messages], context);
};
