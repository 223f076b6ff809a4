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
    const quantity = exactly((a[meter] ?? 0) + (b[meter] ?? 0), meter);
    if (quantity !== 0) sum[meter] = quantity;
  }
  return sum;
};

const exactly = (quantity: number, meter: Meter): number => {
  if (Number.isSafeInteger(quantity)) return quantity;
  throw new RangeError(`the sum of meter ${meter} is past ${Number.MAX_SAFE_INTEGER}`);
};

/** Which meters a request used: a bit for each, in the order of allMeters. */
export type MeterSet = number & { readonly __brand: 'MeterSet' };

export const metersIn = (set: MeterSet): readonly Meter[] =>
  allMeters.filter((_, index) => (set & (1 << index)) !== 0);

/** Adds up quantities as addMeters does, without a new object for each request. */
export class MeterSum {
  readonly #quantities = Object.fromEntries(allMeters.map((meter) => [meter, 0])) as Sums;

  /** The meters that there are quantities of; throws RangeError as addMeters does. */
  add(meters: Meters): MeterSet {
    const present = meters as Sums;
    let set = 0;
    for (const name in present) {
      const meter = name as Meter;
      this.#quantities[meter] = exactly(this.#quantities[meter] + present[meter], meter);
      set |= 1 << indexOfMeter[meter];
    }
    return set as MeterSet;
  }

  meters(): Meters {
    const sum: Partial<Record<Meter, number>> = {};
    for (const meter of allMeters) {
      const quantity = this.#quantities[meter];
      if (quantity !== 0) sum[meter] = quantity;
    }
    return sum;
  }
}

/** A quantity of every meter; of meters that are met in a loop over those that are there, too. */
type Sums = Record<Meter, number>;

const indexOfMeter = Object.fromEntries(
  allMeters.map((meter, index) => [meter, index]),
) as Readonly<Record<Meter, number>>;

export const sumOf = (meters: Meters, which: readonly Meter[]): number => {
  const present = meters as Sums;
  let sum = 0;
  // Most requests use two or three meters.
  for (const name in present) {
    const meter = name as Meter;
    if (which.includes(meter)) sum += present[meter];
  }
  return sum;
};

export const isCount = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= countMax;
