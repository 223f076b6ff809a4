// Counts as sources write them: numbers, or texts of digits. Nothing is rounded, and nothing that
// is missing becomes a number.
import { secondsMax } from '../../limits';
import { isCount } from '../usage/meters';

/** Stands for a value that is there and is no count. */
export const notACount = Symbol('not a count');
export type ReadCount = number | undefined | typeof notACount;

/** Several gateways write these words where they know nothing. */
export const isMissingText = (text: string): boolean =>
  text === '' || text === 'null' || text === 'NA';

/** A whole number from 0 to countMax (limits.ts); undefined where the source states none. */
export const readCount = (value: unknown): ReadCount => {
  if (typeof value === 'number') return isCount(value) ? value : notACount;
  return readText(value, wholeNumber, isCount);
};

/** Seconds, which may have a fraction, from 0 to secondsMax. */
export const readSeconds = (value: unknown): ReadCount => {
  if (typeof value === 'number') return isLength(value) ? value : notACount;
  return readText(value, decimalNumber, isLength);
};

// No signs, exponents or separators: what `1,234` means depends on who wrote it.
const wholeNumber = /^\d+$/;
const decimalNumber = /^\d+(\.\d+)?$/;

const isLength = (seconds: number): boolean => seconds >= 0 && seconds <= secondsMax;

const readText = (
  value: unknown,
  notation: RegExp,
  isInRange: (quantity: number) => boolean,
): ReadCount => {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return notACount;
  const text = value.trim();
  if (isMissingText(text)) return undefined;
  const quantity = notation.test(text) ? Number(text) : Number.NaN;
  return isInRange(quantity) ? quantity : notACount;
};
