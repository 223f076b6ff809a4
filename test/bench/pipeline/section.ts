// How fast the pure pipeline is, from the raw event to the rated row, on one core. A machine's speed
// says little, so it is compared with the bare JSON.parse of the same texts, which nobody can avoid.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { grouped } from '../../../local/demo/table';
import { readReferenceFolder } from '../../../local/simulator/sample-reference';
import { referenceSetOfFiles } from '../../support/reference-set-of-files';
import { median, perSecond, takeTurns } from '../measure';
import type { Bench, Figure, Section } from '../section';
import { compiledStages } from './compiled-stages';
import { stageNames, type StageName, type Stages } from './stages';
import { dialectTraffic, logTraffic, policyTraffic, type Traffic } from './traffic';

const seed = 'pipeline';
const eventsPerSecondGoal = 150_000;
const timesParseGoal = 2.5;

export const pipelineSection: Section = {
  name: 'pipeline',
  title: 'the pure pipeline, from the raw event to the rated row, on one core',
  run: async (bench) => {
    const files = readReferenceFolder();
    const references = referenceSetOfFiles(files);
    // Few enough to be held in memory. At the rate of the goal a window has a thousand times as many.
    const size = bench.quick ? 50_000 : 100_000;
    const own = policyTraffic(files, seed, size);
    const others = [logTraffic(files, seed, size / 10), ...dialectTraffic(files, seed, size / 20)];
    const { stagesOver } = await compiledStages();
    const batchSize = await hostBatchSize();
    const figures: Figure[] = [];
    const notes: string[] = [];
    for (const traffic of [own, ...others]) {
      const stages = stagesOver(traffic, batchSize, references);
      const times = await timesOf(stages, traffic, bench);
      figures.push(...(traffic === own ? ownFigures : otherFigures)(times, traffic));
      notes.push(describe(traffic, stages));
    }
    return { figures, notes: [`In batches of ${batchSize}, as host.json has them:`, ...notes] };
  },
};

/** What the host hands over at once. */
const hostBatchSize = async (): Promise<number> => {
  const path = join(__dirname, '..', '..', '..', 'host.json');
  const host = JSON.parse(await readFile(path, 'utf8')) as {
    readonly extensions: { readonly eventHubs: { readonly maxEventBatchSize: number } };
  };
  return host.extensions.eventHubs.maxEventBatchSize;
};

/** By stage, in ms, one of every round; each stage's times hold those of the stages before it. */
type Times = Readonly<Record<StageName, readonly number[]>>;

const timesOf = (stages: Stages, { name }: Traffic, { quick, progress }: Bench): Promise<Times> => {
  const rounds = quick ? 7 : 21;
  return takeTurns(stages, {
    rounds,
    warmUpRounds: 3,
    onRound: (round) => progress(`${name}, round ${Math.max(0, round) + 1} of ${rounds}`),
  });
};

const otherFigures = (times: Times, traffic: Traffic): readonly Figure[] => [
  wholeOf(times, traffic),
];

/** The whole pipeline; of each round its own ratio, so that a slow moment of the machine cancels out. */
const wholeOf = (times: Times, { name, items, unit }: Traffic): Figure => ({
  what: `${name}, to rated rows`,
  amount: perSecond(items, median(times.rate)),
  unit: `${unit}/s`,
  ratio: { times: median(timesParse(times)), of: 'its bare JSON.parse' },
});

const timesParse = ({ rate, parse }: Times): readonly number[] =>
  rate.map((ms, round) => ms / (parse[round] ?? Number.NaN));

const ownFigures = (times: Times, traffic: Traffic): readonly Figure[] => {
  const whole = wholeOf(times, traffic);
  const ratio = median(timesParse(times));
  return [
    {
      ...whole,
      goal: {
        text: `at least ${grouped(eventsPerSecondGoal)} events/s`,
        met: whole.amount >= eventsPerSecondGoal,
      },
    },
    {
      what: `${traffic.name}, to rated rows`,
      amount: microsecondsEach(median(times.rate), traffic),
      unit: 'µs/event',
      ratio: { times: ratio, of: 'its bare JSON.parse' },
      goal: { text: `at most ${timesParseGoal} × the parse`, met: ratio <= timesParseGoal },
    },
    ...stageNames.map((stage, index): Figure => {
      const before = stageNames[index - 1];
      const ms = median(
        times[stage].map(
          (ms, round) => ms - (before === undefined ? 0 : (times[before][round] ?? 0)),
        ),
      );
      return {
        what: `  of it ${stageTitles[stage]}`,
        amount: microsecondsEach(ms, traffic),
        unit: 'µs/event',
        ratio: { times: ms / median(times.parse), of: 'its bare JSON.parse' },
      };
    }),
  ];
};

const stageTitles: Readonly<Record<StageName, string>> = {
  parse: 'the bare JSON.parse',
  read: 'reading the observation',
  record: 'the record, joined within its batch',
  sum: "adding it to its window's rows",
  rate: 'rating the rows',
};

const microsecondsEach = (ms: number, { items }: Traffic): number => (ms * 1_000) / items;

const describe = ({ name, events, items, unit }: Traffic, stages: Stages): string => {
  const bytes = events.map((event) => Buffer.byteLength(event));
  const windows = stages.sum();
  const each = bytes.reduce((sum, size) => sum + size, 0) / items;
  const rows = windows.reduce((sum, window) => sum + window.rows.length, 0);
  const records = windows.reduce((sum, window) => sum + window.recordsSeen, 0);
  return (
    `${name}: ${grouped(items)} ${unit}, ${grouped(each.toFixed(0))} bytes each, ` +
    `${grouped(records)} records in ${grouped(rows)} rows of windows`
  );
};
