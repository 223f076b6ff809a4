// The options of `npm run test:simulation`, as people write them.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export interface SimulationCommand {
  readonly kind: 'simulate' | 'plant';
  /** The first one; a run is one seed. */
  readonly seed: number;
  /** Runs go on until so many events were delivered. */
  readonly events: number;
  /** Processes that run seeds at the same time. */
  readonly jobs: number;
  /** Only planted bugs whose names hold this text. */
  readonly bug: string | undefined;
  readonly trace: boolean;
}

export type CommandReading =
  | SimulationCommand
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

export const simulationHelp = `npm run test:simulation -- [options]

Runs the program against a simulated store, hubs and clocks under faults of every kind, one small run a
seed, and compares everything that it stores and reports with an exact oracle.

  --seed S    the first seed (default 1); the same seed is the same run, step for step
  --events N  go on, seed after seed, until so many events were delivered (default 200000);
              1 runs the first seed alone
  --jobs J    run so many seeds at a time, each in a process (default: one for each core); the
              result does not depend on it
  --trace     run the first seed alone and print its every step
  --plant     plant bugs in copies of the program, one at a time, and expect each to be caught
  --bug TEXT  of the planted bugs, only those whose names hold this text
  --help      this text

Exit codes: 0 all is right; 1 a promise was broken, a condition was never reached (which is a failure
from 200000 events on), or a planted bug survived; 2 wrong options.`;

const seedMax = 999_999_999;
const eventsMax = 100_000_000;
const jobsMax = 64;
const usualEvents = 200_000;

const options = {
  seed: { type: 'string' },
  events: { type: 'string' },
  jobs: { type: 'string' },
  trace: { type: 'boolean' },
  plant: { type: 'boolean' },
  bug: { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

export const readSimulationCommand = (args: readonly string[]): CommandReading => {
  try {
    const { values } = parseArgs({ args: [...args], options });
    return values.help === true ? { kind: 'help' } : commandOf(values);
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
};

const commandOf = (values: Values): SimulationCommand => {
  const { plant = false, trace = false, bug, events } = values;
  if (plant && (events !== undefined || trace)) {
    throw new RangeError('--plant goes without --events and --trace');
  }
  if (trace && events !== undefined) throw new RangeError('--trace goes without --events');
  if (!plant && bug !== undefined) throw new RangeError('--bug goes with --plant');
  return {
    kind: plant ? 'plant' : 'simulate',
    seed: wholeNumber(values.seed, '--seed', seedMax, 1),
    events: trace ? 1 : wholeNumber(events, '--events', eventsMax, usualEvents),
    jobs: trace ? 1 : wholeNumber(values.jobs, '--jobs', jobsMax, availableParallelism()),
    bug,
    trace,
  };
};

const wholeNumber = (
  text: string | undefined,
  option: string,
  max: number,
  byDefault: number,
): number => {
  if (text === undefined) return byDefault;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= max) return value;
  throw new RangeError(`${option} is to be a whole number from 1 to ${max}: ${text}`);
};
