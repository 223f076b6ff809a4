// The meters in which usage is counted, priced and reported. They are disjoint: one token is
// counted by exactly one of them, so that no token is billed twice.
import { countMax } from '../../limits';

export const tokenMeters = [
  'input',
  'cachedInput',
  'cacheWrite',
  'cacheWrite5m',
  'cacheWrite1h',
  'output',
  'reasoningOutput',
  'audioInput',
  'audioOutput',
  'imageInput',
  'imageOutput',
  // Tokens of a source that states only a total: nobody can say at which price they were bought.
  'unclassified',
] as const;

export const unitMeters = ['images', 'audioSeconds', 'videoSeconds', 'webSearches'] as const;

export const allMeters = [...tokenMeters, ...unitMeters] as const;

export type Meter = (typeof allMeters)[number];

/** Quantities by meter; a meter that is absent is zero, and zeros are left out. */
export type Meters = Readonly<Partial<Record<Meter, number>>>;

/** What counts as input when a request's prompt is sized for long-context prices. */
export const promptMeters: readonly Meter[] = [
  'input',
  'cachedInput',
  'cacheWrite',
  'cacheWrite5m',
  'cacheWrite1h',
  'audioInput',
  'imageInput',
];

/** Adds quantities; throws RangeError where a sum would no longer be an exact integer. */
export const addMeters = (a: Meters, b: Meters): Meters => {
  const sum: Partial<Record<Meter, number>> = {};
  for (const meter of allMeters) {
    const quantity = (a[meter] ?? 0) + (b[meter] ?? 0);
    if (!Number.isSafeInteger(quantity)) {
      throw new RangeError(`the sum of meter ${meter} is past ${Number.MAX_SAFE_INTEGER}`);
    }
    if (quantity !== 0) sum[meter] = quantity;
  }
  return sum;
};

export const sumOf = (meters: Meters, which: readonly Meter[]): number =>
  which.reduce((sum, meter) => sum + (meters[meter] ?? 0), 0);

export const isCount = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= countMax;
