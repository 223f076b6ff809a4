// npm run test:simulation -- --seed S --events N: runs from seed S on until so many events were
// delivered. --plant plants bugs instead, one at a time, and expects each to be caught.
import { parseArgs } from 'node:util';
import { faultKinds, noFaults } from './faults';
import { plantAll } from './plant';
import { programsWith } from './programs';
import { Reached } from './reached';
import { simulate, type Run } from './simulation';

/** How often the command says how far it is, in ms. */
const progressMs = 10_000;

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      events: { type: 'string', default: '100000' },
      plant: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
    },
  });
  const firstSeed = wholeNumber('--seed', values.seed);
  if (values.plant) return (await plantAll(firstSeed)) ? 0 : 1;
  const trace = values.trace ? (line: string) => console.log(line) : undefined;
  return runMany(firstSeed, wholeNumber('--events', values.events), trace);
};

const wholeNumber = (option: string, text: string): number => {
  if (!/^\d{1,12}$/.test(text)) throw new Error(`${option} must be a whole number, not "${text}"`);
  return Number(text);
};

const runMany = async (
  firstSeed: number,
  eventsMin: number,
  trace: ((line: string) => void) | undefined,
): Promise<number> => {
  const programs = programsWith();
  const reached = new Reached();
  const faults = noFaults();
  let deliveries = 0;
  let steps = 0;
  let seed = firstSeed;
  let toldAt = Date.now();
  for (; deliveries < eventsMin || seed === firstSeed; seed += 1) {
    const run = await simulate(seed, programs, trace);
    if (run.failure !== undefined) return fail(run);
    deliveries += run.deliveries;
    steps += run.steps;
    reached.add(run.reached);
    for (const kind of faultKinds) faults[kind] += run.faults[kind];
    if (Date.now() - toldAt > progressMs) {
      console.log(`seed ${seed}: ${deliveries} of ${eventsMin} deliveries`);
      toldAt = Date.now();
      // Runs keep the event loop busy from end to end: a signal gets its turn here.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  console.log(`\nseeds ${firstSeed} to ${seed - 1}, ${steps} steps`);
  console.log(`${deliveries} deliveries of events: nothing lost, nothing counted twice\n`);
  for (const kind of faultKinds) console.log(`${String(faults[kind]).padStart(9)}  ${kind}`);
  console.log('\nreached:');
  for (const [condition, times] of reached.counts) {
    console.log(`${String(times).padStart(9)}  ${condition}`);
  }
  return 0;
};

const fail = ({ seed, theme, trace, failure }: Run): number => {
  console.error(`seed ${seed} (${theme}, trace ${trace}): ${failure?.stack ?? ''}`);
  console.error(`\nreplay it: npm run test:simulation -- --seed ${seed} --events 1`);
  console.error('with every step: the same, and --trace');
  return 1;
};

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
