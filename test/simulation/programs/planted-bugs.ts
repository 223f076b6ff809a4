// Bugs that somebody might make, one of which at a time is planted in copies of the program. A simulator
// that does not find them proves nothing by finding none.
import type { PlantedBug } from './planted-bug';
import { joinBugs } from './planted/joining-bugs';
import { markBugs } from './planted/marking-bugs';
import { nameBugs } from './planted/naming-bugs';
import { rateBugs } from './planted/rating-bugs';
import { rejectBugs } from './planted/rejecting-bugs';
import { replaceBugs } from './planted/replacing-bugs';
import { rulesBugs } from './planted/rules-bugs';
import { storeBugs } from './planted/storing-bugs';

export const plantedBugs: readonly PlantedBug[] = [
  ...joinBugs,
  ...markBugs,
  ...rejectBugs,
  ...replaceBugs,
  ...rulesBugs,
  ...storeBugs,
  ...rateBugs,
  ...nameBugs,
];

export const findPlantedBug = (name: string): PlantedBug => {
  const found = plantedBugs.find((bug) => bug.name === name);
  if (found === undefined) throw new Error(`no planted bug is named so: ${name}`);
  return found;
};
