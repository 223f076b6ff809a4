// A short run of the simulator. `npm run test:simulation` is the long one, and plants bugs.
import { hunt } from './plant';
import { plantedBugs, type PlantedBug } from './planted-bugs';
import { programsWith } from './programs';
import { Reached } from './reached';
import { simulate } from './simulation';

const programs = programsWith();

describe('the program under faults in any order', () => {
  it('loses nothing, counts nothing twice, and goes through every condition of the simulator', async () => {
    const reached = new Reached();
    for (let seed = 1; seed <= 36; seed += 1) {
      const run = await simulate(seed, programs);
      if (run.failure !== undefined) {
        throw new Error(`replay: npm run test:simulation -- --seed ${seed} --events 1`, {
          cause: run.failure,
        });
      }
      reached.add(run.reached);
    }
    expect(reached.missing).toEqual([]);
  });

  it('replays a seed to the step', async () => {
    const first = await simulate(7, programs);
    const again = await simulate(7, programs);
    expect(again.trace).toBe(first.trace);
    expect((await simulate(8, programs)).trace).not.toBe(first.trace);
  });
});

describe('the simulator', () => {
  it.each(['a replace that lost its race counts as done', 'the total is cut off'])(
    'catches a planted bug: %s',
    async (name) => {
      const bug = plantedBugs.find((one) => one.name === name) as PlantedBug;
      expect((await hunt(bug, 1)).by).toBeDefined();
    },
  );

  it('refuses to plant a bug in a text that is not there', () => {
    const nowhere = { file: 'roll-up.ts', text: 'no such text', by: '' };
    expect(() => programsWith([nowhere])).toThrow('0 times, not once');
  });
});
