// That parts add up and do not depend on their order is in test/property/statement-rounding.test.ts.
import { formatMoney, pico, storedMoney } from '../../../../shared/domain/money';
import {
  formatMinorUnits,
  minorUnitDigits,
  roundHalfAwayFromZero,
  roundParts,
} from '../../../../shared/domain/chargeback/statement-rounding';

const rounded = (digits: number, parts: Readonly<Record<string, string>>) => {
  const exact = Object.entries(parts).map(([id, amount]) => ({ id, exact: storedMoney(amount) }));
  const result = roundParts(exact, digits);
  return {
    total: formatMoney(result.total),
    parts: Object.fromEntries(result.parts.map((part) => [part.id, formatMoney(part.rounded)])),
  };
};

describe('the minor unit', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    // Nobody writes fillér, but ISO 4217 counts them.
    ['HUF', 2],
    // ISO 4217's "no currency", which a period has as long as no price book is in force.
    ['XXX', 2],
  ])('of %s has %d digits', (currency, digits) => expect(minorUnitDigits(currency)).toBe(digits));

  it.each([
    ['0', 2, '0.00'],
    ['0.05', 2, '0.05'],
    ['-0.05', 2, '-0.05'],
    ['12.3', 2, '12.30'],
    ['-1234', 2, '-1234.00'],
    ['7', 0, '7'],
    ['-7', 0, '-7'],
    ['0', 0, '0'],
    ['1.5', 3, '1.500'],
  ])('writes %s with %d digits as %s', (amount, digits, text) => {
    expect(formatMinorUnits(storedMoney(amount), digits)).toBe(text);
  });
});

describe('a statement', () => {
  it('of nobody is zero', () => {
    expect(rounded(2, {})).toEqual({ total: '0', parts: {} });
  });

  it('gives a cent that no part has earned alone to the one that came closest', () => {
    // 0.004 + 0.003 + 0.003 = 0.01
    expect(rounded(2, { a: '0.003', b: '0.004', c: '0.003' })).toEqual({
      total: '0.01',
      parts: { a: '0', b: '0.01', c: '0' },
    });
  });

  it('takes no cent from a part that is even already', () => {
    // 1.00 + 0.005 + 0.005: the total is 1.01, of which a's part stays 1.00.
    expect(rounded(2, { a: '1', b: '0.005', c: '0.005' })).toEqual({
      total: '1.01',
      parts: { a: '1', b: '0.01', c: '0' },
    });
  });

  it('floors credits towards minus infinity, so that they add up as well', () => {
    // -0.015 + 0.004 = -0.011, which rounds to -0.01; floors -0.02 and 0, one cent is missing, and
    // the remainders are 0.005 and 0.004.
    expect(rounded(2, { credit: '-0.015', debit: '0.004' })).toEqual({
      total: '-0.01',
      parts: { credit: '-0.01', debit: '0' },
    });
  });

  it('keeps what else is known of a part', () => {
    const part = { id: 'a', exact: pico(1n), name: 'A' };
    expect(roundParts([part], 2).parts).toEqual([{ ...part, rounded: 0n }]);
  });

  it('in a currency without minor units is rounded to whole ones', () => {
    expect(rounded(0, { a: '10.5', b: '10.4' })).toEqual({
      total: '21',
      parts: { a: '11', b: '10' },
    });
    expect(roundHalfAwayFromZero(storedMoney('-0.5'), 0)).toBe(storedMoney('-1'));
  });
});
