// The reference files as docs/reference-data.md describes them, as far as the simulator needs them.
import * as z from 'zod';

/** A file that can be pushed: its name and its JSON. */
export interface ReferenceFile {
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const tokensPerPrice = 1_000_000;
const soldByUnit = [
  'images',
  'audioSeconds',
  'videoSeconds',
  'webSearches',
  'fileSearches',
  'codeInterpreterCalls',
];
/** Cost what cached input does, unless the book says otherwise. */
const kindsOfCachedInput = ['cachedAudioInput', 'cachedImageInput'];

const price = z.union([
  z.string().transform((unitPrice) => ({ unitPrice, per: undefined })),
  z.object({ unitPrice: z.string(), per: z.number().optional() }),
]);

const validFrom = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is no time');

const priceBook = z.object({
  kind: z.literal('priceBook'),
  validFrom,
  currency: z.string(),
  like: z.record(z.string(), z.string()).default({}),
  models: z.array(
    z.object({
      model: z.string(),
      aliases: z.array(z.string()).default([]),
      entries: z.array(
        z.object({
          skus: z.array(z.string()),
          serviceTiers: z.array(z.string()).default(['default']),
          abovePromptTokens: z.number().default(0),
          prices: z.record(z.string(), price),
        }),
      ),
    }),
  ),
});

const members = z.object({
  subscriptionIds: z.array(z.string()).default([]),
  keyHashes: z.array(z.string()).default([]),
  appIds: z.array(z.string()).default([]),
  productIds: z.array(z.string()).default([]),
});

const businessUnits = z.object({
  kind: z.literal('businessUnits'),
  validFrom,
  businessUnits: z.array(
    z.object({
      id: z.string(),
      members: members.default({ subscriptionIds: [], keyHashes: [], appIds: [], productIds: [] }),
    }),
  ),
});

const deployments = z.object({
  kind: z.literal('deployments'),
  validFrom,
  defaultSku: z.string().optional(),
  deployments: z.array(
    z.object({
      deployment: z.string(),
      backendId: z.string().optional(),
      model: z.string().optional(),
      sku: z.string(),
    }),
  ),
});

const referenceFile = z.discriminatedUnion('kind', [
  priceBook.transform((book) => ({
    ...book,
    models: book.models.map((model) => ({
      ...model,
      entries: model.entries.map((entry) => ({
        ...entry,
        prices: spelledOut(entry.prices, book.like),
      })),
    })),
  })),
  businessUnits,
  deployments,
]);

type AnyFile = z.infer<typeof referenceFile>;
export type PriceBookFile = Extract<AnyFile, { kind: 'priceBook' }>;
export type BusinessUnitsFile = Extract<AnyFile, { kind: 'businessUnits' }>;
export type DeploymentsFile = Extract<AnyFile, { kind: 'deployments' }>;

/** Throws, with the file's name, where a file is not as the simulator expects it. */
export const readReferenceFile = (file: ReferenceFile): AnyFile => {
  const result = referenceFile.safeParse(file.content);
  if (result.success) return result.data;
  throw new TypeError(`${file.name}: ${z.prettifyError(result.error)}`);
};

// Every meter with its price: the usual quantity filled in, and what costs the same as another one.
const spelledOut = (
  prices: Readonly<Record<string, z.infer<typeof price>>>,
  like: Readonly<Record<string, string>>,
): Readonly<Record<string, { readonly unitPrice: string; readonly per: number }>> => {
  const complete: Record<string, { unitPrice: string; per: number }> = {};
  for (const [meter, { unitPrice, per }] of Object.entries(prices)) {
    complete[meter] = { unitPrice, per: per ?? (soldByUnit.includes(meter) ? 1 : tokensPerPrice) };
  }
  for (const [meter, source] of Object.entries(like)) {
    const same = prices[meter] === undefined ? complete[source] : undefined;
    if (same !== undefined) complete[meter] = same;
  }
  for (const meter of kindsOfCachedInput) {
    const same = like[meter] === undefined ? complete['cachedInput'] : undefined;
    if (same !== undefined) complete[meter] ??= same;
  }
  return complete;
};
