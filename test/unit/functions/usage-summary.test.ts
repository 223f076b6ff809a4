import { makeUsageSummaryHandler } from '../../../functions/usage-summary';
import {
  makeReadUsageSummary,
  type UsageAnswer,
} from '../../../shared/app/reports/read-usage-summary';
import type { UsageSummary } from '../../../shared/domain/chargeback/usage-summary';
import { call } from '../../support/http-call';
import { InMemoryChargebacks } from '../../support/in-memory-chargebacks';
import { parseCsv } from '../../support/parse-csv';
import { noPendingWindows } from '../../support/quiet-operations';
import { iterated } from '../../support/open-report';
import { at, samplePeriod } from '../../support/sample-period';

const sample = samplePeriod();
const chargebacks = new InMemoryChargebacks();
chargebacks.publish(sample.chargeback, sample.days, at('2026-11-02T11:58:00Z'));
const readUsageSummary = makeReadUsageSummary({
  chargebacks,
  pendingWindows: noPendingWindows,
  windows: { windows: () => iterated(sample.windows) },
  references: { compiled: () => Promise.resolve(sample.references) },
});
const handler = makeUsageSummaryHandler({ readUsageSummary });
const get = (query: string, headers: Record<string, string> = {}) =>
  call(handler, `/usage/summary${query}`, { headers });
const november = '?from=2026-11-01&to=2026-11-30';

describe('GET /usage/summary', () => {
  it('groups by day and business unit where nothing else is asked for', async () => {
    const summary = (await get(november)).json() as UsageSummary;
    expect(summary).toMatchObject({ granularity: 'day', groupBy: ['businessUnit'] });
    expect(Object.keys(summary.rows[0] ?? {})).toEqual([
      'date',
      'businessUnit',
      'requests',
      'meters',
      'cost',
      'unpriced',
    ]);
  });

  it('gives the same figures as CSV, with the same columns whatever was used', async () => {
    const query = `${november}&groupBy=businessUnit,%20model`;
    const { rows } = (await get(query)).json() as UsageSummary;
    const csv = await get(`${query}&format=csv`);
    expect(csv.headers.get('content-disposition')).toBe(
      'attachment; filename="usage-2026-11-01-to-2026-11-30.csv"',
    );
    const records = parseCsv(csv.body ?? '');
    expect(records).toHaveLength(rows.length);
    for (const [index, row] of rows.entries()) {
      expect(records[index]).toMatchObject({
        date: row.date,
        businessUnit: row.businessUnit,
        model: row.model,
        requests: String(row.requests),
        input: String(row.meters.input ?? 0),
        cachedInput: String(row.meters.cachedInput ?? 0),
        videoSeconds: '0',
        cost: row.cost,
        currency: 'USD',
        unpricedInput: String(row.unpriced.input ?? 0),
      });
    }
  });

  it('answers with 304 where nothing changed', async () => {
    const etag = (await get(november)).headers.get('etag') ?? '';
    expect(await get(november, { 'if-none-match': etag })).toMatchObject({ status: 304 });
  });

  it.each([
    ['', 'from'],
    ['?from=2026-11-01', 'to'],
    ['?from=2026-11-31&to=2026-12-01', 'from'],
    ['?from=2026-11-1&to=2026-12-01', 'from'],
    ['?from=2026-11-01T00:00:00Z&to=2026-12-01', 'from'],
    ['?from=2026-11-01&to=2026-02-29', 'to'],
    ['?from=2026-11-02&to=2026-11-01', 'to'],
    ['?from=2025-11-01&to=2026-11-02', 'to'],
    ['?from=2026-11-01&to=2026-11-08&granularity=hour', 'to'],
    [`${november}&granularity=week`, 'granularity'],
    [`${november}&groupBy=team`, 'groupBy'],
    [`${november}&groupBy=model,model`, 'groupBy'],
    [`${november}&groupBy=model,`, 'groupBy'],
    [`${november}&groupBy=model&groupBy=sku`, 'groupBy'],
    [`${november}&format=xml`, 'format'],
    [`${november}&buisnessUnit=x`, 'buisnessUnit'],
  ])('answers %s with 400 and names the parameter', async (query, parameter) => {
    const answer = await get(query);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ status: 400, parameter });
  });

  it('takes the longest range and no longer one', async () => {
    expect((await get('?from=2025-11-02&to=2026-11-02')).status).toBe(200);
    expect((await get('?from=2026-11-01&to=2026-11-07&granularity=hour')).status).toBe(200);
  });

  it.each<[UsageAnswer, number, string]>([
    [{ kind: 'unknownPeriod', published: ['2026-10'] }, 404, 'unknown-period'],
    [{ kind: 'mixedCurrencies', currencies: ['USD', 'EUR'] }, 400, 'bad-parameter'],
    [{ kind: 'tooManyRows' }, 400, 'too-much'],
  ])('answers %j with a problem that says what to ask instead', async (answer, status, type) => {
    const answering = makeUsageSummaryHandler({ readUsageSummary: () => Promise.resolve(answer) });
    const result = await call(answering, `/usage/summary${november}`);
    expect(result.status).toBe(status);
    expect(result.json()).toMatchObject({
      type: `urn:problem-type:chargeback:${type}`,
      detail: expect.stringMatching(/Ask for|Published: 2026-10/) as string,
    });
  });
});
