// What the pushed reference data mean, looked up by the oracle itself.
import {
  units,
  type ModelPrices,
  type Owners,
  type Prices,
  type Reference,
} from '../traffic/reference-plan';

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

  rate(model: string | undefined, longPromptTokens: number | undefined, atMs: number): Rating {
    const { prices: book, version } = inForce(this.#prices, atMs);
    const missing = 'noPrice';
    if (model === 'gpt-4o' || model === 'gpt-4o-2024-11-20') {
      const prices = longPromptTokens === undefined ? book.gpt4o : book.gpt4oLong;
      const abovePromptTokens = longPromptTokens ?? 0;
      return { model: 'gpt-4o', prices, abovePromptTokens, missing, version };
    }
    if (model === 'gpt-5-mini') {
      return { model, prices: book.gpt5mini, abovePromptTokens: 0, missing, version };
    }
    const unknown = { prices: {}, abovePromptTokens: 0, missing: 'unknownModel' } as const;
    return { model: model ?? 'unknown', ...unknown, version };
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
