import fc from 'fast-check';
import {
  addUnknown,
  otherCounters,
  unknownMember,
} from '../../../../shared/domain/usage/unknown-counters';
import { unknownCounterNamesMax } from '../../../../shared/limits';

const named = (count: number, from = 0): Record<string, number> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`n${String(at + from).padStart(3, '0')}`, 1]),
  );

describe('unknown counters', () => {
  it('are added by name', () => {
    expect(addUnknown({ a: 1, b: 2 }, { b: 3, c: 4 })).toEqual({ a: 1, b: 5, c: 4 });
    expect(addUnknown({}, {})).toEqual({});
  });

  it('keep the first names by the alphabet, and the quantity of all', () => {
    const sum = addUnknown(named(unknownCounterNamesMax), named(5, unknownCounterNamesMax - 2));
    expect(Object.keys(sum)).toHaveLength(unknownCounterNamesMax + 1);
    expect(sum).toMatchObject({ n000: 1, [otherCounters]: 3 });
    expect(addUnknown(sum, { a: 7 })).toMatchObject({ a: 7, [otherCounters]: 5 });
  });

  it('of two rows are those of either, and no member where there are none', () => {
    const some = { unknownCounters: { a: 1 } };
    expect(unknownMember({}, {})).toEqual({});
    expect(unknownMember(some, {})).toEqual(some);
    expect(unknownMember({}, some)).toEqual(some);
    expect(unknownMember(some, some)).toEqual({ unknownCounters: { a: 2 } });
  });

  it('stay exact integers, however large they are', () => {
    const most = { a: Number.MAX_SAFE_INTEGER };
    expect(addUnknown(most, { a: 5 })).toEqual(most);
  });

  it('come out the same in any order of additions', () => {
    const counters = fc.dictionary(
      fc.nat(60).map((at) => `n${String(at).padStart(2, '0')}`),
      fc.integer({ min: 1, max: 1_000 }),
      { maxKeys: 40 },
    );
    fc.assert(
      fc.property(counters, counters, counters, (a, b, c) => {
        const left = addUnknown(addUnknown(a, b), c);
        expect(addUnknown(a, addUnknown(b, c))).toEqual(left);
        expect(addUnknown(addUnknown(c, a), b)).toEqual(left);
      }),
    );
  });
});
