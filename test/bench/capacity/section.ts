// The largest rate that one timer instance keeps up with, worked out from what a record costs the
// program when its window is summed: read through the real adapter and its SDK, in pages that another
// process has ready. The service's own latency is not in it.
import { openCosmosStores } from '../../../shared/adapters/cosmos/cosmos-stores';
import { provisionAll } from '../../../shared/adapters/cosmos/provision';
import { queryPageItemsMax } from '../../../shared/limits';
import { grouped } from '../../../local/demo/table';
import { withEmbedded } from '../embedded/embedded';
import { formatAmount } from '../figure-table';
import { median, timeMs } from '../measure';
import { configOf } from '../program';
import { Ledger, windowsOfMonth } from '../rollup/ledger';
import type { Bench, Findings, Section } from '../section';

/** Seconds of a window. */
const windowSeconds = 15 * 60;
/** As choose-marks.ts has it: an open window rests for so many times what its last sum took. */
const hotWindowRest = 10;
/** As roll-up.ts has it: the share of a tick after which no further window is begun. */
const windowsShare = 0.5;
/** Ticks are a minute apart in the shipped schedule. */
const tickSeconds = 60;

const run = async ({ quick, progress }: Bench): Promise<Findings> => {
  const records = quick ? 20_000 : 100_000;
  const windows = windowsOfMonth(1);
  const [window] = windows;
  if (window === undefined) throw new Error('a month has windows');
  progress(`preparing pages of ${records} records`);
  return withEmbedded({ kind: 'cannedUsage', window, records }, async (embedded) => {
    const { cosmos, rollup } = configOf(embedded);
    await provisionAll(cosmos);
    const stores = openCosmosStores(cosmos);
    try {
      const times: number[] = [];
      for (let round = 0; round < 4; round += 1) {
        progress(`summing a window of ${records} records`);
        const ledger = await Ledger.open(() => records, { stored: stores.usage });
        times.push(await timeMs(() => ledger.rollUp(windows)));
      }
      // The first one warmed up.
      const usPerRecord = (median(times.slice(1)) * 1_000) / records;
      return capacityOf(usPerRecord, rollup);
    } finally {
      stores.dispose();
    }
  });
};

/** The arithmetic, each step of it a note. */
const capacityOf = (
  usPerRecord: number,
  rollup: { readonly secondsMax: number; readonly settleSeconds: number },
): Findings => {
  const secondsPerRecord = usPerRecord / 1e6;
  const inOneTick = windowsShare * rollup.secondsMax;
  const fresh = inOneTick / (windowSeconds * secondsPerRecord);
  const readsAfterEnd = 1 + Math.ceil(rollup.settleSeconds / tickSeconds);
  const reads = readsAfterEnd + 1;
  const openShare = 1 / (1 + hotWindowRest);
  const sustained = (1 - openShare) / (reads * secondsPerRecord);
  const secondsOfWindow = (rate: number): string =>
    `${formatAmount(rate * windowSeconds * secondsPerRecord)} s`;
  return {
    figures: [
      {
        what: `a record, from the page to the window's sum, pages of ${grouped(queryPageItemsMax)}`,
        amount: usPerRecord,
        unit: 'µs',
      },
      {
        what: 'largest rate at which a window is summed within its share of one tick',
        amount: Math.floor(fresh),
        unit: 'events/s',
      },
      {
        what: 'largest rate at which the timer keeps up at all',
        amount: Math.floor(sustained),
        unit: 'events/s',
      },
    ],
    notes: [
      `within one tick: ${windowsShare} × ${rollup.secondsMax} s (ROLLUP_SECONDS_MAX) = ${inOneTick} s ÷ ` +
        `(${windowSeconds} s of events × ${formatAmount(usPerRecord)} µs)`,
      `keeping up: a record is read ${readsAfterEnd} times after its window ended (SETTLE_SECONDS ` +
        `${rollup.settleSeconds}, a tick a minute) and once by the audit; while the window is open, it ` +
        `rests ${hotWindowRest} times what its sum takes: at most ${formatAmount(openShare * 100)} % of the time`,
      `so (1 − ${formatAmount(openShare)}) ÷ (${reads} × ${formatAmount(usPerRecord)} µs); one sum of a window ` +
        `then takes ${secondsOfWindow(sustained)}, and the figures lag by as much`,
      "not in it: the service's latency for each page, its request units, and days of many windows",
    ],
  };
};

export const capacitySection: Section = {
  name: 'capacity',
  title: 'the largest rate that one timer instance keeps up with',
  run,
};
