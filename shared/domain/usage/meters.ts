// The meters in which usage is counted, priced and reported. They are disjoint: one token is
// counted by exactly one of them, so that no token is billed twice.
import { countMax } from '../../limits';

export const tokenMeters = [
  'input',
  'cachedInput',
  'cachedAudioInput',
  'cachedImageInput',
  'cacheWrite',
  'cacheWrite5m',
  'cacheWrite1h',
  'output',
  'reasoningOutput',
  'audioInput',
  'audioOutput',
  'imageInput',
  'imageOutput',
  // Tokens that a source counts only in its total: their price cannot be known.
  'unclassified',
] as const;

export const unitMeters = [
  'images',
  'audioSeconds',
  'videoSeconds',
  'webSearches',
  'fileSearches',
  'codeInterpreterCalls',
] as const;

export const allMeters = [...tokenMeters, ...unitMeters] as const;

export type Meter = (typeof allMeters)[number];

/**
 * Quantities by meter; a meter that is absent is zero, and zeros are left out. Seconds are counted in
 * whole milliseconds, so that sums are exact: see shownQuantity.
 */
export type Meters = Readonly<Partial<Record<Meter, number>>>;

/** What counts as input when a request's prompt is sized for long-context prices. */
export const promptMeters: readonly Meter[] = [
  'input',
  'cachedInput',
  'cachedAudioInput',
  'cachedImageInput',
  'cacheWrite',
  'cacheWrite5m',
  'cacheWrite1h',
  'audioInput',
  'imageInput',
];

/** What a model wrote. With promptMeters and `unclassified`, these are all meters of tokens. */
export const outputMeters: readonly Meter[] = [
  'output',
  'reasoningOutput',
  'audioOutput',
  'imageOutput',
];

/** How many units of a quantity one unit of the meter's price is. */
export const unitsPerPriced = (meter: Meter): number =>
  meter === 'audioSeconds' || meter === 'videoSeconds' ? 1_000 : 1;

/** A quantity as reports show it: seconds with up to three decimals. */
export const shownQuantity = (meter: Meter, quantity: number): number =>
  quantity / unitsPerPriced(meter);

/** All quantities as reports show them. */
export const shownMeters = (meters: Meters): Meters => {
  if (meters.audioSeconds === undefined && meters.videoSeconds === undefined) return meters;
  const shown: Partial<Record<Meter, number>> = {};
  for (const meter of allMeters) {
    const quantity = meters[meter];
    if (quantity !== undefined) shown[meter] = shownQuantity(meter, quantity);
  }
  return shown;
};

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

/**
 * Which meters a request used: a bit for each, in the order of allMeters. JavaScript shifts 32-bit
 * integers with a sign, so that there is room for 31 meters.
 */
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
