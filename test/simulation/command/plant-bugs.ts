// The mutation run: every planted bug by itself, until a run catches it or the runs are used up.
import { Progress } from '../../../local/demo/progress';
import { formatTable, grouped } from '../../../local/demo/table';
import { assertPlantable } from '../programs/mutated-program';
import type { PlantedBug } from '../programs/planted-bug';
import { plantedBugs } from '../programs/planted-bugs';
import type { Crew } from './crew';
import type { Hunted } from './hunt';
import type { SimulationCommand } from './options';

/** Characters of what a check said that fit the table. */
const wordsCharsMax = 96;

/** Answers whether none survived. */
export const plantBugs = async ({ seed, bug }: SimulationCommand, crew: Crew): Promise<boolean> => {
  // Told at once, and not after an hour: a bug whose text is gone cannot be planted.
  for (const { replacements } of plantedBugs) replacements.forEach(assertPlantable);
  const chosen = plantedBugs.filter(({ name }) => name.includes(bug ?? ''));
  const progress = new Progress(process.stderr, () => performance.now());
  const hunted = new Map<PlantedBug, Hunted>();
  const left = [...chosen];
  const huntOn = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      hunted.set(next, await crew.hunt(next.name, seed));
      progress.update(`${hunted.size} of ${chosen.length} planted bugs hunted`);
    }
  };
  await Promise.all(Array.from({ length: crew.size }, huntOn));
  progress.done('');
  console.log(asText(chosen, hunted));
  const caught = [...hunted.values()].filter(({ caughtBy }) => caughtBy !== undefined).length;
  console.log(`\n${caught} of ${chosen.length} planted bugs were caught.`);
  if (chosen.length === 0) console.error(`No planted bug is named so: ${bug ?? ''}`);
  return chosen.length > 0 && caught === chosen.length;
};

const asText = (bugs: readonly PlantedBug[], hunted: ReadonlyMap<PlantedBug, Hunted>): string =>
  formatTable(
    [
      { title: 'area' },
      { title: 'planted bug' },
      { title: 'seed', align: 'right' },
      { title: 'runs', align: 'right' },
      { title: 'deliveries', align: 'right' },
      { title: 'caught by' },
    ],
    bugs.map((bug) => {
      const { caughtBy, crash, seed = 0, runs = 0, deliveries = 0 } = hunted.get(bug) ?? {};
      const words = (caughtBy ?? crash ?? 'NOTHING').slice(0, wordsCharsMax);
      return {
        cells: [bug.area, bug.name, String(seed), String(runs), grouped(deliveries), words],
      };
    }),
  );
