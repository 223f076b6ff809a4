import {
  UsageAccumulator,
  type Granularity,
  type UsageDimension,
} from '../../../../shared/domain/chargeback/usage-summary';
import { dayRow } from '../../../support/sample-rows';

const summed = (
  granularity: Granularity,
  groupBy: readonly UsageDimension[],
  rows: readonly (readonly [string, ReturnType<typeof dayRow>])[],
  filter = {},
) => {
  const sums = new UsageAccumulator(granularity, groupBy, filter);
  for (const [bucket, row] of rows) sums.add(bucket, row);
  return sums;
};

describe('a usage summary', () => {
  it('sorts by time, then dimension by dimension: nothing first, numbers as numbers', () => {
    const rows = [
      ['2026-11-02', dayRow({ promptClass: 128_000, productId: 'b' })],
      ['2026-11-01', dayRow({ promptClass: 1_000, productId: 'z' })],
      ['2026-11-02', dayRow({ promptClass: 128_000, productId: null })],
      ['2026-11-02', dayRow({ promptClass: 0, productId: 'b' })],
      ['2026-11-02', dayRow({ promptClass: 128_000, productId: 'a' })],
      ['2026-11-02', dayRow({ promptClass: 20_000, productId: null })],
    ] as const;
    const expected = [
      ['2026-11-01', 1_000, 'z'],
      ['2026-11-02', 0, 'b'],
      ['2026-11-02', 20_000, null],
      ['2026-11-02', 128_000, null],
      ['2026-11-02', 128_000, 'a'],
      ['2026-11-02', 128_000, 'b'],
    ];
    for (const order of [rows, rows.toReversed()]) {
      const sums = summed('day', ['promptClass', 'productId'], order);
      expect(sums.rows().map((row) => [row.date, row.promptClass, row.productId])).toEqual(
        expected,
      );
      expect(sums.groups).toBe(6);
    }
  });

  it('adds up exactly what has a price, and apart from it what has none', () => {
    const row = dayRow({
      requests: 2,
      meters: { input: 3, output: 1 },
      charges: [
        { meter: 'input', quantity: 3, unitPrice: '0.1', per: 1, cost: '0.3' },
        { meter: 'cachedInput', quantity: 0, unitPrice: '0.1', per: 1, cost: '0.000000000001' },
      ],
      unpriced: [{ meter: 'output', quantity: 1, reason: 'noPrice' }],
    });
    const sums = summed(
      'total',
      [],
      [
        ['', row],
        ['', row],
      ],
    );
    const figures = {
      requests: 4,
      meters: { input: 6, output: 2 },
      cost: '0.600000000002',
      unpriced: { output: 2 },
    };
    expect(sums.totals()).toEqual(figures);
    expect(sums.rows()).toEqual([figures]);
  });

  it('counts only rows that match the filter, by the text of the dimension', () => {
    const rows = [
      ['', dayRow({ streamed: true, productId: null })],
      ['', dayRow({ streamed: false, productId: null })],
      ['', dayRow({ streamed: true, productId: 'p' })],
    ] as const;
    const sums = summed('hour', ['streamed'], rows, { streamed: 'true', productId: 'null' });
    expect(sums.totals().requests).toBe(1);
    expect(sums.rows()).toMatchObject([{ hour: '', streamed: true, requests: 1 }]);
  });
});
