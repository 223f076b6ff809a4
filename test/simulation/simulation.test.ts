// A short run of the simulator. `npm run test:simulation` is the long one, and plants bugs.
import { hunt } from './command/hunt';
import { assertPlantable } from './programs/mutated-program';
import { findPlantedBug, plantedBugs } from './programs/planted-bugs';
import { programsWith } from './programs/programs';
import { simulate } from './run/simulate';
import { seedOfTheme, seedsOfARound, type Theme } from './run/themes';
import { Reached, themeOf } from './watch/reached';

const programs = programsWith();

/** Rounds of all themes that are run in any case. */
const roundsMin = 2;
/** Runs after which a condition counts as never reached. */
const runsMax = 150;

describe('the program under faults in any order', () => {
  it('loses nothing, counts nothing twice, and goes through every condition of the simulator', async () => {
    const reached = new Reached();
    const nextSeeds = new Map<Theme, number>();
    for (let runs = 1; runs <= runsMax; runs += 1) {
      // After the rounds, more runs of the theme in which what is missing is at home.
      const [missing] = reached.missing;
      const isOver = runs > roundsMin * seedsOfARound;
      if (isOver && missing === undefined) break;
      const seed = isOver && missing !== undefined ? nextOf(nextSeeds, themeOf(missing)) : runs;
      const run = await simulate(seed, programs);
      if (run.failure !== undefined) {
        throw new Error(
          `replay: npm run test:simulation -- --seed ${seed} --events 1\n${run.failure}`,
        );
      }
      reached.add(run.reached);
    }
    expect(reached.missing).toEqual([]);
  });

  it('replays a seed to the step', async () => {
    const first = await simulate(7, programs);
    const again = await simulate(7, programs);
    expect(again).toEqual(first);
    expect((await simulate(8, programs)).trace).not.toBe(first.trace);
  });
});

const nextOf = (nextSeeds: Map<Theme, number>, theme: Theme): number => {
  const seed = nextSeeds.get(theme) ?? seedOfTheme(theme, roundsMin * seedsOfARound + 1);
  nextSeeds.set(theme, seed + seedsOfARound);
  return seed;
};

describe('the simulator', () => {
  it.each([
    'a record forgets the windows it was in',
    'a failing store loses the batch',
    'the head goes out before its parts',
    'the total is cut off',
  ])('catches a planted bug: %s', async (name) => {
    expect((await hunt(findPlantedBug(name), 1)).caughtBy).toBeDefined();
  });

  it('finds the text of every bug that it plants', () => {
    for (const { replacements } of plantedBugs) replacements.forEach(assertPlantable);
  });

  it('refuses to plant a bug in a text, or a file, that is not there', () => {
    const nowhere = { file: 'roll-up.ts', text: 'no such text', by: '' };
    expect(() => assertPlantable(nowhere)).toThrow('0 times, not once');
    expect(() => programsWith([nowhere])).toThrow('0 times, not once');
    expect(() => programsWith([{ ...nowhere, file: 'no-such-file.ts' }])).toThrow('no part of');
  });
});
