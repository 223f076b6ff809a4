// Times as .NET writes them under US culture, `3/14/2026 9:26:53 AM`, which is what a policy's
// `DateTime.UtcNow.ToString()` gives. They name no zone and are UTC.
import { civilInstant, instantOf, parseInstant, type Instant } from '../instant';

// AM or PM is required: without it the same digits may be day/month/year. Newer versions of .NET put
// a narrow no-break space before it, which \s matches.
const usDate = /^(\d{1,2})\/(\d{1,2})\/(\d{4})\s+(\d{1,2}):(\d\d):(\d\d)\s*([AP])M$/i;

export const parseUsDate = (text: string): Instant | undefined => {
  const match = usDate.exec(text.trim());
  if (match === null) return undefined;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  if (hour < 1 || hour > 12) return undefined;
  const hourOfDay = (hour % 12) + (match[7]?.toUpperCase() === 'P' ? 12 : 0);
  const epochMs = civilInstant(year, month, day, hourOfDay, minute, second);
  return epochMs === undefined || epochMs < 0 ? undefined : instantOf(epochMs);
};

/** A time in either of the notations that gateways use; undefined where it is neither. */
export const parseTimestamp = (text: string): Instant | undefined =>
  parseInstant(text) ?? parseUsDate(text);
