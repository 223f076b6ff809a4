// What the pushed reference data mean, looked up by the oracle itself.
import { batchDeployment, defaultTier } from '../traffic/draw-call';
import { batchSku, usualSku } from '../traffic/reference-files';
import {
  units,
  type ModelPrices,
  type Owners,
  type Prices,
  type Reference,
} from '../traffic/reference-plan';
import type { Usage } from './usage';

export const nobody = 'unattributed';

/** How a price book rates a model's use. */
export interface Rating {
  /** The model as the book names it, or as its sender did. */
  readonly model: string;
  readonly prices: ModelPrices;
  /** Prompt size above which these prices apply, in tokens. */
  readonly abovePromptTokens: number;
  /** Why a meter has no price here. */
  readonly missing: 'unknownModel' | 'noPrice';
  readonly version: string;
  readonly sku: string;
  readonly serviceTier: string;
}

/** All that was pushed in the end: the last word about each time, of each kind. */
export class ReferencesTruth {
  readonly #prices = new Map<number, { readonly prices: Prices; readonly version: string }>();
  readonly #owners = new Map<number, Owners>();

  pricesPushed = 0;
  ownersPushed = 0;

  accept(reference: Reference, version: string): void {
    if (reference.kind === 'priceBook') {
      this.pricesPushed += 1;
      this.#prices.set(reference.fromMs, { prices: reference, version });
    } else {
      this.ownersPushed += 1;
      this.#owners.set(reference.fromMs, reference);
    }
  }

  rate(usage: Usage, atMs: number): Rating {
    const { prices: book, version } = inForce(this.#prices, atMs);
    const { model = 'unknown', longPromptTokens = 0, serviceTier = defaultTier } = usage;
    const sku = usage.deployment === batchDeployment ? batchSku : usualSku;
    const bought = { version, sku, serviceTier };
    const name = model === 'gpt-4o-2024-11-20' ? 'gpt-4o' : model;
    const isKnown = name === 'gpt-4o' || name === 'gpt-5-mini';
    const missing = isKnown ? 'noPrice' : 'unknownModel';
    if (!isKnown || sku !== usualSku || serviceTier !== defaultTier) {
      return { model: name, prices: {}, abovePromptTokens: 0, missing, ...bought };
    }
    if (name === 'gpt-5-mini') {
      return { model: name, prices: book.gpt5mini, abovePromptTokens: 0, missing, ...bought };
    }
    const prices = longPromptTokens > 0 ? book.gpt4oLong : book.gpt4o;
    return { model: name, prices, abovePromptTokens: longPromptTokens, missing, ...bought };
  }

  unitOf(subscription: string | undefined, atMs: number): string {
    if (subscription === undefined) return nobody;
    const { owned } = inForce(this.#owners, atMs);
    return units.find((id) => owned[id]?.includes(subscription)) ?? nobody;
  }

  /** Every run has pushed its prices by the time that it asks. */
  get currency(): string {
    const [first] = this.#prices.values();
    if (first === undefined) throw new Error('no prices were pushed');
    return first.prices.currency;
  }
}

const inForce = <T>(byTime: ReadonlyMap<number, T>, atMs: number): T => {
  const from = Math.max(...[...byTime.keys()].filter((fromMs) => fromMs <= atMs));
  const found = byTime.get(from);
  if (found === undefined)
    throw new Error(`nothing was pushed for ${new Date(atMs).toISOString()}`);
  return found;
};
