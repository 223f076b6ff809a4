// One entry of a price book as people write it: for which ways of buying, and the price of each
// meter.
import * as z from 'zod';
import { allMeters, unitMeters, unitsPerPriced, type Meter } from '../usage/meters';
import { parseMoney, picoDigits } from '../money';
import { defaultServiceTier, promptClassBreaks, type Price, type PriceEntry } from './price-book';
import { memberOf, memberPath, type ProblemList } from './problems';
import { reasonText, serviceTierText, skuText } from './reference-text';
import { checkSku } from './skus';

/** Meters that cost what another one does, where an entry does not price them itself. */
export type Like = Readonly<Partial<Record<Meter, Meter>>>;

const entrySchema = z.strictObject({
  skus: z.array(skuText).min(1, 'must name at least one SKU'),
  serviceTiers: z
    .array(serviceTierText)
    .min(1, 'must not be empty')
    .transform((tiers) => [...new Set(tiers)])
    .default([defaultServiceTier]),
  abovePromptTokens: z
    .literal([0, ...promptClassBreaks], `must be one of 0, ${promptClassBreaks.join(', ')}`)
    .default(0),
  note: reasonText.optional(),
  prices: z
    .record(z.string(), z.unknown())
    .refine((prices) => Object.keys(prices).length > 0, 'must name a price'),
});

const priceSchema = z.strictObject(
  {
    unitPrice: z.string('must be a decimal in quotes, e.g. "2.50", so that no digit is lost'),
    per: z.literal([1, 1_000, 1_000_000], 'must be 1, 1000 or 1000000').optional(),
  },
  'must be a decimal in quotes, e.g. "2.50", or { "unitPrice": "2.50", "per": 1000 }',
);

export const readPriceEntry = (
  value: unknown,
  like: Like,
  path: string,
  problems: ProblemList,
): PriceEntry | undefined => {
  const entry = problems.read(entrySchema, value, path);
  // Read in any case, so that one wrong member of the entry does not hide what is wrong here.
  const prices = readPrices(memberOf(value, 'prices'), memberPath(path, 'prices'), problems);
  if (entry === undefined) return undefined;
  const skusPath = memberPath(path, 'skus');
  entry.skus.forEach((sku, index) => checkSku(sku, memberPath(skusPath, index), problems));
  const { note, ...rest } = entry;
  return { ...rest, ...(note === undefined ? {} : { note }), prices: completed(prices, like) };
};

type Prices = Partial<Record<Meter, Price>>;

const readPrices = (value: unknown, path: string, problems: ProblemList): Prices => {
  const prices: Prices = {};
  for (const [name, price] of typeof value === 'object' ? Object.entries(value ?? {}) : []) {
    const meter = allMeters.find((known) => known === name);
    const pricePath = memberPath(path, name);
    if (meter === undefined) {
      problems.error(pricePath, `is no meter; the meters are ${allMeters.join(', ')}`);
    } else {
      const read = readPrice(price, meter, pricePath, problems);
      if (read !== undefined) prices[meter] = read;
    }
  }
  return prices;
};

const readPrice = (
  value: unknown,
  meter: Meter,
  path: string,
  problems: ProblemList,
): Price | undefined => {
  const isText = typeof value === 'string';
  const written = problems.read(priceSchema, isText ? { unitPrice: value } : value, path);
  if (written === undefined) return undefined;
  const { unitPrice, per = usualPer(meter) } = written;
  const problem = unitPriceProblem(unitPrice, per, unitsPerPriced(meter));
  if (problem === undefined) return { unitPrice, per };
  problems.error(isText ? path : memberPath(path, 'unitPrice'), problem);
  return undefined;
};

const usualPer = (meter: Meter): Price['per'] =>
  unitMeters.some((unit) => unit === meter) ? 1 : 1_000_000;

// So many decimals that the price of one unit of the quantity still is a whole number of 10^-12: costs
// are exact. Seconds are counted in milliseconds.
const unitPriceProblem = (
  unitPrice: string,
  per: Price['per'],
  units: number,
): string | undefined => {
  const amount = parseMoney(unitPrice);
  if (amount === undefined) return `"${unitPrice}" is no decimal such as 2.50`;
  if (amount < 0n) return 'must not be negative';
  const decimalsMax = picoDigits - Math.log10(per * units);
  return amount % BigInt(per * units) === 0n
    ? undefined
    : `has more than ${decimalsMax} decimals, the finest that is exact per ${per}`;
};

const completed = (prices: Prices, like: Like): Prices => {
  const complete = { ...prices };
  for (const meter of allMeters) {
    const source = like[meter];
    const price = source === undefined ? undefined : prices[source];
    if (price !== undefined) complete[meter] ??= price;
  }
  // A vendor that has one price for cached input has it for every kind of it.
  for (const meter of cachedKinds) {
    const price = complete.cachedInput;
    if (price !== undefined && like[meter] === undefined) complete[meter] ??= price;
  }
  return complete;
};

const cachedKinds = ['cachedAudioInput', 'cachedImageInput'] as const;
