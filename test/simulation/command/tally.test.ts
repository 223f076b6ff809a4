// What many runs come to does not depend on which of them ended first.
import type { Run } from '../run/simulate';
import { Reached } from '../watch/reached';
import { noFaults } from '../world/faults';
import { Tally } from './tally';

const runOf = (seed: number, failure?: string): Run => ({
  seed,
  theme: 'ordinary',
  deliveries: 10 * seed,
  steps: 1,
  trace: `trace${seed}`,
  faults: { ...noFaults(), 'process killed': seed },
  reached: new Reached().counts,
  failure,
});

const tallyOf = (runs: readonly Run[]): Tally => {
  const tally = new Tally(1, 55);
  for (const run of runs) tally.add(run);
  return tally;
};

const runs = [runOf(1), runOf(2), runOf(3), runOf(4)];

describe('a tally', () => {
  it('is complete with the first seed that brings the deliveries, and leaves out what came after', () => {
    expect(tallyOf(runs)).toMatchObject({
      isComplete: true,
      lastSeed: 3,
      deliveries: 60,
      steps: 3,
    });
    expect(tallyOf(runs).faults['process killed']).toBe(6);
  });

  it('is the same whichever run ended first', () => {
    const inOrder = tallyOf(runs);
    const backwards = tallyOf(runs.toReversed());
    expect(backwards.trace()).toBe(inOrder.trace());
    expect(backwards.faults).toEqual(inOrder.faults);
  });

  it('tells of the failure with the smallest seed', () => {
    const failing = [runOf(3, 'third'), runOf(2, 'second'), runOf(1)];
    expect(tallyOf(failing).failed?.failure).toBe('second');
  });
});
