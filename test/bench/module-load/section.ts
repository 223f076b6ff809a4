// How long the deployed program takes from the start of its worker until the first event can be handled,
// and how much of that is its own code. Each start is a process of its own, beside one of bare Node and
// one of the same program unbundled.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { median, timeMs } from '../measure';
import type { Bench, Figure, Findings, Section } from '../section';
import { compiledProgram, packagedProgram, type LoadableProgram } from './programs';

const goalMs = 150;
const bytesPerMegabyte = 1_000_000;

/** What the program wants at its start, and asks nobody about. */
const settings = {
  COSMOS_CONNECTION_STRING: 'AccountEndpoint=https://127.0.0.1:1/;AccountKey=a2V5',
  LlmUsageEvents: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=name;SharedAccessKey=key',
  ApimLogs: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=name;SharedAccessKey=key',
};

const tookSchema = z.object({
  functions: z.number().min(1),
  mainMs: z.number(),
  telemetryMs: z.number(),
  cpuMs: z.number(),
  rssBytes: z.number(),
});

type Took = z.infer<typeof tookSchema> & { readonly processMs: number };

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
  return {
    figures: [
      { what: 'bare Node, from start to end', amount: median(bareMs), unit: 'ms' },
      ...figuresOf('package', packagedStarts, { goal: true }),
      ...figuresOf('unbundled', compiledStarts, { goal: false }),
      ...ratios(packagedStarts, compiledStarts),
    ],
    notes: [
      'main: until every function is registered and an event can be handled',
      'telemetry: its client made; it is loaded after the first record, and keeps no event waiting',
      'caches of the file system are warm; no compile cache (NODE_COMPILE_CACHE) is in use',
    ],
  };
};

const figuresOf = (
  name: string,
  starts: readonly Took[],
  { goal }: { readonly goal: boolean },
): readonly Figure[] => {
  const of = (value: (took: Took) => number): number => median(starts.map(value));
  const loadMs = of(({ mainMs, telemetryMs }) => mainMs + telemetryMs);
  const text = `at most ${goalMs} ms`;
  return [
    { what: `${name}: main`, amount: of(({ mainMs }) => mainMs), unit: 'ms' },
    { what: `${name}: telemetry`, amount: of(({ telemetryMs }) => telemetryMs), unit: 'ms' },
    {
      what: `${name}: main and telemetry`,
      amount: loadMs,
      unit: 'ms',
      ...(goal && { goal: { text, met: loadMs <= goalMs } }),
    },
    { what: `${name}: processor time of both`, amount: of(({ cpuMs }) => cpuMs), unit: 'ms' },
    {
      what: `${name}: process, start to end`,
      amount: of(({ processMs }) => processMs),
      unit: 'ms',
    },
    {
      what: `${name}: memory then (RSS)`,
      amount: of(({ rssBytes }) => rssBytes) / bytesPerMegabyte,
      unit: 'MB',
    },
  ];
};

const ratios = (packaged: readonly Took[], compiled: readonly Took[]): readonly Figure[] => {
  const cpuMs = median(packaged.map((took) => took.cpuMs));
  const ofUnbundled = cpuMs / median(compiled.map((took) => took.cpuMs));
  return [
    {
      what: 'package beside unbundled, processor time',
      amount: cpuMs,
      unit: 'ms',
      ratio: { times: ofUnbundled, of: 'unbundled' },
    },
  ];
};

const startOf = async ({ entry, telemetry }: LoadableProgram): Promise<Took> => {
  let output = '';
  const processMs = await timeMs(async () => {
    output = await runNode([path.join(__dirname, 'load.js'), entry, telemetry]);
  });
  return { ...tookSchema.parse(JSON.parse(output)), processMs };
};

const runNode = async (args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [...args], { env: settings })).stdout;

export const moduleLoadSection: Section = {
  name: 'module-load',
  title: 'the start of the deployed program, its telemetry included',
  run,
};
