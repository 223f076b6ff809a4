import {
  makeReadUsageSummary,
  type UsageAnswer,
  type UsageQuestion,
} from '../../../../shared/app/reports/read-usage-summary';
import { storedMoney, sumMoney } from '../../../../shared/domain/money';
import type { UsageSummary } from '../../../../shared/domain/chargeback/usage-summary';
import { usageSummaryRowsMax } from '../../../../shared/limits';
import { InMemoryChargebacks } from '../../../support/in-memory-chargebacks';
import { noPendingWindows } from '../../../support/quiet-operations';
import { iterated } from '../../../support/open-report';
import { at, samplePeriod, type SampleOptions } from '../../../support/sample-period';

const setUp = (options: SampleOptions = {}) => {
  const sample = samplePeriod(options);
  const chargebacks = new InMemoryChargebacks();
  chargebacks.publish(sample.chargeback, sample.days, at('2026-11-02T11:58:00Z'));
  const readUsageSummary = makeReadUsageSummary({
    chargebacks,
    pendingWindows: noPendingWindows,
    windows: {
      windows: (from, toExclusive) =>
        iterated(sample.windows.filter(({ window }) => from <= window && window < toExclusive)),
    },
    references: { compiled: () => Promise.resolve(sample.references) },
  });
  const ask = (question: Partial<UsageQuestion> = {}): Promise<UsageAnswer> =>
    readUsageSummary({
      from: '2026-11-01',
      to: '2026-11-30',
      granularity: 'day',
      groupBy: ['businessUnit'],
      filter: {},
      ...question,
    });
  const summary = async (question: Partial<UsageQuestion> = {}): Promise<UsageSummary> => {
    const answer = await ask(question);
    if (answer.kind !== 'summary') throw new Error(`not a summary: ${answer.kind}`);
    return answer.summary;
  };
  return { ...sample, chargebacks, ask, summary };
};

const totalCost = ({ rows }: UsageSummary): bigint =>
  sumMoney(rows.map((row) => storedMoney(row.cost)));

