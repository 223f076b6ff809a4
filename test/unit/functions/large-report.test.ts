// A report of 1,200 business units with 200 lines each: some 75 MB of JSON.
import type { ChargebackReport } from '../../../shared/domain/chargeback/chargeback-report';
import { statementPartsAtOnceMax } from '../../../shared/limits';
import type { Handler } from '../../../functions/with-problems';
import { call } from '../../support/http-call';
import { InMemoryDocuments } from '../../support/in-memory-documents';
import { publishLarge } from '../../support/large-chargeback';
import { ManualClock } from '../../support/manual-clock';

const documents = new InMemoryDocuments(new ManualClock('2026-11-02T12:00:00Z'));
const gzip = { headers: { 'accept-encoding': 'gzip, deflate, br' } };

describe('a report of 1,200 business units with 200 lines each', () => {
  let handler: Handler;
  let total: string;
  beforeAll(async () => {
    const published = await publishLarge(documents, 1_200, 200);
    handler = published.handler;
    total = published.chargeback.summary.totals.total;
  });

  it('answers as JSON, compressed, with every line, and reads a few parts at a time', async () => {
    const reads: number[] = [];
    documents.before = ({ kind, id }) => {
      if (kind === 'readMany') reads.push(id.split(',').length);
    };
    const answer = await call(handler, '/chargeback/report?period=2026-11', gzip);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.bytes).toBeLessThan(10 * 1024 * 1024);
    expect(Math.max(...reads)).toBeLessThanOrEqual(statementPartsAtOnceMax);
    const report = answer.json() as ChargebackReport;
    expect(report.businessUnits).toHaveLength(1_201);
    expect(report.businessUnits.flatMap(({ lines }) => lines).length).toBeGreaterThanOrEqual(
      240_000,
    );
    expect(report.totals.total).toBe(total);
  });

  it('answers as CSV, with a row for each line', async () => {
    const answer = await call(handler, '/chargeback/report?period=2026-11&format=csv', gzip);
    expect(answer.status).toBe(200);
    const rows = (answer.body ?? '').split('\r\n').filter((row) => row.includes(',usage,'));
    expect(rows.length).toBeGreaterThanOrEqual(240_000);
  });

  it('answers for one business unit alone', async () => {
    for (const format of ['json', 'csv']) {
      const query = `?period=2026-11&businessUnit=unit-77&format=${format}`;
      const answer = await call(handler, `/chargeback/report${query}`);
      expect(answer.status).toBe(200);
      expect(answer.body?.split('gpt-4o-2024-11-20-of-unit-77-').length).toBe(201);
    }
  });
});

describe('a long report', () => {
  it('has one tag for GET, HEAD and 304, and another one where it is not compressed', async () => {
    const own = new InMemoryDocuments(new ManualClock('2026-11-02T12:00:00Z'));
    const { handler } = await publishLarge(own, 10, 100);
    const ask = (method: string, headers: Record<string, string>) =>
      call(handler, '/chargeback/report?period=2026-11', { method, headers });
    const head = await ask('HEAD', gzip.headers);
    const etag = head.headers.get('etag') ?? '';
    expect(etag).toMatch(/-gzip"$/);
    expect(head.bytes).toBe(0);
    expect((await ask('GET', gzip.headers)).headers.get('etag')).toBe(etag);
    const again = await ask('GET', { ...gzip.headers, 'if-none-match': etag });
    expect(again).toMatchObject({ status: 304, bytes: 0 });
    expect((await ask('HEAD', {})).headers.get('etag')).toBe(etag.replace('-gzip', ''));
  });
});
