// The local hour of an instant, with its offset from UTC: where the clocks go back, the hour that
// happens twice has two names.
import { epochMsOf, type Instant } from './instant';

/** `2026-10-25T02:00+01:00` in a time zone (IANA name). */
export const localHour = (instant: Instant, timeZone: string): string => {
  const parts = formatterOf(timeZone).formatToParts(epochMsOf(instant));
  const part = (wanted: Intl.DateTimeFormatPartTypes): string =>
    parts.flatMap(({ type, value }) => (type === wanted ? [value] : [])).join('');
  // The offset follows `GMT`; for UTC some versions of ICU leave it out.
  const utc = '+00:00';
  const offset = part('timeZoneName').slice('GMT'.length).padEnd(utc.length, utc);
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:00${offset}`;
};

const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  formatters.set(timeZone, formatter);
  return formatter;
};
