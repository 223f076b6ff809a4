import {
  collectReport,
  wholeReport,
  type ChargebackReport,
} from '../../../shared/domain/chargeback/chargeback-report';
import { addMoney, formatMoney, storedMoney, zero } from '../../../shared/domain/money';
import { reportCsv } from '../../../shared/http/report-csv';
import { allOf } from '../../support/all-of';
import { iterated, opened } from '../../support/open-report';
import { parseCsv } from '../../support/parse-csv';
import { at, samplePeriod, type SampleOptions } from '../../support/sample-period';

const sampleReport = (options: SampleOptions = {}): Promise<ChargebackReport> => {
  const { summary, statements } = samplePeriod(options).chargeback;
  const facts = {
    asOf: at('2026-11-02T12:00:00Z'),
    pendingWindows: 0,
    deadLettered: 0,
    deadLettersWithoutPayload: 0,
    watermarks: [],
  };
  return collectReport(wholeReport(summary, iterated(statements), facts));
};
const csvOf = async (report: ChargebackReport): Promise<string> =>
  (await allOf(reportCsv(opened(report)))).join('');

type Row = Readonly<Record<string, string>>;
const costOf = (rows: readonly Row[]): string =>
  formatMoney(rows.map((row) => storedMoney(row['cost'] || '0')).reduce(addMoney, zero));

describe('the report as CSV', () => {
  it('has rows of each business unit that add up to its total, and in all to the period', async () => {
    const report = await sampleReport({ units: 40 });
    const rows = parseCsv(await csvOf(report));
    for (const { businessUnit, total } of report.businessUnits) {
      const own = rows.filter((row) => row['businessUnit'] === businessUnit);
      expect(costOf(own)).toBe(formatMoney(storedMoney(total)));
    }
    expect(costOf(rows)).toBe(formatMoney(storedMoney(report.totals.total)));
  });

  it('parses back to the figures of the JSON, line by line', async () => {
    const report = await sampleReport();
    const rows = parseCsv(await csvOf(report));
    for (const { businessUnit, lines } of report.businessUnits) {
      const usage = rows.filter(
        (row) => row['businessUnit'] === businessUnit && row['lineType'] === 'usage',
      );
      expect(usage).toHaveLength(lines.length);
      for (const [index, line] of lines.entries()) {
        for (const [name, value] of Object.entries(line)) {
          expect(usage[index]).toHaveProperty(name, String(value));
        }
      }
    }
  });

  it('shows what has no price as a row without a cost and with the reason', async () => {
    const rows = parseCsv(await csvOf(await sampleReport({ units: 1 })));
    const unpriced = rows.filter((row) => row['lineType'] === 'unpriced');
    expect(unpriced[0]).toMatchObject({
      businessUnit: 'unattributed',
      model: 'mystery-model',
      meter: 'input',
      quantity: '80',
      unitPrice: '',
      cost: '',
      unpricedReason: 'unknownModel',
    });
  });

  it('shows shared cost and adjustments, negative ones as numbers, and rounds what remains', async () => {
    const [statement] = (await sampleReport({ units: 1 })).businessUnits;
    if (statement === undefined) throw new Error('the sample has a statement');
    const adjusted = { ...statement, usageCost: '1.2345', sharedCost: '0.5', adjustments: '-0.25' };
    const report = {
      ...(await sampleReport()),
      businessUnits: [{ ...adjusted, lines: [], total: '1.48' }],
    };
    const rows = parseCsv(await csvOf(report)).filter((row) => row['lineType'] !== 'unpriced');
    expect(rows.map((row) => [row['lineType'], row['cost']])).toEqual([
      ['sharedCost', '0.5'],
      ['adjustment', '-0.25'],
      ['rounding', '-0.0045'],
    ]);
  });

  it('has a row for a business unit that used nothing', async () => {
    const report = await sampleReport({ hours: [] });
    const rows = parseCsv(await csvOf(report));
    expect(rows.map((row) => [row['businessUnit'], row['lineType'], row['cost']])).toEqual([
      ['unit-1', 'rounding', '0'],
      ['unit-2', 'rounding', '0'],
      ['unit-3', 'rounding', '0'],
    ]);
  });

  it('lets no name and no model of a caller become a formula', async () => {
    const report = await sampleReport({
      name: () => '=HYPERLINK("http://evil")',
      model: '@SUM(1)',
    });
    for (const row of parseCsv(await csvOf(report))) {
      for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+@\t\r]|^-(?!\d)/);
    }
  });
});
