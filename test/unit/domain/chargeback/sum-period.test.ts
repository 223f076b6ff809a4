import type { BusinessUnits } from '../../../../shared/domain/reference/business-units';
import type { Charge, DayRow, DayUsage } from '../../../../shared/domain/chargeback/day-usage';
import { storedMoney, sumMoney } from '../../../../shared/domain/money';
import { sumPeriod } from '../../../../shared/domain/chargeback/sum-period';
import { at } from '../../../support/sample-period';
import { dayRow } from '../../../support/sample-rows';

const bounds = {
  period: '2026-11',
  timeZone: 'UTC',
  from: at('2026-11-01T00:00:00Z'),
  to: at('2026-12-01T00:00:00Z'),
};
const members = { subscriptionIds: [], keyHashes: [], appIds: [], productIds: [] };
const units = (validFrom: string, names: Readonly<Record<string, string>>): BusinessUnits => ({
  version: validFrom,
  validFrom: at(validFrom),
  businessUnits: Object.entries(names).map(([id, name]) => ({
    id,
    name,
    costCentre: `cc-${name}`,
    members,
  })),
});
const dayOf = (date: string, rows: readonly DayRow[], suspectedDoubles = 0): DayUsage => ({
  date,
  period: '2026-11',
  currency: 'USD',
  suspectedDoubles,
  rows,
});
const charge = (quantity: number, cost: string, unitPrice = '2'): Charge => ({
  meter: 'input',
  quantity,
  unitPrice,
  per: 1_000_000,
  cost,
});
const summed = (
  days: readonly DayUsage[],
  businessUnits: readonly BusinessUnits[] = [],
  currency = 'USD',
) => sumPeriod({ bounds, currency, fingerprint: 'f', days, businessUnits });

