// Ticks in which few windows are dirty, in months that have run for some days or for all: what a tick
// costs must follow the dirty windows, not what else the month holds.
import { median, OwnWork, takeTurns } from '../measure';
import type { Bench, Figure } from '../section';
import { daysPerMonth, Ledger, windowsOfMonth, windowsPerDay } from './ledger';

const monthDays = [3, 10, daysPerMonth] as const;
const dirtyCounts = [1, 10, 100] as const;

export const dirtyWindowFigures = async ({
  quick,
  progress,
}: Bench): Promise<readonly Figure[]> => {
  const recordsPerWindow = quick ? 10 : 100;
  const rounds = quick ? 3 : 7;
  const ownWork = new OwnWork();
  const months = new Map<number, Ledger>();
  for (const days of monthDays) {
    progress(`preparing a month of ${days} days`);
    const ledger = await Ledger.open(() => recordsPerWindow, { ownWork });
    await ledger.rollUp(windowsOfMonth(days * windowsPerDay));
    months.set(days, ledger);
  }

  const figures: Figure[] = [];
  for (const dirty of dirtyCounts) {
    progress(`ticks with ${dirty} dirty windows`);
    const subjects = Object.fromEntries(
      [...months].map(([days, ledger]) => {
        const windows = windowsOfMonth(days * windowsPerDay).slice(-dirty);
        return [days, () => ledger.rollUp(windows)];
      }),
    );
    const times = await takeTurns(subjects, { rounds, warmUpRounds: 1, ownWork });
    const msOf = (days: number): number => median(times[days] ?? []);
    for (const [days, ledger] of months) {
      const before = ledger.usage.recordsRead;
      await ledger.rollUp(windowsOfMonth(days * windowsPerDay).slice(-dirty));
      const read = ledger.usage.recordsRead - before;
      figures.push({
        what: `tick, ${dirty} dirty, ${days} days, ${read.toLocaleString('en')} records read`,
        amount: msOf(days),
        unit: 'ms',
        ...(days > monthDays[0] && {
          ratio: { times: msOf(days) / msOf(monthDays[0]), of: `${monthDays[0]} days` },
        }),
        goal: { text: 'reads no records but theirs', met: read === dirty * recordsPerWindow },
      });
    }
  }
  return figures;
};
