// The mutation run: every planted bug by itself, until a run catches it or the runs are used up.
import { plantedBugs, type PlantedBug } from './planted-bugs';
import { programsWith } from './programs';
import { themes } from './scenario';
import { simulate } from './simulation';

export interface Caught {
  readonly bug: PlantedBug;
  /** What the run said that caught it; undefined: no run did. */
  readonly by: string | undefined;
  readonly seed: number;
  readonly deliveries: number;
}

/** Runs of one planted bug before it counts as survived. */
export const runsPerBugMax = 300;

/** Tries to catch a bug by runs of the theme that it concerns, from a seed on. */
export const hunt = async (bug: PlantedBug, firstSeed: number): Promise<Caught> => {
  const programs = programsWith(bug.replacements);
  const theme = themes.indexOf(bug.theme);
  let seed = firstSeed - (firstSeed % themes.length) + theme;
  if (seed < firstSeed) seed += themes.length;
  let deliveries = 0;
  for (let run = 0; run < runsPerBugMax; run += 1) {
    const { failure, deliveries: delivered } = await simulate(seed, programs);
    deliveries += delivered;
    if (failure !== undefined) {
      return { bug, by: failure.message.split('\n')[0] ?? '', seed, deliveries };
    }
    seed += themes.length;
  }
  return { bug, by: undefined, seed, deliveries };
};

/** Plants every bug and prints what caught it; answers whether none survived. */
export const plantAll = async (firstSeed: number): Promise<boolean> => {
  const survivors: string[] = [];
  console.log(row('planted bug', 'seed', 'deliveries', 'caught by'));
  for (const bug of plantedBugs) {
    const { by, seed, deliveries } = await hunt(bug, firstSeed);
    console.log(row(`${bug.area}: ${bug.name}`, String(seed), String(deliveries), by ?? 'NOTHING'));
    if (by === undefined) survivors.push(bug.name);
  }
  const caught = plantedBugs.length - survivors.length;
  console.log(`\n${caught} of ${plantedBugs.length} planted bugs were caught.`);
  return survivors.length === 0;
};

const row = (bug: string, seed: string, deliveries: string, by: string): string =>
  `${bug.padEnd(74)} ${seed.padStart(6)} ${deliveries.padStart(10)}  ${by.slice(0, 110)}`;
