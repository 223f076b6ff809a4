// Windows, days and reports that no answer of the store holds, over the wire and under its limits. By
// default they are of the smallest size that passes those; ROWS, UNITS and LINES set others:
// ROWS=75000 UNITS=1200 LINES=200 npx jest test/integration/cosmos/large-ledger
import { allOf } from '../../support/all-of';
import type { ChargebackReport } from '../../../shared/domain/chargeback/chargeback-report';
import { windowOf } from '../../../shared/domain/window';
import { storeAnswerBytesMax } from '../../../shared/limits';
import { startCosmosStack, type CosmosStack } from '../../support/cosmos-stack';
import { call } from '../../support/http-call';
import { publishLarge } from '../../support/large-chargeback';
import { openLedger } from '../../support/large-window';
import { at } from '../../support/sample-period';

const sizeOf = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const rows = sizeOf('ROWS', 12_000);
const units = sizeOf('UNITS', 120);
const lines = sizeOf('LINES', 200);

let stack: CosmosStack;
beforeAll(async () => {
  stack = await startCosmosStack();
});
afterAll(() => stack.close());

describe('a ledger over the wire', () => {
  it('writes, reads, rates and publishes a window and a day of more rows than an answer holds', async () => {
    const ledger = openLedger(stack.stores.rollups, stack.stores.chargebacks);
    const start = '2026-11-02T10:15:00Z';
    const written = await ledger.writeWindow(start, rows);
    const text = JSON.stringify(written.rows);
    expect(text.length).toBeGreaterThan(storeAnswerBytesMax);
    const found = await allOf(
      ledger.windows.windows(windowOf(at(start)), windowOf(at('2026-11-02T10:30:00Z'))),
    );
    expect(JSON.stringify(found[0]?.rows) === text).toBe(true);
    const { outcome, date } = await ledger.rollUpDay('2026-11-02T12:00:00Z');
    expect(outcome).toMatchObject({ kind: 'written' });
    for await (const day of ledger.reader.days('2026-11', date, date)) {
      expect(day.rows).toHaveLength(rows);
    }
    expect(await ledger.publish('2026-11-02T12:00:00Z')).toMatchObject({
      kind: 'written',
      chargeback: { summary: { totals: { requests: rows } } },
    });
  }, 300_000);

  it('answers a report of more lines than an answer of the store holds', async () => {
    // In a container of its own, so that the period of the other test is not in its way.
    const { handler, chargeback } = await publishLarge(stack.stores.reference, units, lines);
    expect(JSON.stringify(chargeback.statements).length).toBeGreaterThan(storeAnswerBytesMax);
    const headers = { 'accept-encoding': 'gzip' };
    const json = await call(handler, '/chargeback/report?period=2026-11', { headers });
    expect(json.status).toBe(200);
    const report = json.json() as ChargebackReport;
    expect(report.businessUnits).toHaveLength(units + 1);
    expect(report.businessUnits.reduce((sum, one) => sum + one.lines.length, 0)).toBe(
      chargeback.statements.reduce((sum, one) => sum + one.lines.length, 0),
    );
    const csv = await call(handler, '/chargeback/report?period=2026-11&format=csv', { headers });
    expect(csv.body?.split(',usage,').length).toBeGreaterThan(units * lines);
    const one = await call(handler, '/chargeback/report?period=2026-11&businessUnit=unit-9');
    expect(one.json()).toMatchObject({ businessUnits: [{ lines: { length: lines } }] });
  }, 300_000);
});
