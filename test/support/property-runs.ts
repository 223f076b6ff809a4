// How often properties are tried: a few times in every run of the tests, and as often as
// FAST_CHECK_RUNS says where somebody hunts. A failure prints its seed; FAST_CHECK_SEED replays it.
import type fc from 'fast-check';

export const runs = (usual: number): Pick<fc.Parameters, 'numRuns' | 'seed'> => {
  const { FAST_CHECK_RUNS: times, FAST_CHECK_SEED: seed } = process.env;
  return {
    numRuns: times === undefined ? usual : Number(times),
    ...(seed !== undefined && { seed: Number(seed) }),
  };
};
