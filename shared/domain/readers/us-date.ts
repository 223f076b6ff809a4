// Times as .NET writes them under US culture, `3/14/2026 9:26:53 AM`, which is what a policy's
// `DateTime.UtcNow.ToString()` gives. They name no zone and are UTC.
import { civilInstant, instantOf, parseInstant, type Instant } from '../instant';

// AM or PM is required: without it the same digits may be day/month/year. Newer versions of .NET put
// a narrow no-break space before it, which \s matches.
const usDate = /^(\d{1,2})\/(\d{1,2})\/(\d{4})\s+(\d{1,2}):(\d\d):(\d\d)\s*(?:AM|(PM))$/i;

export const parseUsDate = (text: string): Instant | undefined => {
  const match = usDate.exec(text.trim());
  if (match === null) return undefined;
  const hour = Number(match[4]);
  if (hour < 1 || hour > 12) return undefined;
  const epochMs = civilInstant(
    Number(match[3]),
    Number(match[1]),
    Number(match[2]),
    (hour % 12) + (match[7] === undefined ? 0 : 12),
    Number(match[5]),
    Number(match[6]),
  );
  return epochMs === undefined || epochMs < 0 ? undefined : instantOf(epochMs);
};

/** A time in either of the notations that gateways use; undefined where it is neither. */
export const parseTimestamp = (text: string): Instant | undefined =>
  parseInstant(text) ?? parseUsDate(text);
