import {
  addMeters,
  allMeters,
  isCount,
  MeterSum,
  metersIn,
  outputMeters,
  promptMeters,
  shownMeters,
  sumOf,
  tokenMeters,
} from '../../../../shared/domain/usage/meters';
import { countMax } from '../../../../shared/limits';

describe('adding meters', () => {
  it('adds meter by meter and leaves zeros out', () => {
    expect(addMeters({ input: 3, output: 0 }, { input: 4, images: 1, webSearches: 0 })).toEqual({
      input: 7,
      images: 1,
    });
  });

  it('changes neither of the two', () => {
    const a = { input: 1 };
    const b = { input: 2 };
    addMeters(a, b);
    expect([a, b]).toEqual([{ input: 1 }, { input: 2 }]);
  });

  it('is exact up to the largest exact integer and refuses to go past it', () => {
    const most = { output: Number.MAX_SAFE_INTEGER - 1 };
    expect(addMeters(most, { output: 1 })).toEqual({ output: Number.MAX_SAFE_INTEGER });
    expect(() => addMeters(most, { output: 2 })).toThrow(RangeError);
  });
});

describe('meters', () => {
  it('of tokens are each of the prompt, of the output or unclassified', () => {
    const kinds = [...promptMeters, ...outputMeters, 'unclassified'];
    expect([...kinds].sort()).toEqual([...tokenMeters].sort());
  });

  it('each have one name', () => {
    expect(new Set(allMeters).size).toBe(allMeters.length);
  });

  it('fit a set of bits, each into its own', () => {
    expect(allMeters.length).toBeLessThanOrEqual(31);
    for (const meter of allMeters) {
      expect(metersIn(new MeterSum().add({ [meter]: 1 }))).toEqual([meter]);
    }
    const all = Object.fromEntries(allMeters.map((meter) => [meter, 1]));
    expect(metersIn(new MeterSum().add(all))).toEqual(allMeters);
  });

  it('show seconds with up to three decimals, and everything else as it is counted', () => {
    expect(shownMeters({ audioSeconds: 400_000, videoSeconds: 1, input: 5 })).toEqual({
      audioSeconds: 400,
      videoSeconds: 0.001,
      input: 5,
    });
    expect(shownMeters({ input: 5 })).toEqual({ input: 5 });
  });

  it('are summed over those that are asked for, absent ones as zero', () => {
    expect(sumOf({ input: 2, output: 3, images: 9 }, tokenMeters)).toBe(5);
    expect(sumOf({}, tokenMeters)).toBe(0);
  });
});

describe('a count', () => {
  it.each([0, 1, countMax])('may be %d', (value) => expect(isCount(value)).toBe(true));

  it.each([-1, 0.5, countMax + 1, Number.NaN, Number.POSITIVE_INFINITY])('may not be %d', (value) =>
    expect(isCount(value)).toBe(false),
  );
});
