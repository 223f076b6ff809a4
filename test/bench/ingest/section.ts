// Ingest through the real handler: into the Cosmos DB emulator, which runs in another process, and
// into stores that keep nothing, so that the program's own share shows.
import type { EventHubHandler } from '@azure/functions';
import { withEmbedded, type Embedded } from '../embedded/embedded';
import { readStored } from '../embedded/stored-documents';
import { describeWire, wireFigures } from '../embedded/wire-figures';
import { median, perSecond, takeTurns } from '../measure';
import { configOf, withProgram } from '../program';
import type { Bench, Figure, Findings, Section } from '../section';
import { makeEvents } from '../traffic/events';
import { deliverAll, makeSource, type Source } from './deliveries';
import { nullHandler } from './null-store';

const batchSizes = [1, 10, 100, 1_000] as const;
type BatchSize = (typeof batchSizes)[number];

/** The batch size of host.json. */
const usualBatch = 100;
const callers = 100;
const database = 'ingest';

const run = ({ quick, progress }: Bench): Promise<Findings> =>
  withEmbedded({ kind: 'cosmos' }, async (embedded) => {
    const rounds = quick ? 3 : 7;
    const source = makeSource(callers);
    const timed = async (
      where: string,
      handler: EventHubHandler,
      eventsOf: (batchSize: number) => number,
    ): Promise<readonly Figure[]> => {
      const onRound = (round: number): void =>
        progress(`${where}, ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}`);
      return ratesOf(where, await timesOf(handler, source, eventsOf, rounds, onRound));
    };

    const intoNothing = await timed('null store', nullHandler(configOf(embedded).llmUsage), () =>
      quick ? 2_000 : 10_000,
    );
    return withProgram(embedded, database, async ({ ingestUsage }) => {
      // Small batches wait for a round trip each: fewer of them tell as much.
      const intoEmulator = await timed('emulator', ingestUsage, (size) =>
        Math.min(size * (quick ? 50 : 200), 2_000),
      );
      progress('redeliveries and round trips');
      const duplicates = await duplicateFigure(ingestUsage, source, rounds);
      const counted = await wireOf(embedded, ingestUsage, source);
      const sizes = await sizesOf(embedded, source);
      return {
        figures: [...intoNothing, ...intoEmulator, duplicates, ...counted.figures, ...sizes],
        notes: counted.notes ?? [],
      };
    });
  });

/** How long an event takes in batches of each size, in ms; the sizes take turns. */
const timesOf = async (
  handler: EventHubHandler,
  source: Source,
  eventsOf: (batchSize: number) => number,
  rounds: number,
  onRound: (round: number) => void,
): Promise<ReadonlyMap<BatchSize, number>> => {
  const subjects = Object.fromEntries(
    batchSizes.map((size) => {
      const turns = Array.from({ length: rounds + 1 }, () => source(eventsOf(size), size));
      return [size, () => deliverAll(handler, turns.pop() ?? [])];
    }),
  );
  const times = await takeTurns(subjects, { rounds, warmUpRounds: 1, onRound });
  return new Map(batchSizes.map((size) => [size, median(times[size] ?? []) / eventsOf(size)]));
};

const ratesOf = (where: string, times: ReadonlyMap<BatchSize, number>): readonly Figure[] => {
  const single = times.get(1) ?? Number.NaN;
  return [...times].map(([size, ms]) => ({
    what: `${where}, batches of ${size}`,
    amount: Math.round(perSecond(1, ms)),
    unit: 'events/s',
    ...(size !== 1 && { ratio: { times: single / ms, of: 'batches of 1' } }),
  }));
};

/** What a redelivered event costs beside a new one: it is created in vain, read, and left alone. */
const duplicateFigure = async (
  handler: EventHubHandler,
  source: Source,
  rounds: number,
): Promise<Figure> => {
  const events = usualBatch * 5;
  const turns = Array.from({ length: rounds }, () => source(events, usualBatch));
  const fresh = [...turns];
  const again = [...turns];
  const times = await takeTurns(
    {
      fresh: () => deliverAll(handler, fresh.shift() ?? []),
      again: () => deliverAll(handler, again.shift() ?? []),
    },
    { rounds, alternate: false },
  );
  const [freshMs, againMs] = [median(times.fresh), median(times.again)];
  return {
    what: `emulator, batches of ${usualBatch}, all redelivered`,
    amount: Math.round(perSecond(events, againMs)),
    unit: 'events/s',
    ratio: { times: againMs / freshMs, of: "a new event's time" },
  };
};

const wireOf = async (
  embedded: Embedded,
  handler: EventHubHandler,
  source: Source,
): Promise<Findings> => {
  const batches = 4;
  const count = async (size: number, again: boolean) => {
    const deliveries = source(size * batches, size);
    if (again) await deliverAll(handler, deliveries);
    await embedded.takeWire();
    await deliverAll(handler, deliveries);
    return embedded.takeWire();
  };
  const figures: Figure[] = [];
  for (const size of batchSizes) {
    const wire = await count(size, false);
    figures.push(...wireFigures(`batches of ${size}`, wire, size * batches, 'event'));
  }
  const fresh = await count(usualBatch, false);
  const again = await count(usualBatch, true);
  const what = `batches of ${usualBatch}, all redelivered`;
  figures.push(...wireFigures(what, again, usualBatch * batches, 'event'));
  return {
    figures,
    notes: [
      `requests of a batch of ${usualBatch}: ${describeWire(fresh, batches)}`,
      `of one that is redelivered: ${describeWire(again, batches)}`,
      'bytes received: the emulator repeats what was written, which the service leaves out when asked to',
    ],
  };
};

/** From a database of its own: a query of the emulator takes the longer, the more documents it has. */
const sizesOf = async (embedded: Embedded, source: Source): Promise<readonly Figure[]> => {
  const small = `${database}-sizes`;
  await withProgram(embedded, small, ({ ingestUsage }) =>
    deliverAll(ingestUsage, source(usualBatch, usualBatch)),
  );
  const stored = await readStored(configOf(embedded, { COSMOS_DATABASE: small }).cosmos, 'usage');
  const [event] = makeEvents({ callers, fromMs: Date.now(), spanMs: 1, events: 1 });
  const sent = Buffer.byteLength(JSON.stringify(event));
  const kept = median(stored.map(({ bytes }) => bytes));
  return [
    { what: 'event as it is sent', amount: sent, unit: 'bytes' },
    {
      what: 'usage record as it is stored',
      amount: kept,
      unit: 'bytes',
      ratio: { times: kept / sent, of: 'the event' },
    },
  ];
};

export const ingestSection: Section = {
  name: 'ingest',
  title: 'events through the handler, into a null store and into the Cosmos DB emulator',
  run,
};
