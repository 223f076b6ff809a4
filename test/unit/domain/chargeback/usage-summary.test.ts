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

describe('names in a usage summary', () => {
  it('match filters without regard to case', () => {
    const rows = [
      ['2026-11-02', dayRow({ model: 'DeepSeek-R1', backendId: 'west', requests: 2 })],
      ['2026-11-02', dayRow({ model: 'gpt-4o', backendId: 'west', requests: 3 })],
    ] as const;
    const filter = { model: 'deepseek-r1', backendId: 'WEST', businessUnit: 'Alpha' };
    expect(summed('total', ['model'], rows, filter).rows()).toMatchObject([
      { model: 'DeepSeek-R1', requests: 2 },
    ]);
  });

  it('are one group without regard to case, under the spelling that came first', () => {
    const rows = [
      ['total', dayRow({ model: 'DeepSeek-R1', requests: 2 })],
      ['total', dayRow({ model: 'deepseek-r1', requests: 3 })],
    ] as const;
    expect(summed('total', ['model'], rows).rows()).toMatchObject([
      { model: 'DeepSeek-R1', requests: 5 },
    ]);
  });

  it('are null where a day of an earlier version does not have them', () => {
    const { backendId: _, ...old } = dayRow({ requests: 2 });
    const rows = [['2026-11-02', old as ReturnType<typeof dayRow>]] as const;
    expect(summed('total', ['backendId'], rows).rows()).toMatchObject([{ backendId: null }]);
    expect(summed('total', [], rows, { backendId: 'null' }).totals().requests).toBe(2);
  });

  it('count a quantity once that lacks the price of its model and of its router', () => {
    const row = dayRow({
      meters: { input: 10, cachedInput: 4 },
      unpriced: [
        { meter: 'input', quantity: 10, reason: 'unknownModel' },
        { meter: 'input', quantity: 10, reason: 'noPrice', model: 'model-router' },
        { meter: 'cachedInput', quantity: 4, reason: 'noPrice', model: 'model-router' },
      ],
    });
    expect(summed('total', [], [['2026-11-02', row]]).totals().unpriced).toEqual({
      input: 10,
      cachedInput: 4,
    });
  });
});
