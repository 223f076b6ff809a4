// Billing periods and business days: calendar months and dates in the business time zone, made of
// whole windows. A period that was published keeps its bounds; the next one starts where it ended,
// also when the time-zone setting has changed since.
import { epochMsOf, instantOf, type Instant } from './instant';
import { windowMs } from './window';

/** `[from, to)` in UTC of one billing period. */
export interface PeriodBounds {
  /** `YYYY-MM` */
  readonly period: string;
  readonly timeZone: string;
  readonly from: Instant;
  readonly to: Instant;
}

export interface DayBounds {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** The calendar date of an instant in a time zone (IANA name), `YYYY-MM-DD`. */
export const localDate = (instant: Instant, timeZone: string): string =>
  formatterOf(timeZone).format(epochMsOf(instant));

/**
 * The first window boundary at which a date has begun in a time zone. Where the clocks skip
 * midnight that is 01:00 local time; where they repeat an hour around it, the first midnight.
 */
export const startOfDate = (date: string, timeZone: string): Instant => {
  // No zone is further than 14 hours ahead of UTC or 12 behind it; the date begins in between.
  let before = Math.floor((Date.parse(`${date}T00:00:00Z`) - 15 * 3_600_000) / windowMs);
  let begun = before + (28 * 3_600_000) / windowMs;
  while (begun - before > 1) {
    const middle = Math.floor((before + begun) / 2);
    if (localDate(instantOf(middle * windowMs), timeZone) >= date) begun = middle;
    else before = middle;
  }
  return instantOf(begun * windowMs);
};

/** The period after (or so many after) a period. */
export const periodPlus = (period: string, months: number): string => {
  const month = Number(period.slice(0, 4)) * 12 + Number(period.slice(5)) - 1 + months;
  const year = String(Math.floor(month / 12)).padStart(4, '0');
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}`;
};

/** Whether a text is a period's name, `YYYY-MM`. */
export const isPeriod = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** Finds periods and days, given the periods whose bounds are fixed and the zone of the others. */
export class Calendar {
  readonly #published: ReadonlyMap<string, PeriodBounds>;
  readonly #days = new Map<string, readonly DayBounds[]>();

  constructor(
    published: readonly PeriodBounds[],
    private readonly timeZone: string,
  ) {
    this.#published = new Map(published.map((bounds) => [bounds.period, bounds]));
  }

  boundsOf(period: string): PeriodBounds {
    const published = this.#published.get(period);
    if (published !== undefined) return published;
    const before = this.#published.get(periodPlus(period, -1));
    const after = this.#published.get(periodPlus(period, 1));
    return {
      period,
      timeZone: this.timeZone,
      from: before?.to ?? startOfDate(`${period}-01`, this.timeZone),
      to: after?.from ?? startOfDate(`${periodPlus(period, 1)}-01`, this.timeZone),
    };
  }

  /** The period in which an instant lies. */
  periodOf(instant: Instant): PeriodBounds {
    const guess = localDate(instant, this.timeZone).slice(0, 7);
    for (const months of [0, -1, 1]) {
      const bounds = this.boundsOf(periodPlus(guess, months));
      if (bounds.from <= instant && instant < bounds.to) return bounds;
    }
    throw new Error(`no period holds ${instant}: the published periods leave a gap there`);
  }

  /** The business day in which an instant lies, within its period. */
  dayOf(instant: Instant): DayBounds & { readonly period: string } {
    const bounds = this.periodOf(instant);
    // The days of a period leave no gap: the last one that has begun holds the instant.
    const day = this.daysOf(bounds).reduce((held, next) => (next.from <= instant ? next : held));
    return { ...day, period: bounds.period };
  }

  /**
   * The days of a period, without gaps. The first and last one take what a change of the time
   * zone left over between the periods.
   */
  daysOf(bounds: PeriodBounds): readonly DayBounds[] {
    const known = this.#days.get(bounds.period);
    if (known !== undefined) return known;
    const starts: { date: string; from: Instant }[] = [];
    for (let day = 1; day <= daysInMonth(bounds.period); day += 1) {
      const date = `${bounds.period}-${String(day).padStart(2, '0')}`;
      const midnight = startOfDate(date, bounds.timeZone);
      const from = starts.length === 0 || midnight < bounds.from ? bounds.from : midnight;
      // A day that lies outside the period's bounds altogether has no instants: it is left out.
      if (from >= bounds.to) break;
      if (starts.at(-1)?.from === from) starts.pop();
      starts.push({ date, from });
    }
    const days = starts.map(({ date, from }, index) => ({
      date,
      from,
      to: starts[index + 1]?.from ?? bounds.to,
    }));
    this.#days.set(bounds.period, days);
    return days;
  }
}

const daysInMonth = (period: string): number =>
  new Date(Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5)), 0)).getUTCDate();

const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  // The Canadian-French locale writes dates as ISO 8601 does.
  const formatter = new Intl.DateTimeFormat('fr-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formatters.set(timeZone, formatter);
  return formatter;
};
