// What the days cost that a day is compared with: the one before it, and the same weekday a week
// before. The alert on a sudden rise needs both: a Monday is dearer than a Sunday, and a rise that
// lasts is to be told once and not on each of the next seven days.
import { costOfDay, type DayUsage } from '../../domain/chargeback/day-usage';
import { instantOf } from '../../domain/instant';
import type { Pico } from '../../domain/money';
import type { DayRollups } from './day-rollups';

export interface EarlierCosts {
  /** undefined: no such day was published, or it was rated in another currency. */
  readonly costDayBefore: Pico | undefined;
  readonly costWeekBefore: Pico | undefined;
}

export const readEarlierCosts = async (
  days: Pick<DayRollups, 'days'>,
  day: Pick<DayUsage, 'date' | 'currency'>,
): Promise<EarlierCosts> => {
  const costOf = async (date: string): Promise<Pico | undefined> => {
    // A period is named by the month of its dates.
    for await (const found of days.days(date.slice(0, 7), date, date)) {
      return found.currency === day.currency ? costOfDay(found) : undefined;
    }
    return undefined;
  };
  return {
    costDayBefore: await costOf(dateBefore(day.date, 1)),
    costWeekBefore: await costOf(dateBefore(day.date, 7)),
  };
};

const dayMs = 24 * 60 * 60 * 1000;

/** Dates are counted in UTC, in which each has 24 hours. */
const dateBefore = (date: string, days: number): string =>
  instantOf(Date.parse(`${date}T00:00:00Z`) - days * dayMs).slice(0, 10);
