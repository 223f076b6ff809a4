// The hunt for one planted bug: run after run of the theme that it concerns, until one catches it.
import type { PlantedBug } from '../programs/planted-bug';
import { programsWith } from '../programs/programs';
import { simulate } from '../run/simulate';
import { seedOfTheme, seedsOfARound } from '../run/themes';

/** What came of a hunt; plain data, so that it can be handed from process to process. */
export interface Hunted {
  /** What the check said that caught the bug; undefined: none did. */
  readonly caughtBy: string | undefined;
  /** What a run last said in which the program crashed: that catches no bug, it breaks the program. */
  readonly crash: string | undefined;
  /** The last seed that was run. */
  readonly seed: number;
  readonly runs: number;
  readonly deliveries: number;
}

/** Runs of one planted bug before it counts as survived. */
export const runsPerBugMax = 300;

export const hunt = async (bug: PlantedBug, firstSeed: number): Promise<Hunted> => {
  const programs = programsWith(bug.replacements);
  let deliveries = 0;
  let crash: string | undefined;
  let seed = seedOfTheme(bug.theme, firstSeed);
  for (let runs = 1; ; runs += 1) {
    const run = await simulate(seed, programs);
    deliveries += run.deliveries;
    const said = run.failure?.split('\n')[0];
    const caughtBy =
      said?.startsWith('Broken: ') === true ? said.slice('Broken: '.length) : undefined;
    if (caughtBy === undefined && said !== undefined) crash = said;
    if (caughtBy !== undefined || runs === runsPerBugMax) {
      return { caughtBy, crash, seed, runs, deliveries };
    }
    seed += seedsOfARound;
  }
};
