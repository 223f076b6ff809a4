// Promise 4: money is exact, and rounded once.
import fc from 'fast-check';
import { formatMoney, parseMoney, pico, sumMoney, type Pico } from '../../shared/domain/money';
import {
  formatMinorUnits,
  roundHalfAwayFromZero,
  roundParts,
} from '../../shared/domain/chargeback/statement-rounding';

const amount = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(pico);
const parts = fc
  .array(amount, { maxLength: 30 })
  .map((amounts) => amounts.map((exact, index) => ({ id: `unit-${index}`, exact })));
const digits = fc.constantFrom(0, 2, 3);

describe('rounding a statement', () => {
  it('makes parts that add up to the rounded total', () => {
    fc.assert(
      fc.property(parts, digits, (exact, d) => {
        const rounded = roundParts(exact, d);
        expect(sumMoney(rounded.parts.map((part) => part.rounded))).toBe(rounded.total);
        const sum = sumMoney(exact.map((part) => part.exact));
        expect(rounded.total).toBe(roundHalfAwayFromZero(sum, d));
      }),
    );
  });

  it('moves no part by a whole minor unit', () => {
    fc.assert(
      fc.property(parts, digits, (exact, d) => {
        const unit = 10n ** BigInt(12 - d);
        for (const part of roundParts(exact, d).parts) {
          const moved = part.rounded - part.exact;
          expect(moved > -unit && moved < unit).toBe(true);
        }
      }),
    );
  });

  it('does not depend on the order of the parts', () => {
    fc.assert(
      fc.property(parts, digits, (exact, d) => {
        const reversed = roundParts(exact.toReversed(), d).parts;
        expect(reversed.toReversed()).toEqual(roundParts(exact, d).parts);
      }),
    );
  });

  it.each([
    ['0.005', '0.01'],
    ['-0.005', '-0.01'],
    ['0.004999999999', '0.00'],
    ['-0.004999999999', '0.00'],
    ['1.235', '1.24'],
    ['-1.235', '-1.24'],
  ])('rounds half away from zero: %s becomes %s', (exact, rounded) => {
    const money = parseMoney(exact) as Pico;
    expect(formatMinorUnits(roundHalfAwayFromZero(money, 2), 2)).toBe(rounded);
  });

  it('gives what is missing to the largest remainders, ties by id', () => {
    const third = parseMoney('33.333333333333') as Pico;
    const exact = [
      { id: 'c', exact: third },
      { id: 'a', exact: third },
      { id: 'b', exact: parseMoney('33.333333333334') as Pico },
    ];
    const { total, parts: rounded } = roundParts(exact, 2);
    expect(formatMinorUnits(total, 2)).toBe('100.00');
    expect(rounded.map((part) => [part.id, formatMoney(part.rounded)])).toEqual([
      ['c', '33.33'],
      ['a', '33.33'],
      ['b', '33.34'],
    ]);
  });
});

describe('money as text', () => {
  it('comes back as it went', () => {
    fc.assert(fc.property(amount, (value) => expect(parseMoney(formatMoney(value))).toBe(value)));
  });

  it.each(['1e3', ' 1', '1.', '.5', '+1', '0.1234567890123', '1234567890123456', '', 'NaN'])(
    'refuses %j',
    (text) => expect(parseMoney(text)).toBeUndefined(),
  );
});
