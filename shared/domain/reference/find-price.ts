// Finds the price of a quantity in a price book, exactly or not at all: what the book does not name
// is unpriced for a stated reason, never free and never priced like something similar.
import { foldName } from '../fold-name';
import type { UnpricedReason } from '../chargeback/day-usage';
import type { Meter } from '../usage/meters';
import { pico, storedMoney, type Pico } from '../money';
import { canonicalTier } from './effective-tier';
import { fineTunedBase, fineTunedFamily, isRouterName } from './model-names';
import type { Price, PriceBook, PricedModel, PriceEntry } from './price-book';

export interface PriceQuestion {
  /** Any spelling of the model's name or of an alias; null: nobody knows which model it was. */
  readonly model: string | null;
  /** null: nobody knows how the deployment was bought. */
  readonly sku: string | null;
  readonly serviceTier: string;
  /** Lower bound of the prompt-size class, in tokens: 0 or one of promptClassBreaks. */
  readonly promptClass: number;
}

export type EntryFinding =
  | { readonly kind: 'found'; readonly model: string; readonly entry: PriceEntry }
  | {
      readonly kind: 'missing';
      /** As the book names the model, if it does. */
      readonly model: string | undefined;
      readonly reason: UnpricedReason;
    };

export interface CompiledPriceBook {
  readonly version: string;
  /**
   * The entry for the largest prompts among those that list the SKU and the service tier and do
   * not begin above the prompt's class. It stands alone: what it does not price has no price, even
   * where an entry for smaller prompts has one.
   */
  entryFor(question: PriceQuestion): EntryFinding;
  /** As the book names the model; undefined if it does not name it. */
  nameOf(model: string): string | undefined;
  /** The same, folded. */
  foldedNameOf(model: string): string | undefined;
  /** Whether the model is a router; one that the book does not name is judged by its name. */
  isRouter(model: string): boolean;
  /** How many service tiers the model has prices for when it is bought so. */
  tiersOf(model: string, sku: string): number;
}

interface CompiledModel {
  readonly model: string;
  readonly folded: string;
  readonly isRouter: boolean;
  readonly tiersBySku: ReadonlyMap<string, number>;
  /** By SKU and service tier; those for the largest prompts first. */
  readonly entries: ReadonlyMap<string, readonly PriceEntry[]>;
}

export const compilePriceBook = (book: PriceBook): CompiledPriceBook => {
  const models = new Map<string, CompiledModel>();
  for (const priced of book.models) {
    const compiled = compileModel(priced);
    for (const name of namesOf(priced)) models.set(name, compiled);
  }
  const find = (name: string): CompiledModel | undefined => {
    const folded = foldName(name);
    const model = models.get(folded);
    if (model !== undefined) return model;
    const base = fineTunedBase(folded);
    return base === undefined ? undefined : (models.get(fineTunedFamily(base)) ?? models.get(base));
  };
  return {
    version: book.version,
    nameOf: (name) => find(name)?.model,
    foldedNameOf: (name) => find(name)?.folded,
    isRouter: (name) => find(name)?.isRouter ?? isRouterName(foldName(name)),
    tiersOf: (name, sku) => find(name)?.tiersBySku.get(sku) ?? 0,
    entryFor({ model: name, sku, serviceTier, promptClass }) {
      const model = name === null ? undefined : find(name);
      if (model === undefined) return { kind: 'missing', model: undefined, reason: 'unknownModel' };
      if (sku === null) return { kind: 'missing', model: model.model, reason: 'unknownSku' };
      const entry = model.entries
        .get(entryKey(sku, serviceTier))
        ?.find(({ abovePromptTokens }) => abovePromptTokens <= promptClass);
      return entry === undefined
        ? { kind: 'missing', model: model.model, reason: 'noPrice' }
        : { kind: 'found', model: model.model, entry };
    },
  };
};

/** The price of a meter in what was found, or why there is none. */
export const findPrice = (finding: EntryFinding, meter: Meter): Price | UnpricedReason =>
  finding.kind === 'found' ? (finding.entry.prices[meter] ?? 'noPrice') : finding.reason;

/**
 * quantity × unitPrice ÷ per, exactly: the file format allows a unit price only as many decimals
 * as divide evenly. `units` is how many units of the quantity the price counts as one: a second is
 * 1,000 milliseconds. Throws RangeError on a quantity that is no whole number.
 */
export const costOf = (quantity: number, price: Price, units = 1): Pico =>
  pico(costOfOne(price, units) * BigInt(quantity));

const costOfOne = (price: Price, units: number): bigint => {
  const known = costsOfOne.get(price);
  if (known?.units === units) return known.cost;
  const { unitPrice, per } = price;
  const perUnits = storedMoney(unitPrice);
  const divisor = BigInt(per) * BigInt(units);
  if (perUnits % divisor !== 0n) {
    throw new RangeError(`a price of ${unitPrice} per ${per} is finer than money is counted`);
  }
  const cost = perUnits / divisor;
  costsOfOne.set(price, { units, cost });
  return cost;
};

// A price is read from its text once, and then rates every row of every day.
const costsOfOne = new WeakMap<Price, { readonly units: number; readonly cost: bigint }>();

const namesOf = ({ model, aliases }: PricedModel): readonly string[] =>
  [model, ...aliases].map(foldName);

const compileModel = (priced: PricedModel): CompiledModel => {
  const { model, entries, router } = priced;
  const tiers = new Map<string, Set<string>>();
  for (const { skus, serviceTiers } of entries) {
    for (const sku of skus) {
      const known = tiers.get(sku) ?? new Set();
      tiers.set(sku, known);
      for (const tier of serviceTiers) known.add(canonicalTier(tier));
    }
  }
  return {
    model,
    folded: foldName(model),
    isRouter: router ?? namesOf(priced).some(isRouterName),
    tiersBySku: new Map([...tiers].map(([sku, { size }]) => [sku, size])),
    entries: indexEntries(entries),
  };
};

const entryKey = (sku: string, serviceTier: string): string => `${sku}/${serviceTier}`;

const indexEntries = (
  entries: readonly PriceEntry[],
): ReadonlyMap<string, readonly PriceEntry[]> => {
  const index = new Map<string, PriceEntry[]>();
  for (const entry of [...entries].sort((a, b) => b.abovePromptTokens - a.abovePromptTokens)) {
    for (const sku of entry.skus) {
      for (const serviceTier of entry.serviceTiers) {
        const key = entryKey(sku, canonicalTier(serviceTier));
        index.set(key, [...(index.get(key) ?? []), entry]);
      }
    }
  }
  return index;
};
