// When people and their programs call: mostly in office hours of working days in the business time
// zone, with a floor of batch jobs at night. Also where a local date begins, for price changes.
import type { Random } from './random';

const hourMs = 3_600_000;
const quarterHourMs = hourMs / 4;

/** Draws instants (ms since 1970) in `[fromMs, toMs)`, distributed as traffic is. */
export const makeInstants = (
  fromMs: number,
  toMs: number,
  timeZone: string,
): ((random: Random) => number) => {
  if (!(fromMs < toMs)) throw new RangeError('a span of traffic must end after it begins');
  const local = localClock(timeZone);
  const spans: { readonly startMs: number; readonly lengthMs: number; readonly weight: number }[] =
    [];
  for (let startMs = fromMs; startMs < toMs; startMs += hourMs) {
    const lengthMs = Math.min(hourMs, toMs - startMs);
    const { weekday, hour } = local(startMs);
    spans.push({ startMs, lengthMs, weight: lengthMs * intensity(weekday, hour) });
  }
  const cumulated: number[] = [];
  let total = 0;
  for (const span of spans) cumulated.push((total += span.weight));
  return (random) => {
    const index = firstAbove(cumulated, random.unit() * total);
    const { startMs, lengthMs } = spans[index] ?? { startMs: fromMs, lengthMs: toMs - fromMs };
    return Math.floor(startMs + random.unit() * lengthMs);
  };
};

/** The instant at which a date (`YYYY-MM-DD`) begins in a time zone. */
export const localMidnightMs = (date: string, timeZone: string): number => {
  const local = localClock(timeZone);
  // No zone is further than 14 hours ahead of UTC; all offsets are whole quarters of an hour.
  let instant = Date.parse(`${date}T00:00:00Z`) - 14 * hourMs;
  while (local(instant).date < date) instant += quarterHourMs;
  return instant;
};

/** The date of an instant in a time zone, `YYYY-MM-DD`. */
export const localDateOf = (epochMs: number, timeZone: string): string =>
  localClock(timeZone)(epochMs).date;

// Calls per hour in proportion: a working morning is ten times as busy as a night.
const intensity = (weekday: string, hour: number): number => {
  const daily = hour >= 9 && hour < 12 ? 10 : hour >= 13 && hour < 18 ? 9 : hour >= 7 ? 4 : 1;
  return weekday === 'Sat' || weekday === 'Sun' ? Math.max(1, daily / 5) : daily;
};

interface LocalTime {
  readonly date: string;
  readonly weekday: string;
  readonly hour: number;
}

const localClock = (timeZone: string): ((epochMs: number) => LocalTime) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  });
  return (epochMs) => {
    const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, value]));
    const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
    return {
      date: `${of('year')}-${of('month')}-${of('day')}`,
      weekday: of('weekday'),
      hour: Number(of('hour')),
    };
  };
};

const firstAbove = (cumulated: readonly number[], value: number): number => {
  let [low, high] = [0, cumulated.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulated[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
};
