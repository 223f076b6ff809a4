import { compileReferenceSet } from '../../../../shared/domain/reference/compile-reference-set';
import type { Meters } from '../../../../shared/domain/usage/meters';
import type { ReferenceSet } from '../../../../shared/domain/reference/reference-set';
import { addCharges, addUnpriced, sumDay } from '../../../../shared/domain/chargeback/sum-day';
import { WindowSum } from '../../../../shared/domain/usage/sum-window';
import type { WindowId } from '../../../../shared/domain/window';
import type { WindowUsage } from '../../../../shared/domain/usage/window-usage';
import { observed, recordFrom, type Said } from '../../../support/observed';
import { at } from '../../../support/sample-period';

const price = (unitPrice: string) => ({ unitPrice, per: 1_000_000 as const });
const book = (version: string, validFrom: string, input: string) => ({
  version,
  validFrom: at(validFrom),
  currency: 'USD',
  models: [
    {
      model: 'gpt-4o',
      aliases: [],
      entries: [
        {
          skus: ['GlobalStandard'],
          serviceTiers: ['default'],
          abovePromptTokens: 0,
          prices: { input: price(input) },
        },
      ],
    },
  ],
});
const members = { subscriptionIds: ['sub-a'], keyHashes: [], appIds: [], productIds: [] };
const units = (version: string, validFrom: string, id: string) => ({
  version,
  validFrom: at(validFrom),
  businessUnits: [{ id, name: id, costCentre: '1', members }],
});
const set: ReferenceSet = {
  fingerprint: 'f',
  priceBooks: [
    book('book-1', '2026-01-01T00:00:00Z', '2'),
    book('book-2', '2026-11-02T10:30:00Z', '4'),
  ],
  businessUnits: [
    units('units-1', '2026-01-01T00:00:00Z', 'alpha'),
    units('units-2', '2026-11-02T10:45:00Z', 'beta'),
  ],
  deployments: [
    {
      version: 'd',
      validFrom: at('2026-01-01T00:00:00Z'),
      defaultSku: 'GlobalStandard',
      deployments: [],
    },
  ],
};
const references = compileReferenceSet(set);
const day = {
  date: '2026-11-02',
  period: '2026-11',
  from: at('2026-11-02T00:00:00Z'),
  to: at('2026-11-03T00:00:00Z'),
};

const usageOf = (window: string, ...said: readonly Said[]): WindowUsage => {
  const sum = new WindowSum(window as WindowId);
  const time = window.replace('Z', ':00Z');
  said.forEach((one, index) => {
    const id = `${window}/${index}`;
    const request = { id, time, subscriptionId: 'sub-a', model: 'gpt-4o', status: 200, ...one };
    sum.add(recordFrom(observed('policy', request)));
  });
  return sum.usage();
};
const tokens = (prompt: number, completion = 0) => ({
  counters: { prompt_tokens: prompt, completion_tokens: completion },
});

const summed = (...windows: readonly WindowUsage[]) => sumDay(day, 'USD', windows, references);

