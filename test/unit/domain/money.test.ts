// What comes back as it went is in test/property/statement-rounding.test.ts.
import {
  addMoney,
  formatMoney,
  parseMoney,
  pico,
  storedMoney,
  sumMoney,
  zero,
} from '../../../shared/domain/money';

describe('money', () => {
  it.each([
    ['0', 0n],
    ['-0', 0n],
    ['1', 1_000_000_000_000n],
    ['2.50', 2_500_000_000_000n],
    ['-12.5', -12_500_000_000_000n],
    ['-0.000000000001', -1n],
    ['007.10', 7_100_000_000_000n],
    ['999999999999999.999999999999', 999_999_999_999_999_999_999_999_999n],
  ])('reads %s exactly', (text, amount) => expect(parseMoney(text)).toBe(amount));

  it.each([
    [0n, '0'],
    [1n, '0.000000000001'],
    [-1n, '-0.000000000001'],
    [1_230_000_000_000n, '1.23'],
    [-100_000_000_000_000n, '-100'],
  ])('writes %d in the shortest exact form, %s', (amount, text) => {
    expect(formatMoney(pico(amount))).toBe(text);
  });

  it('adds up exactly where floating point does not', () => {
    const tenth = storedMoney('0.1');
    expect(formatMoney(addMoney(tenth, storedMoney('0.2')))).toBe('0.3');
    expect(sumMoney(Array.from({ length: 10 }, () => tenth))).toBe(storedMoney('1'));
    expect(sumMoney([])).toBe(zero);
  });

  it('fails loudly where a stored amount is none', () => {
    expect(() => storedMoney('1e3')).toThrow('no decimal: 1e3');
  });

  it('cannot slip into JSON unformatted', () => {
    expect(() => JSON.stringify({ cost: zero })).toThrow(TypeError);
  });
});
