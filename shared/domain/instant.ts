// A moment in UTC, to the millisecond, as canonical ISO 8601 text: text that sorts as time does
// and goes into JSON unchanged. It never asks what time it is now.

export type Instant = string & { readonly __brand: 'Instant' };

/** The instant of a number of milliseconds since 1970; throws RangeError outside 1970-9999. */
export const instantOf = (epochMs: number): Instant => {
  if (!(epochMs >= 0 && epochMs < 253_402_300_800_000)) {
    throw new RangeError(`not an instant between 1970 and 9999: ${epochMs}`);
  }
  return new Date(Math.floor(epochMs)).toISOString() as Instant;
};

export const epochMsOf = (instant: Instant): number => Date.parse(instant);

export const plusMs = (instant: Instant, ms: number): Instant => instantOf(epochMsOf(instant) + ms);

export const earlier = (a: Instant, b: Instant): Instant => (a <= b ? a : b);
export const later = (a: Instant, b: Instant): Instant => (a <= b ? b : a);

const isoInstant =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Reads ISO 8601 with any fraction (what is finer than a millisecond is cut) and any offset; a
 * text without an offset is UTC. Returns undefined for anything else, impossible dates included.
 */
export const parseInstant = (text: string): Instant | undefined => {
  if (isUtcInstant(text)) {
    const fraction = text.length === 20 ? '000' : text.slice(20, -1).padEnd(3, '0').slice(0, 3);
    return `${text.slice(0, 19)}.${fraction}Z` as Instant;
  }
  const match = isoInstant.exec(text.trim());
  if (match === null) return undefined;
  const civil = civilInstant(
    Number(match[1]),
    Number(match[2]),
    Number(match[3]),
    Number(match[4]),
    Number(match[5]),
    Number(match[6]),
  );
  if (civil === undefined) return undefined;
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offsetMs = parseOffsetMs(match[8] ?? 'Z');
  const epochMs = civil + ms - (offsetMs ?? Number.NaN);
  return epochMs >= 0 && epochMs < 253_402_300_800_000 ? instantOf(epochMs) : undefined;
};

// What nearly every event says, `YYYY-MM-DDTHH:mm:ss.fffffffZ`, is canonical but for its fraction. It
// is checked without a Date, which takes ten times as long: this runs once for every event.
const isUtcInstant = (text: string): boolean =>
  utcInstant.test(text) && text >= '1970' && isCivilTime(text);

const utcInstant = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

const isCivilTime = (text: string): boolean => {
  const month = digitsAt(text, 5);
  const day = digitsAt(text, 8);
  // Days past the 28th depend on the month and the year: those few are left to the calendar.
  return month >= 1 && month <= 12 && day >= 1 && day <= 28 && digitsAt(text, 11) <= 23;
};

const digitsAt = (text: string, index: number): number =>
  (text.charCodeAt(index) - 48) * 10 + text.charCodeAt(index + 1) - 48;

/** Milliseconds since 1970 of a UTC date and time; undefined if there is no such one. */
export const civilInstant = (
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined => {
  const epochMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(epochMs);
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return same ? epochMs : undefined;
};

const parseOffsetMs = (text: string): number | undefined => {
  if (text.toUpperCase() === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};
