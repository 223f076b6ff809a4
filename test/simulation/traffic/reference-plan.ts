// The reference data of a run: prices and owners, drawn from the seed.
import type { Random } from '../../../local/simulator/random';
import { subscriptions } from './draw-call';

export const units = ['alpha', 'beta', 'gamma'] as const;

/** Prices of one model, in millionths of the currency per million tokens: integers, so exact. */
export type ModelPrices = Readonly<Record<string, number>>;

export interface Prices {
  readonly kind: 'priceBook';
  readonly fromMs: number;
  readonly currency: string;
  readonly gpt4o: ModelPrices;
  readonly gpt4oLong: ModelPrices;
  readonly gpt5mini: ModelPrices;
}

export interface Owners {
  readonly kind: 'businessUnits';
  readonly fromMs: number;
  /** Subscriptions by unit. */
  readonly owned: Readonly<Record<string, readonly string[]>>;
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
    gpt5mini: { input: price(), cachedInput: price(), output: price(), unclassified: price() },
  };
};

export const drawOwners = (random: Random, fromMs: number): Owners => {
  const owned: Record<string, string[]> = { alpha: [], beta: [], gamma: [] };
  for (const subscription of subscriptions) {
    const owner = random.chance(0.2) ? undefined : random.pick(units);
    if (owner !== undefined) owned[owner]?.push(subscription);
  }
  return { kind: 'businessUnits', fromMs, owned };
};
