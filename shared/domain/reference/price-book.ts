// Prices: a dated price book, and the exact lookup of a unit price in it. Nothing is guessed: what
// the book does not name has no price, and the line stays unpriced until a book names it.
import type { Instant } from '../instant';
import type { Meter } from '../usage/meters';

/** Prompt sizes at which long-context prices may begin, in tokens. A book may use only these. */
export const promptClassBreaks = [128_000, 200_000, 272_000, 400_000] as const;

export interface Price {
  /** Decimal in the book's currency, for `per` units of the meter. */
  readonly unitPrice: string;
  readonly per: 1 | 1_000 | 1_000_000;
}

/** Prices of one model under one way of buying it. */
export interface PriceEntry {
  readonly skus: readonly string[];
  readonly serviceTiers: readonly string[];
  /** The entry is for prompts of more tokens than this; 0, or one of promptClassBreaks. */
  readonly abovePromptTokens: number;
  /** Why the prices are what they are, e.g. that a reservation pays. */
  readonly note?: string;
  readonly prices: Readonly<Partial<Record<Meter, Price>>>;
}

export interface PricedModel {
  readonly model: string;
  /** Other names of the model, as response bodies, logs and deployments spell it. */
  readonly aliases: readonly string[];
  /**
   * Whether the model is a router, which lets another model answer and has a price of its own beside
   * that one's; absent: by its name (isRouterName).
   */
  readonly router?: boolean;
  readonly entries: readonly PriceEntry[];
}

/** The service tier of requests that were given no other. `standard` in a book or a response is the same. */
export const defaultServiceTier = 'default';

/** Stands for the model where nobody knows it. No model or alias of a book may be called so. */
export const unknownModel = 'unknown';

export interface PriceBook {
  readonly version: string;
  readonly validFrom: Instant;
  readonly currency: string;
  readonly models: readonly PricedModel[];
}
