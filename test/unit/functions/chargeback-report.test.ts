import { makeChargebackReportHandler } from '../../../functions/chargeback-report';
import { makeReadReport } from '../../../shared/app/reports/read-report';
import type { BusinessUnitStatement } from '../../../shared/domain/chargeback/chargeback';
import type { ChargebackReport } from '../../../shared/domain/chargeback/chargeback-report';
import {
  addMoney,
  formatMoney,
  pico,
  storedMoney,
  sumMoney,
  zero,
} from '../../../shared/domain/money';
import { call } from '../../support/http-call';
import { InMemoryChargebacks } from '../../support/in-memory-chargebacks';
import { ManualClock } from '../../support/manual-clock';
import { parseCsv } from '../../support/parse-csv';
import { noDeadLetters, noPendingWindows, oneWatermark } from '../../support/quiet-operations';
import { at, samplePeriod } from '../../support/sample-period';

const chargebacks = new InMemoryChargebacks();
const sample = samplePeriod({ units: 250 });
chargebacks.publish(sample.chargeback, sample.days, at('2026-11-02T11:58:00Z'));

const readReport = makeReadReport({
  chargebacks,
  pendingWindows: noPendingWindows,
  watermarks: oneWatermark,
  deadLetters: noDeadLetters,
  clock: new ManualClock('2026-11-02T12:00:00Z'),
});
const handler = makeChargebackReportHandler({ readReport });
const get = (query: string, headers: Record<string, string> = {}) =>
  call(handler, `/chargeback/report${query}`, { headers });
const report = async (query = ''): Promise<ChargebackReport> =>
  (await get(query)).json() as ChargebackReport;

/** quantity × unitPrice ÷ per, in integers, by this test's own arithmetic. */
const byHand = ({ quantity, unitPrice, per }: BusinessUnitStatement['lines'][number]): bigint => {
  const scaled = storedMoney(unitPrice) * BigInt(quantity);
  expect(scaled % BigInt(per)).toBe(0n);
  return scaled / BigInt(per);
};

describe('GET /chargeback/report', () => {
  it('gives totals that add up to the cent, of 250 business units and the unattributed', async () => {
    const { businessUnits, totals, coverage } = await report('?period=2026-11');
    expect(businessUnits).toHaveLength(251);
    const totalOf = (which: 'total' | 'usageCost') =>
      formatMoney(sumMoney(businessUnits.map((unit) => storedMoney(unit[which]))));
    expect(totalOf('total')).toBe(formatMoney(storedMoney(totals.total)));
    expect(totalOf('usageCost')).toBe(totals.usageCost);
    expect(businessUnits.reduce((sum, unit) => sum + unit.requests, 0)).toBe(totals.requests);
    expect(coverage.requests).toBe(totals.requests);
  });

  it('gives lines that anyone can check by hand, exactly', async () => {
    for (const { lines, usageCost } of (await report()).businessUnits) {
      for (const line of lines) expect(byHand(line)).toBe(storedMoney(line.cost));
      const sum = lines.map((line) => storedMoney(line.cost)).reduce(addMoney, zero);
      expect(formatMoney(sum)).toBe(usageCost);
    }
  });

  it('answers for the period that is running where none is named', async () => {
    expect(await report()).toEqual(await report('?period=2026-11'));
  });

  it('says how fresh and how complete it is', async () => {
    expect(await report()).toMatchObject({
      period: '2026-11',
      timeZone: 'UTC',
      currency: 'USD',
      status: 'open',
      asOf: '2026-11-02T11:58:00.000Z',
      pendingWindows: 0,
      coverage: {
        unattributed: 3,
        unpriced: 251,
        deadLettered: 0,
        deadLettersWithoutPayload: 0,
        watermarks: [
          { hub: 'llm-usage', partition: '0', enqueuedTime: '2026-11-02T10:20:00.000Z' },
        ],
      },
    });
  });

  it('reports on one business unit with its own totals and the coverage of the period', async () => {
    const whole = await report();
    const own = await report('?businessUnit=unit-7');
    const statement = whole.businessUnits.find((unit) => unit.businessUnit === 'unit-7');
    expect(own.businessUnits).toEqual([statement]);
    expect(own.businessUnit).toBe('unit-7');
    expect(own.totals.total).toBe(statement?.total);
    expect(own.coverage).toEqual(whole.coverage);
    expect(whole.businessUnit).toBeUndefined();
  });

  it('gives the same figures as CSV, to save under a name that tells the period', async () => {
    const answer = await get('?businessUnit=unit-7&format=csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="chargeback-2026-11-unit-7.csv"',
    );
    const rows = parseCsv(answer.body ?? '');
    const sum = rows.map((row) => storedMoney(row['cost'] || '0')).reduce(addMoney, pico(0n));
    expect(sum).toBe(storedMoney((await report('?businessUnit=unit-7')).totals.total));
  });

  it('gives CSV to whoever prefers it, unless the format parameter says otherwise', async () => {
    const type = async (query: string) =>
      (await get(query, { accept: 'text/csv' })).headers.get('content-type');
    expect(await type('')).toContain('text/csv');
    expect(await type('?format=json')).toContain('application/json');
  });

  it.each([
    ['?period=2026-13', 'period'],
    ['?period=2026-1', 'period'],
    ['?period=november', 'period'],
    ['?period=2026-11&period=2026-10', 'period'],
    ['?format=xlsx', 'format'],
    ['?businessUnit=', 'businessUnit'],
    ['?bussinessUnit=finance', 'bussinessUnit'],
    ['?Period=2026-11', 'Period'],
  ])('answers %s with 400 and names the parameter', async (query, parameter) => {
    const answer = await get(query);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json()).toMatchObject({
      type: 'urn:problem-type:chargeback:bad-parameter',
      status: 400,
      parameter,
    });
  });

  it('answers with 404 for a period that was never published, and says which ones were', async () => {
    const answer = await get('?period=2025-01');
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({
      type: 'urn:problem-type:chargeback:unknown-period',
      detail: 'Nothing is published for 2025-01. Published: 2026-11.',
    });
  });

  it('answers with 404 for an unknown business unit, without reading any statement', async () => {
    chargebacks.statementReads.length = 0;
    const answer = await get('?businessUnit=nobody');
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({ parameter: 'businessUnit' });
    expect(chargebacks.statementReads).toEqual([]);
  });

  it('accepts the function key in the query string and never gives it back', async () => {
    const answer = await get('?code=s3cret&period=2026-11');
    expect(answer.status).toBe(200);
    expect(answer.body).not.toContain('s3cret');
  });
});

describe('asking for a report again', () => {
  it('gets 304 without a body where nothing changed', async () => {
    const first = await get('');
    const etag = first.headers.get('etag') ?? '';
    const again = await get('', { 'if-none-match': `"other", W/${etag}` });
    expect(again).toMatchObject({ status: 304, body: undefined });
    expect(again.headers.get('etag')).toBe(etag);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toBe('Accept, Accept-Encoding');
  });

  it('has another tag for another form, another question and other figures', async () => {
    const tags = await Promise.all(
      ['', '?format=csv', '?businessUnit=unit-1'].map(async (query) =>
        (await get(query)).headers.get('etag'),
      ),
    );
    expect(new Set(tags).size).toBe(3);
    const answer = await get('', { 'if-none-match': tags[1] ?? '' });
    expect(answer.status).toBe(200);
  });

  it('with HEAD gets the headers of GET and no body', async () => {
    const head = await call(handler, '/chargeback/report', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: undefined });
    expect(head.headers.get('etag')).toBe((await get('')).headers.get('etag'));
  });
});
