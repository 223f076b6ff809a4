// The hunt for one planted bug: run after run of the theme that it concerns, until one catches it.
import type { PlantedBug } from '../programs/planted-bug';
import { programsWith } from '../programs/programs';
import { simulate } from '../run/simulate';
import { seedOfTheme, seedsOfARound } from '../run/themes';

/** What came of a hunt; plain data, so that it can be handed from process to process. */
export interface Hunted {
  /** The first line of what the run said that caught the bug; undefined: no run did. */
  readonly caughtBy: string | undefined;
  /** The seed that did. */
  readonly seed: number;
  readonly runs: number;
  readonly deliveries: number;
}

/** Runs of one planted bug before it counts as survived. */
export const runsPerBugMax = 300;

export const hunt = async (bug: PlantedBug, firstSeed: number): Promise<Hunted> => {
  const programs = programsWith(bug.replacements);
  let deliveries = 0;
  let seed = seedOfTheme(bug.theme, firstSeed);
  for (let runs = 1; ; runs += 1) {
    const run = await simulate(seed, programs);
    deliveries += run.deliveries;
    if (run.failure !== undefined || runs === runsPerBugMax) {
      return { caughtBy: run.failure?.split('\n')[0], seed, runs, deliveries };
    }
    seed += seedsOfARound;
  }
};
