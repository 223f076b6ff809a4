// Months of a time zone, found by asking the platform's calendar of every quarter hour.
import { hourMs, minuteMs } from '../world/clocks';

/** The month of an instant in a time zone, `YYYY-MM`. */
export const monthOf = (ms: number, timeZone: string): string => {
  const parts = formatterOf(timeZone).formatToParts(ms);
  const part = (wanted: string): string => parts.find(({ type }) => type === wanted)?.value ?? '';
  return `${part('year')}-${part('month')}`;
};

/** `[from, to)` of a month in a time zone. */
export const monthBounds = (
  month: string,
  timeZone: string,
): { readonly fromMs: number; readonly toMs: number } => {
  const middleMs = Date.parse(`${month}-15T00:00:00Z`);
  const next = new Date(middleMs + 31 * 24 * hourMs).toISOString().slice(0, 7);
  return { fromMs: beginOf(month, timeZone), toMs: beginOf(next, timeZone) };
};

const beginOf = (month: string, timeZone: string): number => {
  const utcMs = Date.parse(`${month}-01T00:00:00Z`);
  for (let ms = utcMs - 15 * hourMs; ; ms += 15 * minuteMs) {
    if (monthOf(ms, timeZone) >= month) return ms;
  }
};

const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit' });
    formatters.set(timeZone, formatter);
  }
  return formatter;
};