describe('the sum of a period', () => {
  it('states the whole quantity of a line, however many rows it is made of', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      dayRow({
        caller: `subscription:${index}`,
        charges: [charge(1, '0.000002')],
        unpriced: [{ meter: 'output', quantity: 2, reason: 'noPrice' }],
      }),
    );
    const [statement] = summed([dayOf('2026-11-01', rows)]).statements;
    expect(statement).toMatchObject({
      usageCost: '0.02',
      lines: [{ meter: 'input', quantity: 10_000, cost: '0.02' }],
      unpriced: [{ meter: 'output', quantity: 20_000 }],
    });
  });

  it('says which period it is, of which currency, and what it was computed with', () => {
    expect(summed([]).summary).toMatchObject({
      ...bounds,
      currency: 'USD',
      status: 'open',
      fingerprint: 'f',
      totals: {
        requests: 0,
        meters: {},
        usageCost: '0',
        sharedCost: '0',
        adjustments: '0',
        total: '0.00',
      },
    });
  });

  it('adds days into one statement per business unit, by id, and one line per price', () => {
    const { statements, summary } = summed([
      dayOf('2026-11-01', [
        dayRow({ businessUnit: 'beta', meters: { input: 9 }, charges: [charge(9, '0.000018')] }),
        dayRow({ meters: { input: 1 }, charges: [charge(1, '0.000002')] }),
      ]),
      dayOf('2026-11-02', [
        dayRow({ caller: 'another', meters: { input: 2 }, charges: [charge(2, '0.000004')] }),
        dayRow({ priceBookVersion: 'book-2', charges: [charge(3, '0.000012', '4')] }),
      ]),
    ]);
    expect(statements.map(({ businessUnit }) => businessUnit)).toEqual(['alpha', 'beta']);
    expect(statements[0]).toMatchObject({
      requests: 3,
      meters: { input: 3 },
      usageCost: '0.000018',
      lines: [
        { quantity: 3, unitPrice: '2', cost: '0.000006', priceBookVersion: 'book-1' },
        { quantity: 3, unitPrice: '4', cost: '0.000012', priceBookVersion: 'book-2' },
      ],
    });
    expect(summary.totals).toMatchObject({ requests: 4, meters: { input: 12 } });
    expect(summary.totals.usageCost).toBe('0.000036');
  });

  it('rounds once: the totals add up to the cent although no cost is one', () => {
    const third = (businessUnit: string) =>
      dayRow({ businessUnit, charges: [charge(1, '33.333333333333')] });
    const { statements, summary } = summed([
      dayOf('2026-11-01', [third('a'), third('b'), third('c')]),
    ]);
    // 99.999999999999 rounds to 100.00; the missing cent goes to the first of three equal ones.
    expect(summary.totals.total).toBe('100.00');
    expect(statements.map(({ total }) => total)).toEqual(['33.34', '33.33', '33.33']);
  });

  it('names each line by what it was priced by, the long context only where it is one', () => {
    const { statements } = summed([
      dayOf('2026-11-01', [
        dayRow({ abovePromptTokens: 128_000, charges: [charge(1, '0.000005', '5')] }),
        dayRow({ charges: [charge(1, '0.000002')] }),
      ]),
    ]);
    expect(statements[0]?.lines).toEqual([
      {
        model: 'gpt-4o',
        sku: 'GlobalStandard',
        serviceTier: 'default',
        ...charge(1, '0.000002'),
        priceBookVersion: 'book-1',
      },
      {
        model: 'gpt-4o',
        sku: 'GlobalStandard',
        serviceTier: 'default',
        abovePromptTokens: 128_000,
        ...charge(1, '0.000005', '5'),
        priceBookVersion: 'book-1',
      },
    ]);
  });

  it('does not depend on the order of days and rows', () => {
    const rows = [
      dayRow({ model: 'z', charges: [charge(1, '0.000002')], coverage: { conflicts: 1 } }),
      dayRow({ model: 'a', unpriced: [{ meter: 'output', quantity: 3, reason: 'noPrice' }] }),
      dayRow({ businessUnit: 'beta', charges: [charge(1, '0.1', '0.1')] }),
    ];
    const inOrder = summed([dayOf('2026-11-01', rows), dayOf('2026-11-02', rows)]);
    const reversed = rows.toReversed();
    expect(summed([dayOf('2026-11-02', reversed), dayOf('2026-11-01', reversed)])).toEqual(inOrder);
  });

  it('keeps what has no price apart by reason, and counts its requests', () => {
    const { statements, summary } = summed([
      dayOf('2026-11-01', [
        dayRow({
          unpriced: [{ meter: 'output', quantity: 3, reason: 'noPrice' }],
          unpricedRequests: 2,
        }),
        dayRow({
          sku: null,
          unpriced: [{ meter: 'output', quantity: 4, reason: 'unknownSku' }],
          unpricedRequests: 1,
        }),
      ]),
      dayOf('2026-11-02', [
        dayRow({
          unpriced: [{ meter: 'output', quantity: 5, reason: 'noPrice' }],
          unpricedRequests: 1,
        }),
      ]),
    ]);
    expect(
      statements[0]?.unpriced.map(({ sku, quantity, reason }) => [sku, quantity, reason]),
    ).toEqual([
      [null, 4, 'unknownSku'],
      ['GlobalStandard', 8, 'noPrice'],
    ]);
    expect(statements[0]?.coverage.unpriced).toBe(4);
    expect(summary.coverage.unpriced).toBe(4);
  });

  it('counts over all units what a reader must know about the figures', () => {
    const { summary, statements } = summed([
      dayOf(
        '2026-11-01',
        [
          dayRow({
            requests: 5,
            coverage: {
              withoutUsage: 1,
              estimated: 2,
              conflicts: 3,
              conflictTokens: 40,
              overflowed: 7,
              tierAssumed: 2,
              tierAssumedTokens: 90,
            },
          }),
          dayRow({
            businessUnit: 'unattributed',
            requests: 7,
            coverage: {
              ...{ totalMismatch: 4, unclassifiedTokens: 62, toolCallsUnmetered: 3 },
              cacheWritesUnknown: 5,
              sourcesDisagree: 6,
              tierAssumed: 1,
              tierAssumedTokens: 10,
              tierUnknown: 3,
              modelDiffers: 4,
            },
            unknownCounters: { new_tokens: 7 },
          }),
          dayRow({ sku: 'GlobalProvisionedManaged', spilledOver: 'unknown', requests: 11 }),
          dayRow({ sku: 'GlobalProvisionedManaged', spilledOver: 'no', requests: 13 }),
          dayRow({ sku: null, spilledOver: 'unknown', requests: 17 }),
          dayRow({ spilledOver: 'unknown', requests: 19, unknownCounters: { new_tokens: 1 } }),
        ],
        2,
      ),
      dayOf('2026-11-02', [], 1),
    ]);
    expect(summary.coverage).toEqual({
      requests: 72,
      withoutUsage: 1,
      estimated: 2,
      conflicts: 3,
      conflictTokens: 40,
      overflowed: 7,
      suspectedDoubles: 3,
      sourcesDisagree: 6,
      totalMismatch: 4,
      unclassifiedTokens: 62,
      toolCallsUnmetered: 3,
      cacheWritesUnknown: 5,
      spilloverUnknown: 11,
      tierAssumed: 3,
      tierAssumedTokens: 100,
      tierUnknown: 3,
      modelDiffers: 4,
      unpriced: 0,
      unattributed: 7,
      unknownCounters: { new_tokens: 8 },
    });
    expect(statements[0]?.coverage).toEqual({
      withoutUsage: 1,
      estimated: 2,
      conflicts: 3,
      conflictTokens: 40,
      overflowed: 7,
      totalMismatch: 0,
      unclassifiedTokens: 0,
      unpriced: 0,
      tierAssumed: 2,
      tierAssumedTokens: 90,
      tierUnknown: 0,
      modelDiffers: 0,
    });
    expect(statements[1]?.coverage).toMatchObject({ totalMismatch: 4, unclassifiedTokens: 62 });
  });

  it('shows seconds with up to three decimals, and rounds none of them', () => {
    const audio = { meter: 'audioSeconds', unitPrice: '0.0001', per: 1 } as const;
    const rows = Array.from({ length: 1_000 }, (_, at) =>
      dayRow({
        meters: { audioSeconds: 400 },
        charges: at % 2 === 0 ? [{ ...audio, quantity: 400, cost: '0.00004' }] : [],
        unpriced: at % 2 === 0 ? [] : [{ meter: 'audioSeconds', quantity: 401, reason: 'noPrice' }],
      }),
    );
    const { summary, statements } = summed([dayOf('2026-11-01', rows)]);
    expect(summary.totals).toMatchObject({ meters: { audioSeconds: 400 }, usageCost: '0.02' });
    expect(statements).toMatchObject([
      {
        meters: { audioSeconds: 400 },
        lines: [{ meter: 'audioSeconds', quantity: 200, cost: '0.02' }],
        unpriced: [{ meter: 'audioSeconds', quantity: 200.5 }],
      },
    ]);
  });

  it('refuses a charge that names no price book', () => {
    const row = dayRow({ priceBookVersion: null, charges: [charge(1, '0.000002')] });
    expect(() => summed([dayOf('2026-11-01', [row])])).toThrow('names no price book');
  });

  it('has whole amounts in a currency without minor units', () => {
    const { summary } = summed(
      [dayOf('2026-11-01', [dayRow({ charges: [charge(1, '10.5')] })])],
      [],
      'JPY',
    );
    expect(summary.totals).toMatchObject({ usageCost: '10.5', total: '11' });
  });
});

