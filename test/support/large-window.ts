// Windows with many rows: one caller each, as many applications behind one gateway make them.
import { makeReferences } from '../../shared/app/reference/references-in-force';
import { makeChargebackReader, makeChargebacks } from '../../shared/app/rollup/chargebacks';
import { makeDayRollups } from '../../shared/app/rollup/day-rollups';
import { makePeriods } from '../../shared/app/rollup/periods';
import { recomputeDay, recomputePeriod } from '../../shared/app/rollup/recompute-days';
import { makeWindowRollups } from '../../shared/app/rollup/window-rollups';
import type { Documents } from '../../shared/app/ports';
import { Calendar } from '../../shared/domain/calendar';
import type { WindowRow, WindowUsage } from '../../shared/domain/usage/window-usage';
import { rulesVersion } from '../../shared/domain/usage/rules-version';
import { windowOf } from '../../shared/domain/window';
import { InMemoryDocuments } from './in-memory-documents';
import { ManualClock } from './manual-clock';
import { at, samplePeriod } from './sample-period';
import { referenceSetOfFiles } from './reference-set-of-files';
import { priceBookFile, businessUnitsFile } from './reference-files';

const largeWindow = (start: string, rows: number): WindowUsage => ({
  window: windowOf(at(start)),
  recordsSeen: rows,
  suspectedDoubles: 0,
  rows: Array.from({ length: rows }, (_, index) => rowOf(String(index).padStart(8, '0'))),
});

/** With every dimension that rows have. */
const sampleRow = ((): WindowRow => {
  const [row] = samplePeriod({ units: 1 }).windows[0]?.rows ?? [];
  if (row === undefined) throw new Error('the sample has rows');
  return row;
})();

const rowOf = (caller: string): WindowRow => ({
  ...sampleRow,
  subscriptionId: caller === '00000000' ? 'sub-finance' : `subscription-of-team-${caller}`,
  appId: `4e1b5a3c-1d0f-4c35-9f3c-${caller}0000`,
  model: 'gpt-4o-2024-11-20',
  deployment: 'gpt-4o-global-standard',
  backendId: 'aoai-sweden-central',
  requests: 1,
  requestsByMeters: { 'input,output': 1 },
  meters: { input: 1_200, output: 80 },
});

/** The rollup's own stores over documents, with a price for the model of every row. */
export const openLedger = (rollups: Documents, published: Documents) => {
  const clock = new ManualClock('2026-11-02T12:00:00Z');
  const days = makeDayRollups(rollups);
  const windows = makeWindowRollups(rollups);
  const chargebacks = makeChargebacks(published);
  const periods = makePeriods(new InMemoryDocuments(clock), 'UTC');
  const deployments = [
    { deployment: 'gpt-4o-global-standard', model: 'gpt-4o', sku: 'GlobalStandard' },
  ];
  const files = [
    priceBookFile(),
    businessUnitsFile(),
    {
      kind: 'deployments',
      validFrom: '2026-01-01',
      reason: 'test',
      recordedBy: 'test',
      deployments,
    },
  ].map((content, index) => ({ name: String(index), content: { ...content } }));
  const references = makeReferences({
    load: () => Promise.resolve(referenceSetOfFiles(files)),
  });
  const dependencies = { days, windows, chargebacks, references, clock };
  const calendar = new Calendar([], 'UTC');
  return {
    windows,
    days,
    reader: makeChargebackReader(published, chargebacks, periods, days),
    async writeWindow(start: string, rows: number): Promise<WindowUsage> {
      const usage = largeWindow(start, rows);
      const computedAt = clock.now();
      const facts = { revision: 1, computedAt, tookMs: 1, rulesVersion, etag: undefined };
      const answers = await windows.write([{ usage, ...facts }]);
      if (answers[0] !== 'written') throw new Error('the window was not written');
      return usage;
    },
    async rollUpDay(noon: string) {
      const day = calendar.dayOf(at(noon));
      const period = calendar.periodOf(at(noon));
      const outcome = await recomputeDay(dependencies, { ...day, period: period.period }, {});
      return { outcome, date: day.date };
    },
    publish: (noon: string) => recomputePeriod(dependencies, calendar.periodOf(at(noon)), {}),
  };
};
