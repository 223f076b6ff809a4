// When a timer is due: an NCRONTAB expression of six fields (five: the seconds are 0), or a time
// span between runs. Times are UTC, as in Azure unless WEBSITE_TIME_ZONE says otherwise.
import { CronExpressionParser } from 'cron-parser';
import { parseTimeSpanMs } from './time-span';

export interface Schedule {
  /** The first occurrence after `timeMs`, in milliseconds of Unix time. */
  next(timeMs: number): number;
}

// One field of NCRONTAB: `*`, `5`, `1-5`, `*/15`, `MON`, and lists of these; no `L`, `W`, `#`, `?`.
const VALUE = '(?:\\d{1,2}|[A-Za-z]{3})';
const ITEM = `(?:\\*|${VALUE}(?:-${VALUE})?)(?:/\\d{1,2})?`;
const FIELD = new RegExp(`^${ITEM}(?:,${ITEM})*$`);

const DAY_MS = 86_400_000;
/** No combination of date and weekday is further apart than 40 years of days (29 February, 2100). */
const DAYS_TRIED_MAX = 40 * 366;

/** Undefined when the text is neither an NCRONTAB expression nor a positive time span. */
export function parseSchedule(text: string): Schedule | undefined {
  const intervalMs = parseTimeSpanMs(text);
  if (intervalMs !== undefined) {
    return intervalMs > 0 ? { next: (timeMs) => timeMs + intervalMs } : undefined;
  }
  const fields = text.trim().split(/\s+/);
  if (fields.length === 5) fields.unshift('0');
  if (fields.length !== 6 || !fields.every((field) => FIELD.test(field))) return undefined;
  try {
    return cronSchedule(fields);
  } catch {
    return undefined;
  }
}

/**
 * NCRONTAB wants the day of the month *and* the weekday to match, where cron takes either. So the
 * parser sees no weekday, and days with the wrong one are passed over here.
 */
function cronSchedule(fields: readonly string[]): Schedule {
  const weekdays = new Set<number>(
    CronExpressionParser.parse(fields.join(' ')).fields.dayOfWeek.values.map(Number),
  );
  const anyWeekday = [...fields.slice(0, 5), '*'].join(' ');
  return {
    next(timeMs) {
      let fromMs = timeMs;
      for (let tries = 0; tries < DAYS_TRIED_MAX; tries += 1) {
        const options = { currentDate: new Date(fromMs), tz: 'UTC' };
        const due = CronExpressionParser.parse(anyWeekday, options).next().toDate();
        if (weekdays.has(due.getUTCDay())) return due.getTime();
        const lastOfDayMs = Math.floor(due.getTime() / DAY_MS) * DAY_MS + DAY_MS - 1;
        fromMs = lastOfDayMs;
      }
      throw new Error(`The schedule "${fields.join(' ')}" is never due.`);
    },
  };
}

const MINUTE_MS = 60_000;

/** Whether it is worth remembering what was missed: the real host asks for a minute between runs. */
export function recursAtMostOnceAMinute(schedule: Schedule, timeMs: number): boolean {
  const first = schedule.next(timeMs);
  return schedule.next(first) - first >= MINUTE_MS;
}
