// The billing periods that were ever begun, each with the bounds that it was begun with. Bounds
// are written once, before anything of the period is published, and never change. All of them are
// in one document, replaced under its ETag: of two processes that begin neighbouring periods by
// different time zones, the later one sees the other's, so that no hour is in two periods or none.
import { Calendar, type PeriodBounds } from '../../domain/calendar';
import type { Instant } from '../../domain/instant';
import { joinAttemptsMax } from '../../limits';
import { DependencyUnavailable, type Documents } from '../ports';

interface BegunDocument {
  /** Oldest first. */
  readonly periods: readonly PeriodBounds[];
}

const partition = 'period';
const id = 'begun';

export const makePeriods = (state: Documents, timeZone: string) => {
  const read = async () => state.read<BegunDocument>(partition, id);
  return {
    async all(): Promise<readonly PeriodBounds[]> {
      return (await read())?.value.periods ?? [];
    },

    /** The calendar in which the periods of these instants have begun; begins those that have not. */
    async begin(instants: readonly Instant[]): Promise<Calendar> {
      for (let attempt = 0; attempt < joinAttemptsMax; attempt += 1) {
        const stored = await read();
        const begun = stored?.value.periods ?? [];
        const fresh = freshPeriods(begun, timeZone, instants);
        if (fresh.length === 0) return new Calendar(begun, timeZone);
        const periods = [...begun, ...fresh].sort((a, b) => (a.period < b.period ? -1 : 1));
        const value: BegunDocument = { periods };
        const condition = stored === undefined ? 'absent' : { etag: stored.etag };
        const [answer] = await state.put([{ partition, id, value, condition }]);
        if (answer === 'written') return new Calendar(periods, timeZone);
      }
      throw new DependencyUnavailable(
        `the billing periods changed ${joinAttemptsMax} times while some were begun; ` +
          'the next tick tries again',
      );
    },
  };
};

export type Periods = ReturnType<typeof makePeriods>;

const freshPeriods = (
  begun: readonly PeriodBounds[],
  timeZone: string,
  instants: readonly Instant[],
): readonly PeriodBounds[] => {
  const calendar = new Calendar(begun, timeZone);
  const known = new Set(begun.map(({ period }) => period));
  const fresh = new Map<string, PeriodBounds>();
  for (const instant of instants) {
    const bounds = calendar.periodOf(instant);
    if (!known.has(bounds.period)) fresh.set(bounds.period, bounds);
  }
  return [...fresh.values()];
};
