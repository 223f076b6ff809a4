// Windows and days of the sizes that a large estate has, under the store's limits.
import { makeReadUsageSummary } from '../../../../shared/app/reports/read-usage-summary';
import type { UsageDimension } from '../../../../shared/domain/chargeback/usage-summary';
import { noPendingWindows } from '../../../support/quiet-operations';
import { allOf } from '../../../support/all-of';
import { openLedger } from '../../../support/large-window';
import { InMemoryDocuments } from '../../../support/in-memory-documents';
import { ManualClock } from '../../../support/manual-clock';
import { windowOf } from '../../../../shared/domain/window';
import { at } from '../../../support/sample-period';
import { storeAnswerBytesMax } from '../../../../shared/limits';

describe('large windows and days', () => {
  const clock = new ManualClock('2026-11-02T12:00:00Z');
  const rollups = new InMemoryDocuments(clock);
  const published = new InMemoryDocuments(clock);
  const ledger = openLedger(rollups, published);

  it('of 75,000 rows in a window are stored and read back as they were', async () => {
    const start = '2026-11-01T10:15:00Z';
    const written = await ledger.writeWindow(start, 75_000);
    const found = await allOf(
      ledger.windows.windows(windowOf(at(start)), windowOf(at('2026-11-01T10:30:00Z'))),
    );
    expect(found).toHaveLength(1);
    // As text: comparing so many objects takes the test runner longer than all the rest.
    expect(JSON.stringify(found[0]?.rows) === JSON.stringify(written.rows)).toBe(true);
    const bytes = Object.values(rollups.contents()).reduce((sum, json) => sum + json.length, 0);
    expect(bytes).toBeGreaterThan(5 * storeAnswerBytesMax);
  });

  it('of 50,000 rows in a day are rated and published, with every request in the totals', async () => {
    await ledger.writeWindow('2026-11-02T10:15:00Z', 50_000);
    const { outcome, date } = await ledger.rollUpDay('2026-11-02T12:00:00Z');
    expect(outcome).toMatchObject({ kind: 'written' });
    const days = ledger.reader.days('2026-11', date, date);
    for await (const day of days) expect(day.rows).toHaveLength(50_000);
    const period = await ledger.publish('2026-11-02T12:00:00Z');
    expect(period).toMatchObject({
      kind: 'written',
      chargeback: { summary: { totals: { requests: 50_000, meters: { input: 60_000_000 } } } },
    });
  });

  it('of 50,000 rows in a day are added up by a usage summary, which refuses as many rows', async () => {
    const ask = (groupBy: readonly UsageDimension[]) =>
      makeReadUsageSummary({
        chargebacks: ledger.reader,
        pendingWindows: noPendingWindows,
        windows: ledger.windows,
        references: { compiled: () => Promise.reject(new Error('no hours were asked for')) },
      })({ from: '2026-11-01', to: '2026-11-30', granularity: 'total', groupBy, filter: {} });
    expect(await ask(['model'])).toMatchObject({
      kind: 'summary',
      summary: { rows: [{ model: 'gpt-4o', requests: 50_000 }] },
    });
    expect(await ask(['caller'])).toEqual({ kind: 'tooManyRows' });
  });
});
