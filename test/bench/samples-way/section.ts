// The same work done the samples' way (counting-ingest.ts says what is theirs), over the same events and
// the same emulator: what it costs beside the program, and what it counts.
import { withEmbedded, type Embedded } from '../embedded/embedded';
import { totalOf, type Exchange } from '../embedded/wire-count';
import { deliverAll } from '../ingest/deliveries';
import { formatAmount } from '../figure-table';
import { median, timeMs, type Work } from '../measure';
import type { Bench, Figure, Findings, Section } from '../section';
import { enqueuedTimeOf, makeEvents, type Traffic } from '../traffic/events';
import { Partition } from '../traffic/partition';
import { withBothWays, type BothWays } from './both-ways';
import type { UsageEvent } from './counting-ingest';
import { errorFigures } from './errors';
import { telemetrySizes } from './telemetry-size';

const batchSize = 100;
const callers = 20;
const hourMs = 60 * 60 * 1_000;

/**
 * How often ticks read a record at the shipped schedule, on the full minute (docs/cost.md): while its
 * quarter hour lasts (1 + … + 14) ÷ 15 times, then at its end and for SETTLE_SECONDS 3 times, and once by the audit.
 */
const readsOfRecord = 11;

/** What a piece of work cost, of which telemetry items are counted by their number. */
type Cost = Exchange & { readonly ms: number; readonly telemetryItems: number };

interface Round {
  /** The program: ingest, and the tick of the rollup after it. */
  readonly ours: Cost;
  readonly tick: Cost;
  readonly samples: Cost;
}

const run = ({ quick, progress }: Bench): Promise<Findings> =>
  withEmbedded({ kind: 'cosmos' }, async (embedded) => {
    const events = quick ? 200 : 500;
    const fromMs = Date.now() - hourMs;
    const rounds = await withBothWays(embedded, 'costs', callers, async (ways) => {
      const measured: Round[] = [];
      const partition = new Partition();
      for (let round = 0; round < (quick ? 3 : 6); round += 1) {
        progress(`round ${round + 1}`);
        const first = round * events;
        const traffic: Traffic = { callers, fromMs, spanMs: 60_000, events, first };
        measured.push(await runRound(embedded, ways, partition, traffic));
      }
      // The first one warmed up.
      return measured.slice(1);
    });
    progress('counting after redeliveries and kills');
    const errors = await errorFigures(embedded, fromMs);
    const sizes = await telemetrySizes();
    return {
      figures: [...costFigures(rounds, events), ...sizes, ...errors],
      notes: notesOf(events),
    };
  });

const runRound = async (
  embedded: Embedded,
  { ours, rollUp, samples, oursTelemetry, samplesTelemetry }: BothWays,
  partition: Partition,
  traffic: Traffic,
): Promise<Round> => {
  const events = makeEvents(traffic);
  const deliveries = partition.deliveries(events, batchSize, enqueuedTimeOf(traffic));
  const cost = async (telemetry: BothWays['oursTelemetry'], work: Work): Promise<Cost> => {
    const itemsBefore = telemetry.events.length;
    await embedded.takeWire();
    const ms = await timeMs(work);
    const exchange = totalOf(await embedded.takeWire());
    return { ...exchange, ms, telemetryItems: telemetry.events.length - itemsBefore };
  };
  return {
    ours: await cost(oursTelemetry, () => deliverAll(ours, deliveries)),
    tick: await cost(oursTelemetry, rollUp),
    samples: await cost(samplesTelemetry, () => samples.ingest(events as readonly UsageEvent[])),
  };
};

const quantities = {
  ms: 'ms',
  requests: 'round trips',
  bytesSent: 'bytes sent',
  bytesReceived: 'bytes received',
  telemetryItems: 'telemetry items',
} as const satisfies Partial<Record<keyof Cost, string>>;

const costFigures = (rounds: readonly Round[], events: number): readonly Figure[] =>
  (Object.keys(quantities) as (keyof typeof quantities)[]).flatMap((quantity) => {
    const perEvent = (way: keyof Round): number =>
      median(rounds.map((round) => round[way][quantity])) / events;
    const unit = `${quantities[quantity]}/event`;
    const [ours, tick] = [perEvent('ours'), perEvent('tick')];
    const shipped = ours + readsOfRecord * tick;
    const samples = perEvent('samples');
    return [
      { what: 'the program, ingest', amount: ours, unit },
      { what: `the program, a tick for ${events} events`, amount: tick, unit },
      {
        what: "the samples' way, counters included",
        amount: samples,
        unit,
        ratio: { times: samples / (ours + tick), of: 'ingest and tick' },
      },
      {
        what: 'the program at the shipped schedule, worked out',
        amount: shipped,
        unit,
        ratio: { times: shipped / samples, of: "the samples' way" },
      },
    ];
  });

const notesOf = (events: number): readonly string[] => [
  "the samples' way: look up, create, read and replace a counter, one telemetry event; for each request. " +
    'Create and telemetry are what published samples do, the look-up and the counter a common way to add ' +
    'what they leave out',
  `a tick for ${events} events: one, which reads each record once. At the shipped schedule, a tick a ` +
    `minute, a record is read ${readsOfRecord} times: worked out as ingest and ${readsOfRecord} ticks, which ` +
    `holds where ${formatAmount(events / readsOfRecord)} events come a minute`,
  'left out there: smaller batches of slow traffic, and the other windows of the day and days of the period, ' +
    'which each tick reads too; docs/cost.md has them, in request units, by which the program is the dearer one',
  'telemetry items: events; the metrics of the program are aggregated to one item a minute each',
  'counted: four partitions with the same callers, ingested at once; a process dies in one batch, which ' +
    'comes again, and one partition comes twice',
];

export const samplesSection: Section = {
  name: 'samples',
  title: "the same work, the samples' way",
  run,
};
