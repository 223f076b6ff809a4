// The reference data of a run: prices and owners, drawn from the seed.
import type { Random } from '../../../local/simulator/random';
import { products, subscriptions } from './draw-call';

export const units = ['alpha', 'beta', 'gamma'] as const;

/** Prices of one model, in millionths of the currency per million tokens: integers, so exact. */
export type ModelPrices = Readonly<Record<string, number>>;

export interface Prices {
  readonly kind: 'priceBook';
  readonly fromMs: number;
  readonly currency: string;
  readonly gpt4o: ModelPrices;
  readonly gpt4oLong: ModelPrices;
  readonly gpt4oPriority: ModelPrices;
  readonly gpt4oFlex: ModelPrices;
  readonly gpt5mini: ModelPrices;
  /** What the router costs beside the model that it chose. */
  readonly router: ModelPrices;
}

export interface Owners {
  readonly kind: 'businessUnits';
  readonly fromMs: number;
  /** Subscriptions by unit. */
  readonly owned: Readonly<Record<string, readonly string[]>>;
  /** Products by unit, for callers whose subscription has no owner. */
  readonly products: Readonly<Record<string, readonly string[]>>;
}

export type Reference = Prices | Owners;

/** In force since long before any call. */
export const alwaysMs = Date.parse('2026-01-01T00:00:00Z');

export const drawPrices = (random: Random, fromMs: number, currency: string): Prices => {
  // Six decimals, so that costs have as many as money can have.
  const price = (): number => random.integer(1, 20_000_000);
  return {
    kind: 'priceBook',
    fromMs,
    currency,
    gpt4o: { input: price(), cachedInput: price(), output: price(), reasoningOutput: price() },
    // Long prompts have no price for cached input: it is unpriced there.
    gpt4oLong: { input: price(), output: price(), reasoningOutput: price() },
    // Priority has no price for cached input, either; it has one for prompts of any length.
    gpt4oPriority: { input: price(), output: price(), reasoningOutput: price() },
    gpt4oFlex: { input: price(), cachedInput: price(), output: price(), unclassified: price() },
    gpt5mini: { input: price(), cachedInput: price(), output: price(), unclassified: price() },
    router: { input: price() },
  };
};

export const drawOwners = (random: Random, fromMs: number): Owners => ({
  kind: 'businessUnits',
  fromMs,
  owned: shareOutNames(random, subscriptions, 0.2),
  products: shareOutNames(random, products, 0.6),
});

/** Each name to one unit or, with some probability, to none; spelled as that unit spells it. */
const shareOutNames = (
  random: Random,
  names: readonly string[],
  unowned: number,
): Readonly<Record<string, readonly string[]>> => {
  const owned: Record<string, string[]> = Object.fromEntries(units.map((id) => [id, []]));
  for (const name of names) {
    const owner = random.chance(unowned) ? undefined : random.pick(units);
    const spelled = random.chance(0.3) ? name.toUpperCase() : name;
    if (owner !== undefined) owned[owner]?.push(spelled);
  }
  return owned;
};
