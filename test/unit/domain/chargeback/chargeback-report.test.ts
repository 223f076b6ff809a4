import {
  businessUnitReport,
  collectReport,
  wholeReport,
} from '../../../../shared/domain/chargeback/chargeback-report';
import { iterated } from '../../../support/open-report';
import { at, samplePeriod } from '../../../support/sample-period';

const { summary, statements } = samplePeriod({ units: 2 }).chargeback;
const facts = {
  asOf: at('2026-11-03T00:00:00Z'),
  pendingWindows: 3,
  deadLettered: 4,
  deadLettersWithoutPayload: 1,
  watermarks: [{ hub: 'llm-usage', partition: '0', enqueuedTime: at('2026-11-02T23:59:00Z') }],
};

describe('the report on a period', () => {
  it('has the summary, every statement, and what a reader must know besides', async () => {
    const report = await collectReport(wholeReport(summary, iterated(statements), facts));
    expect(report).toEqual({
      period: '2026-11',
      timeZone: 'UTC',
      currency: 'USD',
      status: 'open',
      asOf: facts.asOf,
      pendingWindows: 3,
      totals: summary.totals,
      businessUnits: statements,
      coverage: {
        ...summary.coverage,
        deadLettered: 4,
        deadLettersWithoutPayload: 1,
        watermarks: facts.watermarks,
      },
    });
  });

  it('is refused where its statements do not add up to its total', async () => {
    const [first, ...others] = statements;
    expect(first).toBeDefined();
    const report = wholeReport(summary, iterated(others), facts);
    await expect(collectReport(report)).rejects.toThrow('do not add up');
  });
});

describe('the report on one business unit', () => {
  it("has that unit's totals, and the coverage of the whole period", async () => {
    const statement = statements[1]!;
    const report = await collectReport(businessUnitReport(summary, statement, facts));
    const { requests, meters, usageCost, sharedCost, adjustments, total } = statement;
    expect(report.businessUnit).toBe('unit-1');
    expect(report.totals).toEqual({
      requests,
      meters,
      usageCost,
      sharedCost,
      adjustments,
      total,
    });
    expect(report.businessUnits).toEqual([statement]);
    expect(report.coverage.requests).toBe(summary.totals.requests);
  });
});
