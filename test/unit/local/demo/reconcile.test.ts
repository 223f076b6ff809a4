import { reconcile } from '../../../../local/demo/reconcile';
import { exitCodeOf, reconciliationTable } from '../../../../local/demo/reconciliation-table';
import { parseReport, type ReportJson } from '../../../../local/demo/report-json';
import { plainStyle } from '../../../../local/demo/style';
import { smallDeadLettered, smallExpected, smallReport } from './small-report';

const differencesIn = (report: ReportJson): string[] =>
  reconcile(smallExpected, report, smallDeadLettered).differences.map(
    ({ of, figure, expected, reported }) =>
      `${of} ${figure}: ${expected ?? 'missing'} / ${reported ?? 'missing'}`,
  );

describe('reconcile', () => {
  it('finds no difference where there is none', () => {
    const result = reconcile(smallExpected, smallReport(), smallDeadLettered);
    expect(result.differences).toEqual([]);
    expect(exitCodeOf(result)).toBe(0);
    expect(result.comparisons.length).toBeGreaterThan(30);
  });

  const sales = (report: ReportJson) => report.businessUnits[0]!;
  const planted: [what: string, plant: (report: ReportJson) => void, found: string][] = [
    ['currency', (r) => (r.currency = 'EUR'), 'report currency: USD / EUR'],
    ['requests', (r) => (sales(r).requests += 1), 'sales requests: 1400 / 1401'],
    [
      'one meter by one token',
      (r) => (sales(r).meters['input'] = 1_234_568),
      'sales meters.input: 1234567 / 1234568',
    ],
    [
      'a meter that is missing',
      (r) => (sales(r).meters = { input: 1_234_567 }),
      'sales meters.output: 80000 / missing',
    ],
    [
      'a meter too many',
      (r) => (sales(r).meters['images'] = 2),
      'sales meters.images: missing / 2',
    ],
    [
      'the last decimal of a cost',
      (r) => (r.businessUnits[1]!.usageCost = '0.09000000006'),
      'unattributed usageCost: 0.09000000005 / 0.09000000006',
    ],
    [
      'a cost that is not in its shortest form',
      (r) => (sales(r).usageCost = '3.88641750'),
      'sales usageCost: 3.8864175 / 3.88641750',
    ],
    ['a rounded total', (r) => (sales(r).total = '3.88'), 'sales total: 3.89 / 3.88'],
    [
      "a unit's requests without usage",
      (r) => (sales(r).coverage.withoutUsage = 0),
      'sales withoutUsage: 1 / 0',
    ],
    ["a unit's estimates", (r) => (sales(r).coverage.estimated = 1), 'sales estimated: 0 / 1'],
    ["a unit's conflicts", (r) => (sales(r).coverage.conflicts = 1), 'sales conflicts: 2 / 1'],
    [
      "a unit's unpriced requests",
      (r) => (sales(r).coverage.unpriced = 0),
      'sales unpriced: 3 / 0',
    ],
    ['the total of requests', (r) => (r.totals.requests = 1), 'totals requests: 1500 / 1'],
    [
      'the total of a meter',
      (r) => (r.totals.meters['output'] = 1),
      'totals meters.output: 89000 / 1',
    ],
    ['the total cost', (r) => (r.totals.usageCost = '3'), 'totals usageCost: 3.97641750005 / 3'],
    ['the rounded grand total', (r) => (r.totals.total = '3.97'), 'totals total: 3.98 / 3.97'],
    ...(
      [
        ['requests', 1_500],
        ['withoutUsage', 1],
        ['estimated', 0],
        ['conflicts', 2],
        ['unpriced', 3],
        ['tierAssumed', 0],
        ['modelDiffers', 0],
        ['unattributed', 100],
        ['suspectedDoubles', 4],
        ['cacheWritesUnknown', 5],
        ['sourcesDisagree', 0],
        ['totalMismatch', 0],
        ['deadLettered', smallDeadLettered],
      ] as const
    ).map(([figure, value]): (typeof planted)[number] => [
      `the coverage figure ${figure}`,
      (report) => (report.coverage[figure] += 7),
      `coverage ${figure}: ${value} / ${value + 7}`,
    ]),
  ];

  it.each(planted)('finds a planted difference in %s', (_, plant, found) => {
    const report = smallReport();
    plant(report);
    expect(differencesIn(report)).toEqual([found]);
    expect(exitCodeOf(reconcile(smallExpected, report, smallDeadLettered))).toBe(1);
  });

  it('finds a business unit that is missing, and one too many', () => {
    const missing = smallReport();
    missing.businessUnits = missing.businessUnits.slice(1);
    expect(differencesIn(missing)).toContain('sales requests: 1400 / missing');
    const more = smallReport();
    more.businessUnits.push({ ...sales(more), businessUnit: 'ghosts', requests: 0 });
    expect(differencesIn(more)).toContain('ghosts requests: missing / 0');
  });

  it('takes a meter of zero for one that is not there', () => {
    const report = smallReport();
    sales(report).meters['images'] = 0;
    expect(differencesIn(report)).toEqual([]);
  });

  it('leaves dead letters out where nobody says how many to expect', () => {
    const { comparisons } = reconcile(smallExpected, smallReport());
    expect(comparisons.map(({ figure }) => figure)).not.toContain('deadLettered');
  });
});

describe('parseReport', () => {
  it('names what is missing in something that is no report', () => {
    expect(() => parseReport({ ...smallReport(), totals: undefined })).toThrow(/totals/);
    expect(() => parseReport('<html>')).toThrow(TypeError);
  });
});

describe('reconciliationTable', () => {
  it('shows both sides of every business unit, and that all agree', () => {
    const table = reconciliationTable(
      reconcile(smallExpected, smallReport(), smallDeadLettered),
      plainStyle,
    );
    expect(table).toContain('same');
    expect(table).not.toContain('DIFFERENT');
    expect(table).toMatch(
      /unattributed +12 +12 +0\.09000000005 +0\.09000000005 +0\.09 +0\.09 +same/,
    );
    expect(table).toMatch(/The report agrees with the oracle in all \d+ figures/);
  });

  it('names every figure that differs, on both sides', () => {
    const report = smallReport();
    sales(report).usageCost = '3.8864176';
    const table = reconciliationTable(reconcile(smallExpected, report), plainStyle);
    expect(table).toMatch(/sales .* DIFFERENT/);
    expect(table).toMatch(/sales +usageCost +3\.8864175 +3\.8864176/);
    expect(table).toMatch(/differs from the oracle in 1 of \d+ figures/);
  });

  it('counts differences that are too many to print', () => {
    const report = smallReport();
    report.businessUnits = [];
    report.totals.meters = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`meter${index}`, 1]),
    );
    const table = reconciliationTable(reconcile(smallExpected, report), plainStyle);
    expect(table).toMatch(/and \d+ more/);
  });

  const sales = (report: ReportJson) => report.businessUnits[0]!;
});
