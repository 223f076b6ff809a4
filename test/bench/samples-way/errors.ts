// What both ways count when the hub does what hubs do: batches that come twice, a process that dies
// between two writes and whose batch comes again, partitions that are ingested at once.
import type { Embedded } from '../embedded/embedded';
import type { Figure } from '../section';
import { deliverAll } from '../ingest/deliveries';
import { enqueuedTimeOf, makeEvents, type Traffic } from '../traffic/events';
import { Partition, type Delivery } from '../traffic/partition';
import { withBothWays, type BothWays } from './both-ways';
import { Killed, type UsageEvent } from './counting-ingest';

const partitions = 4;
const batchSize = 100;
const eventsEach = 2 * batchSize;
const callers = 20;
/** The traffic names the same callers and models in the same turn after so many events. */
const sameAgain = 700;
/** Of the first batch: the process dies here. */
const killedAt = 49;

/** Requests that each way counts, and how many there were. */
export const errorFigures = (embedded: Embedded, fromMs: number): Promise<readonly Figure[]> =>
  withBothWays(embedded, 'errors', callers, async (ways) => {
    const parts = Array.from({ length: partitions }, (_, partition) => {
      const first = partition * sameAgain;
      const traffic: Traffic = { callers, fromMs, spanMs: 60_000, events: eventsEach, first };
      const events = makeEvents(traffic);
      return new Partition(String(partition)).deliveries(
        events,
        batchSize,
        enqueuedTimeOf(traffic),
      );
    });
    const twice = parts.at(-1) ?? [];

    await surviveKill(ways, parts[0] ?? []);
    await Promise.all(parts.map((part) => deliverAll(ways.ours, part)));
    await deliverAll(ways.ours, twice);
    await ways.rollUp();
    await Promise.all(parts.map((part) => ingestAll(ways, part)));
    await ingestAll(ways, twice);

    const period = new Date(fromMs).toISOString().slice(0, 7);
    const truth = partitions * eventsEach;
    const counted = (what: string, requests: number): Figure => ({
      what: `${what}: requests counted of ${truth}`,
      amount: requests,
      unit: 'requests',
      ratio: { times: requests / truth, of: 'the truth' },
    });
    return [
      counted('the program', await ways.reportedRequests(period)),
      counted("the samples' way", await ways.samples.totalRequests()),
    ];
  });

const eventsOf = ({ messages }: Delivery): readonly UsageEvent[] => messages as UsageEvent[];

const ingestAll = async ({ samples }: BothWays, deliveries: readonly Delivery[]): Promise<void> => {
  for (const delivery of deliveries) await samples.ingest(eventsOf(delivery));
};

/** The first batch reaches a process of each way that dies in the middle of it. */
const surviveKill = async (ways: BothWays, [delivery]: readonly Delivery[]): Promise<void> => {
  if (delivery === undefined) throw new Error('there is a first batch');
  const events = eventsOf(delivery);
  await untilKilled(ways.samples.ingest(events, events[killedAt]?.id));
  await untilKilled(deliverAll(ways.oursKilled, [delivery]));
};

const untilKilled = async (dying: Promise<void>): Promise<void> => {
  try {
    await dying;
  } catch (error) {
    if (error instanceof Killed) return;
    throw error;
  }
  throw new Error('the process was to die, and did not');
};