describe('the statements of a period', () => {
  const named = (businessUnits: readonly BusinessUnits[], rows: readonly DayRow[] = []) =>
    summed([dayOf('2026-11-01', rows)], businessUnits).statements.map((statement) => [
      statement.businessUnit,
      statement.name,
      statement.costCentre,
    ]);

  it('include units that used nothing, with zero', () => {
    const { statements } = summed([], [units('2026-01-01T00:00:00Z', { alpha: 'Alpha' })]);
    expect(statements).toEqual([
      {
        businessUnit: 'alpha',
        name: 'Alpha',
        costCentre: 'cc-Alpha',
        requests: 0,
        meters: {},
        usageCost: '0',
        sharedCost: '0',
        adjustments: '0',
        total: '0.00',
        lines: [],
        unpriced: [],
        coverage: {
          withoutUsage: 0,
          estimated: 0,
          conflicts: 0,
          conflictTokens: 0,
          overflowed: 0,
          totalMismatch: 0,
          unclassifiedTokens: 0,
          unpriced: 0,
          tierAssumed: 0,
          tierAssumedTokens: 0,
          tierUnknown: 0,
          modelDiffers: 0,
        },
      },
    ]);
  });

  it('name units as they were last called before the end of the period', () => {
    expect(
      named([
        units('2026-01-01T00:00:00Z', { alpha: 'First', beta: 'Beta' }),
        units('2026-11-15T00:00:00Z', { alpha: 'Second' }),
        units('2026-12-01T00:00:00Z', { alpha: 'Third', gamma: 'Gamma' }),
      ]),
    ).toEqual([
      ['alpha', 'Second', 'cc-Second'],
      ['beta', 'Beta', 'cc-Beta'],
    ]);
  });

  it('leave out units that were gone before the period began', () => {
    expect(
      named([
        units('2026-01-01T00:00:00Z', { old: 'Old' }),
        units('2026-11-01T00:00:00Z', { alpha: 'Alpha' }),
      ]),
    ).toEqual([['alpha', 'Alpha', 'cc-Alpha']]);
  });

  it('include those of a version that begins within the period, where none was before', () => {
    expect(named([units('2026-11-20T00:00:00Z', { alpha: 'Alpha' })])).toHaveLength(1);
    expect(named([units('2026-12-01T00:00:00Z', { alpha: 'Alpha' })])).toEqual([]);
  });

  it('give usage a name where no version in force has one', () => {
    const rows = [dayRow({ businessUnit: 'gone' }), dayRow({ businessUnit: 'unattributed' })];
    expect(named([], rows)).toEqual([
      ['gone', 'gone', ''],
      ['unattributed', 'Unattributed', ''],
    ]);
  });

  it('have corrections and shared cost of none in this version, and say so', () => {
    const { statements, summary } = summed([
      dayOf('2026-11-01', [dayRow({ charges: [charge(1, '1.005')] })]),
    ]);
    for (const { adjustments, sharedCost } of [summary.totals, ...statements]) {
      expect([adjustments, sharedCost]).toEqual(['0', '0']);
    }
    const totals = statements.map(({ total }) => storedMoney(total));
    expect(sumMoney(totals)).toBe(storedMoney(summary.totals.total));
  });
});