describe('the sum of a day', () => {
  it('adds up the rows of its windows that are alike in everything but counts', () => {
    const usage = summed(
      usageOf('2026-11-02T10:00Z', tokens(1_000)),
      usageOf('2026-11-02T10:15Z', tokens(500, 7), tokens(250)),
    );
    expect(usage).toMatchObject({ date: '2026-11-02', period: '2026-11', currency: 'USD' });
    expect(usage.rows).toHaveLength(1);
    expect(usage.rows[0]).toMatchObject({
      businessUnit: 'alpha',
      priceBookVersion: 'book-1',
      requests: 3,
      meters: { input: 1_750, output: 7 },
      // 1,750 × 2 / 1,000,000
      charges: [
        { meter: 'input', quantity: 1_750, unitPrice: '2', per: 1_000_000, cost: '0.0035' },
      ],
      unpriced: [{ meter: 'output', quantity: 7, reason: 'noPrice' }],
      unpricedRequests: 1,
    });
  });

  it('rates each window by the prices and owners in force when it began', () => {
    const usage = summed(
      usageOf('2026-11-02T10:15Z', tokens(1_000)),
      usageOf('2026-11-02T10:30Z', tokens(1_000)),
      usageOf('2026-11-02T10:45Z', tokens(1_000)),
    );
    expect(
      usage.rows.map((row) => [row.businessUnit, row.priceBookVersion, row.charges[0]?.cost]),
    ).toEqual([
      ['alpha', 'book-1', '0.002'],
      ['alpha', 'book-2', '0.004'],
      ['beta', 'book-2', '0.004'],
    ]);
  });

  it('does not depend on the order of its windows', () => {
    const windows = [
      usageOf('2026-11-02T10:00Z', tokens(1), { ...tokens(2, 3), model: 'other' }),
      usageOf('2026-11-02T10:15Z', tokens(4, 5)),
      usageOf('2026-11-02T10:45Z', tokens(6)),
    ];
    const total = (day: ReturnType<typeof summed>) =>
      day.rows.map(({ charges, unpriced, ...row }) => [
        row,
        charges.toSorted((a, b) => (a.meter < b.meter ? -1 : 1)),
        unpriced,
      ]);
    expect(total(summed(...windows.toReversed()))).toEqual(total(summed(...windows)));
  });

  it('adds up what its windows suspect of being doubles', () => {
    const twice = [
      { ...tokens(1), responseId: 'chatcmpl-1' },
      { ...tokens(1), responseId: 'chatcmpl-1' },
    ];
    expect(
      summed(usageOf('2026-11-02T10:00Z', ...twice), usageOf('2026-11-02T10:15Z', ...twice))
        .suspectedDoubles,
    ).toBe(2);
  });

  it('without usage is a day without rows', () => {
    expect(summed().rows).toEqual([]);
    expect(summed(usageOf('2026-11-02T10:00Z')).rows).toEqual([]);
  });

  it('refuses sums that would no longer be exact', () => {
    const [row] = usageOf('2026-11-02T10:00Z', tokens(1)).rows;
    const huge = (window: string, meters: Meters): WindowUsage => ({
      window: window as WindowId,
      recordsSeen: 1,
      suspectedDoubles: 0,
      rows: [{ ...row!, meters }],
    });
    const most = { input: Number.MAX_SAFE_INTEGER };
    const exact = huge('2026-11-02T10:00Z', most);
    expect(() => summed(exact, huge('2026-11-02T10:15Z', { input: 1 }))).toThrow(RangeError);
  });
});

describe('charges', () => {
  const charge = (quantity: number, unitPrice: string, cost: string) =>
    ({ meter: 'input', quantity, unitPrice, per: 1_000_000, cost }) as const;

  it('of one meter are added where the price is the same, exactly', () => {
    expect(
      addCharges([
        charge(1, '0.1', '0.0000001'),
        charge(1, '0.2', '0.0000002'),
        charge(2, '0.1', '0.0000002'),
      ]),
    ).toEqual([charge(3, '0.1', '0.0000003'), charge(1, '0.2', '0.0000002')]);
  });

  it('past exact integers are refused', () => {
    const most = charge(Number.MAX_SAFE_INTEGER, '0', '0');
    expect(() => addCharges([most, charge(1, '0', '0')])).toThrow('past exact integers');
    const unpriced = { meter: 'input', reason: 'noPrice' } as const;
    expect(() =>
      addUnpriced([
        { ...unpriced, quantity: Number.MAX_SAFE_INTEGER },
        { ...unpriced, quantity: 1 },
      ]),
    ).toThrow('past exact integers');
  });

  it('that are missing are added by meter and reason', () => {
    const item = (quantity: number, reason: 'noPrice' | 'unknownSku') =>
      ({ meter: 'output', quantity, reason }) as const;
    expect(addUnpriced([item(1, 'noPrice'), item(2, 'unknownSku'), item(4, 'noPrice')])).toEqual([
      item(5, 'noPrice'),
      item(2, 'unknownSku'),
    ]);
  });
});
