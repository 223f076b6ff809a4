// Runs seed after seed until so many events were delivered, and says what they were through.
import { Progress } from '../../../local/demo/progress';
import { formatTable, grouped } from '../../../local/demo/table';
import { programsWith } from '../programs/programs';
import { simulate, type Run } from '../run/simulate';
import { conditions } from '../watch/reached';
import { faultKinds } from '../world/faults';
import type { Crew } from './crew';
import type { SimulationCommand } from './options';
import { Tally } from './tally';

/**
 * Deliveries from which on it is a failure that some condition was not reached: the rarest one is
 * reached about once in 30,000.
 */
export const conditionsFromDeliveries = 200_000;

/** Answers whether all is right. */
export const runSeeds = async (
  { seed, events }: SimulationCommand,
  crew: Crew,
): Promise<boolean> => {
  const tally = new Tally(seed, events);
  const progress = new Progress(process.stderr, () => performance.now());
  const startedMs = performance.now();
  let next = seed;
  const runOn = async (): Promise<void> => {
    while (!tally.isComplete) {
      tally.add(await crew.run(next++));
      const perSecond = (tally.deliveries * 1_000) / (performance.now() - startedMs);
      progress.update(
        `${grouped(tally.deliveries)} of ${grouped(events)} deliveries, seeds up to ` +
          `${tally.lastSeed}, ${grouped(Math.round(perSecond))} a second`,
      );
    }
  };
  await Promise.all(Array.from({ length: crew.size }, runOn));
  progress.done('');
  if (tally.failed !== undefined) {
    await tellFailure(tally.failed);
    return false;
  }
  console.log(asText(tally));
  const { missing } = tally.reached;
  if (missing.length === 0) return true;
  console.error(`\nNever reached, so nothing is proved about it:\n${missing.join('\n')}`);
  if (tally.deliveries >= conditionsFromDeliveries) return false;
  console.error(`(A failure from ${grouped(conditionsFromDeliveries)} deliveries on.)`);
  return true;
};

const asText = (tally: Tally): string => {
  const { runs, firstSeed, lastSeed, steps, deliveries, faults, reached } = tally;
  const seeds = runs === 1 ? `seed ${firstSeed}` : `seeds ${firstSeed} to ${lastSeed}`;
  const times = { title: 'times', align: 'right' } as const;
  return [
    `${seeds}: ${grouped(deliveries)} deliveries of events in ${grouped(steps)} steps, ` +
      'nothing lost and nothing counted twice.',
    `trace ${tally.trace()}: the same seeds give the same.`,
    '',
    formatTable(
      [{ title: 'fault' }, times],
      faultKinds.map((kind) => ({ cells: [kind, grouped(faults[kind])] })),
    ),
    '',
    formatTable(
      [{ title: 'reached' }, times],
      conditions.map((condition) => ({ cells: [condition, grouped(reached.counts[condition])] })),
    ),
  ].join('\n');
};

/** A failure is only of use if it can be had again: that is tried at once. */
const tellFailure = async ({ seed, theme, trace, failure }: Run): Promise<void> => {
  console.error(`seed ${seed} (${theme}, trace ${trace}) failed:\n\n${failure ?? ''}\n`);
  const again = await simulate(seed, programsWith());
  console.error(
    again.trace === trace && again.failure !== undefined
      ? 'Run again, it failed again, with the same trace.'
      : `Run again, it was another run (trace ${again.trace}): something in it is not drawn from the seed.`,
  );
  console.error(`\nReplay it:       npm run test:simulation -- --seed ${seed} --events 1`);
  console.error(`with every step: npm run test:simulation -- --seed ${seed} --trace`);
};

/** Runs one seed and prints each of its steps. */
export const traceSeed = async (seed: number): Promise<boolean> => {
  const run = await simulate(seed, programsWith(), (line) => console.log(line));
  console.log(`\nseed ${seed} (${run.theme}), trace ${run.trace}`);
  if (run.failure !== undefined) console.error(`\n${run.failure}`);
  return run.failure === undefined;
};
