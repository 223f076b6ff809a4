import {
  centsByPart,
  decimalOf,
  exactCost,
  exactOf,
  moneyOf,
} from '../../../../local/simulator/exact-decimal';

const cents = (parts: Readonly<Record<string, string>>): Record<string, string> => {
  const { total, byId } = centsByPart(
    Object.entries(parts).map(([id, amount]) => ({ id, amount: exactOf(amount) })),
  );
  const rounded = Object.fromEntries([...byId].map(([id, amount]) => [id, moneyOf(amount)]));
  return { ...rounded, total: moneyOf(total) };
};

describe('exact decimals', () => {
  it.each(['0', '1.5', '-0.05', '100', '123456789.000000000001', '0.13'])(
    'reads %s and writes it again in the same words',
    (text) => {
      expect(decimalOf(exactOf(text))).toBe(text);
    },
  );

  it('writes the shortest form', () => {
    expect(decimalOf(exactOf('2.50'))).toBe('2.5');
    expect(decimalOf(exactOf('10.000'))).toBe('10');
    expect(decimalOf(exactOf('-0.0'))).toBe('0');
  });

  it.each(['', '1e3', '1,5', '.5', '1.0000000000001', 'NaN'])('refuses %j', (text) => {
    expect(() => exactOf(text)).toThrow(TypeError);
  });

  it('multiplies without rounding', () => {
    // 7 tokens at 0.075 per million: 7 × 0.075 ÷ 1,000,000.
    expect(decimalOf(exactCost(7, '0.075', 1_000_000))).toBe('0.000000525');
    expect(() => exactCost(1, '0.0000001', 1_000_000)).toThrow(RangeError);
  });
});

describe('the statement rounding', () => {
  it('gives the missing cents to the parts that lost most by rounding down', () => {
    // 1.004 + 2.009 + 3.008 = 6.021: 6.02 in total, floors 1.00 + 2.00 + 3.00, two cents missing.
    expect(cents({ a: '1.004', b: '2.009', c: '3.008' })).toEqual({
      a: '1.00',
      b: '2.01',
      c: '3.01',
      total: '6.02',
    });
  });

  it('decides ties by id', () => {
    // 0.005 each: 0.01 in total, and the first id gets it.
    expect(cents({ b: '0.005', a: '0.005' })).toEqual({ a: '0.01', b: '0.00', total: '0.01' });
  });

  it('rounds the total half away from zero, also below zero', () => {
    expect(cents({ a: '0.125' })).toEqual({ a: '0.13', total: '0.13' });
    expect(cents({ a: '-0.125' })).toEqual({ a: '-0.13', total: '-0.13' });
    // −0.003 and −0.004 make −0.007, so −0.01; both floor to −0.01, and the larger remainder
    // (0.007 of the first) gets the cent back.
    expect(cents({ a: '-0.003', b: '-0.004' })).toEqual({
      a: '0.00',
      b: '-0.01',
      total: '-0.01',
    });
  });

  it('makes nothing of nothing', () => {
    expect(cents({})).toEqual({ total: '0.00' });
    expect(cents({ a: '0' })).toEqual({ a: '0.00', total: '0.00' });
  });
});
