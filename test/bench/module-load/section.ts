// How long the deployed program takes from the start of its worker until the first event can be handled,
// and how much of that is its own code. Each start is a process of its own, beside one of bare Node and
// one of the same program unbundled. What only some settings load comes last, and has figures of its own.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { median, timeMs } from '../measure';
import type { Bench, Figure, Findings, Section } from '../section';
import { canPin, pinnedNode, whileBusy } from './quarter-core';
import { compiledProgram, packagedProgram, type LoadableProgram } from './programs';

const goalMs = 150;
const bytesPerMegabyte = 1_000_000;

/** What the program wants at its start, and asks nobody about. */
const settings = {
  COSMOS_CONNECTION_STRING: 'AccountEndpoint=https://127.0.0.1:1/;AccountKey=a2V5',
  LlmUsageEvents: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=name;SharedAccessKey=key',
  ApimLogs: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=name;SharedAccessKey=key',
};

const loadSchema = z.object({ ms: z.number(), cpuMs: z.number() });

const tookSchema = z.object({
  functions: z.number().min(1),
  main: loadSchema,
  telemetry: loadSchema,
  rssBytes: z.number(),
  identity: loadSchema,
  tokenCounter: loadSchema,
});

type Took = z.infer<typeof tookSchema>;

const cpuMsOf = ({ main, telemetry }: Took): number => main.cpuMs + telemetry.cpuMs;

const run = async (bench: Bench): Promise<Findings> => {
  const programs: LoadableProgram[] = [];
  try {
    bench.progress('making the package, and compiling the program without it');
    const packaged = await packagedProgram();
    programs.push(packaged);
    const compiled = await compiledProgram();
    programs.push(compiled);
    return await measured(packaged, compiled, bench);
  } finally {
    for (const program of programs) program.remove();
  }
};

const measured = async (
  packaged: LoadableProgram,
  compiled: LoadableProgram,
  { quick, progress }: Bench,
): Promise<Findings> => {
  const rounds = quick ? 5 : 21;
  const bareMs: number[] = [];
  const packagedStarts: Took[] = [];
  const compiledStarts: Took[] = [];
  // The first round fills the caches of the file system.
  for (let round = -1; round < rounds; round += 1) {
    if (round % 5 === 0) progress(`start ${round + 1} of ${rounds}`);
    const bare = await timeMs(() => runNode(['-e', '0']));
    const ofPackage = await startOf(packaged);
    const ofCompiled = await startOf(compiled);
    if (round < 0) continue;
    bareMs.push(bare);
    packagedStarts.push(ofPackage);
    compiledStarts.push(ofCompiled);
  }
  const quarterStarts = await startsOnQuarterCore(packaged, { quick, progress });
  return {
    figures: [
      { what: 'bare Node, from start to end', amount: median(bareMs), unit: 'ms' },
      ...figuresOf('package', packagedStarts, { goal: true }),
      ...figuresOf('unbundled', compiledStarts, { goal: false }),
      ...ratios(packagedStarts, compiledStarts),
      ...quarterFigures(quarterStarts),
    ],
    notes: [
      'main: until every function is registered and an event can be handled',
      'telemetry: its client made, in one block of the thread; it is loaded 250 ms after the first record, when ' +
        'the batch that emitted the record has been answered',
      'a quarter of a core: one processor shared with three processes that never pause',
      'identity: its credential made; with COSMOS_ENDPOINT, not with keys, the first call of Cosmos DB waits for ' +
        'it and for the token, whose round trip is not in the figure',
      'token counter: a short text counted; with ESTIMATE_USAGE the first batch waits for it',
      'caches of the file system are warm; no compile cache (NODE_COMPILE_CACHE) is in use',
    ],
  };
};

const laterNames = {
  identity: 'identity, without keys',
  tokenCounter: 'token counter, for estimates',
};

const figuresOf = (
  name: string,
  starts: readonly Took[],
  { goal }: { readonly goal: boolean },
): readonly Figure[] => {
  const of = (value: (took: Took) => number): number => median(starts.map(value));
  const loadMs = of(({ main, telemetry }) => main.ms + telemetry.ms);
  const text = `at most ${goalMs} ms`;
  return [
    { what: `${name}: main`, amount: of(({ main }) => main.ms), unit: 'ms' },
    { what: `${name}: telemetry`, amount: of(({ telemetry }) => telemetry.ms), unit: 'ms' },
    {
      what: `${name}: main and telemetry`,
      amount: loadMs,
      unit: 'ms',
      ...(goal && { goal: { text, met: loadMs <= goalMs } }),
    },
    { what: `${name}: processor time of both`, amount: of(cpuMsOf), unit: 'ms' },
    {
      what: `${name}: memory then (RSS)`,
      amount: of(({ rssBytes }) => rssBytes) / bytesPerMegabyte,
      unit: 'MB',
    },
    ...(['identity', 'tokenCounter'] as const).flatMap((later) => [
      { what: `${name}: ${laterNames[later]}`, amount: of((took) => took[later].ms), unit: 'ms' },
      {
        what: `${name}: processor time of that`,
        amount: of((took) => took[later].cpuMs),
        unit: 'ms',
      },
    ]),
  ];
};

const ratios = (packaged: readonly Took[], compiled: readonly Took[]): readonly Figure[] => {
  const cpuMs = median(packaged.map(cpuMsOf));
  const ofUnbundled = cpuMs / median(compiled.map(cpuMsOf));
  return [
    {
      what: 'package beside unbundled, processor time',
      amount: cpuMs,
      unit: 'ms',
      ratio: { times: ofUnbundled, of: 'unbundled' },
    },
  ];
};

/** None on a machine that cannot pin processes. */
const startsOnQuarterCore = async (
  packaged: LoadableProgram,
  { quick, progress }: Bench,
): Promise<readonly Took[]> => {
  if (!(await canPin())) return [];
  progress('starts on a quarter of a core');
  const starts: Took[] = [];
  await whileBusy(async () => {
    for (let round = 0; round < (quick ? 3 : 9); round += 1) {
      starts.push(await startOf(packaged, onQuarterCore));
    }
  });
  return starts;
};

const quarterFigures = (starts: readonly Took[]): readonly Figure[] =>
  starts.length === 0
    ? []
    : (['main', 'telemetry'] as const).map((part) => ({
        what: `package: ${part}, at a quarter of a core`,
        amount: median(starts.map((took) => took[part].ms)),
        unit: 'ms',
      }));

type RunNode = (args: readonly string[]) => Promise<string>;

const startOf = async (program: LoadableProgram, run: RunNode = runNode): Promise<Took> => {
  const { entry, telemetry, identity, tokenCounter } = program;
  const files = [entry, telemetry, identity, tokenCounter];
  return tookSchema.parse(JSON.parse(await run([path.join(__dirname, 'load.js'), ...files])));
};

const runNode: RunNode = async (args) =>
  (await promisify(execFile)(process.execPath, [...args], { env: settings })).stdout;

const onQuarterCore: RunNode = async (args) => {
  const [command, all] = pinnedNode(args);
  return (
    await promisify(execFile)(command, [...all], {
      env: { ...settings, PATH: process.env['PATH'] },
    })
  ).stdout;
};

export const moduleLoadSection: Section = {
  name: 'module-load',
  title: 'the start of the deployed program, its telemetry included',
  run,
};