describe('reading a usage summary', () => {
  it('adds up to the exact usage cost and requests of the report, however it is grouped', async () => {
    const { chargeback, summary } = setUp({ units: 20, hours: [1, 10, 23] });
    const { totals } = chargeback.summary;
    for (const groupBy of [
      ['businessUnit'],
      ['model', 'streamed'],
      ['caller', 'promptClass'],
    ] as const) {
      for (const granularity of ['total', 'day', 'hour'] as const) {
        const answer = await summary({
          groupBy,
          granularity,
          from: '2026-11-01',
          to: '2026-11-07',
        });
        expect(totalCost(answer)).toBe(storedMoney(totals.usageCost));
        expect(answer.totals).toMatchObject({
          requests: totals.requests,
          meters: totals.meters,
          cost: totals.usageCost,
        });
        const requests = answer.rows.reduce((sum, row) => sum + row.requests, 0);
        expect(requests).toBe(totals.requests);
      }
    }
  });

  it('gives one row for each group, sorted, with the time it is about', async () => {
    const { summary } = setUp({ units: 1 });
    const { rows } = await summary({ groupBy: ['model', 'businessUnit'] });
    expect(rows.map((row) => [row.date, row.model, row.businessUnit])).toEqual([
      ['2026-11-02', 'gpt-4o', 'unattributed'],
      ['2026-11-02', 'gpt-4o', 'unit-1'],
      ['2026-11-02', 'gpt-5.4', 'unattributed'],
      ['2026-11-02', 'gpt-5.4', 'unit-1'],
      ['2026-11-02', 'mystery-model', 'unattributed'],
      ['2026-11-02', 'mystery-model', 'unit-1'],
    ]);
  });

  it('reports what has no price beside what has', async () => {
    const { summary } = setUp({ units: 1 });
    const { rows, totals } = await summary({ groupBy: ['model'], granularity: 'total' });
    expect(rows.find((row) => row.model === 'mystery-model')).toEqual({
      model: 'mystery-model',
      requests: 2,
      meters: { input: 120, output: 4 },
      cost: '0',
      unpriced: { input: 120, output: 4 },
    });
    expect(totals.unpriced).toEqual({ input: 120, output: 4 });
  });

  it('keeps to the rows that a filter names, `null` for what nobody said', async () => {
    const { summary } = setUp({ units: 2 });
    const filtered = await summary({ filter: { businessUnit: 'unit-2', model: 'gpt-4o' } });
    expect(filtered.rows).toHaveLength(1);
    expect(filtered.totals).toMatchObject({ requests: 1, meters: { input: 2_002 } });
    expect((await summary({ filter: { promptClass: '272000' } })).totals.requests).toBe(3);
    expect((await summary({ filter: { streamed: 'true' } })).rows).toEqual([]);
    expect((await summary({ filter: { caller: 'null' } })).rows).toEqual([]);
  });

  it('tells hours apart in local time and says that they are rated anew', async () => {
    const { summary } = setUp({ units: 1, hours: [10, 20], timeZone: 'Asia/Kolkata' });
    const question = { granularity: 'hour', groupBy: [], from: '2026-11-02' } as const;
    const answer = await summary({ ...question, to: '2026-11-03' });
    expect(answer.basis).toBe('windows');
    expect(answer.rows.map((row) => row.hour)).toEqual([
      '2026-11-02T15:00+05:30',
      '2026-11-03T01:00+05:30',
    ]);
    const oneDay = await summary({ ...question, to: '2026-11-02' });
    expect(oneDay.rows.map((row) => row.hour)).toEqual(['2026-11-02T15:00+05:30']);
  });

  it('includes the days of both dates', async () => {
    const { summary } = setUp();
    const day = { from: '2026-11-02', to: '2026-11-02' };
    expect((await summary(day)).rows).not.toEqual([]);
    expect((await summary({ from: '2026-11-03', to: '2026-11-30' })).rows).toEqual([]);
    expect((await summary({ from: '2026-11-01', to: '2026-11-01' })).rows).toEqual([]);
  });

  it('names the periods it draws on, with how fresh each is', async () => {
    const { summary } = setUp();
    expect((await summary({ from: '2026-10-15' })).periods).toEqual([
      {
        period: '2026-11',
        timeZone: 'UTC',
        status: 'open',
        asOf: '2026-11-02T11:58:00.000Z',
        pendingWindows: 0,
      },
    ]);
  });

  it('names the months of the range that are not in it, since nothing of them is published', async () => {
    const { summary } = setUp();
    const months = { from: '2026-09-30', to: '2027-01-01' };
    expect((await summary(months)).unpublished).toEqual([
      '2026-09',
      '2026-10',
      '2026-12',
      '2027-01',
    ]);
    expect((await summary()).unpublished).toEqual([]);
  });

  it('says which periods there are where the range touches none of them', async () => {
    const { ask } = setUp();
    expect(await ask({ from: '2025-12-01', to: '2026-02-01' })).toEqual({
      kind: 'unknownPeriod',
      published: ['2026-11'],
    });
  });

  it('refuses to add up two currencies', async () => {
    const { ask, chargebacks, chargeback } = setUp();
    const summary = { ...chargeback.summary, period: '2026-12', currency: 'EUR' };
    chargebacks.publish({ ...chargeback, summary }, [], at('2026-12-02T00:00:00Z'));
    expect(await ask({ to: '2026-12-31' })).toEqual({
      kind: 'mixedCurrencies',
      currencies: ['USD', 'EUR'],
    });
  });

  it('stops at the bound on rows instead of building an endless answer', async () => {
    const { ask, chargebacks, chargeback, days } = setUp();
    const publishRows = (count: number): void => {
      const [day] = days;
      const [row] = day?.rows ?? [];
      if (day === undefined || row === undefined) throw new Error('the sample has rows');
      const rows = Array.from({ length: count }, (_, index) => ({ ...row, caller: `${index}` }));
      chargebacks.publish(chargeback, [{ ...day, rows }], at('2026-11-02T11:59:00Z'));
    };
    publishRows(usageSummaryRowsMax);
    expect(await ask({ groupBy: ['caller'] })).toMatchObject({ kind: 'summary' });
    publishRows(usageSummaryRowsMax + 1);
    expect(await ask({ groupBy: ['caller'] })).toEqual({ kind: 'tooManyRows' });
    expect(await ask({ groupBy: ['model'] })).toMatchObject({ kind: 'summary' });
  });
});
