// What the statement of one business unit must say: its usage, rated line by line.
import { routerModel } from '../traffic/deployments';
import { decimal } from '../traffic/reference-files';
import { fixed, moneyDigits } from './rounding';
import type { Rating, ReferencesTruth } from './references-truth';
import type { Usage } from './usage';

/** The tokens that a price is for. */
const per = 1_000_000;

/** Lines by what tells them apart. */
type Lines = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

export interface ExpectedStatement {
  readonly name: string;
  readonly costCentre: string;
  readonly requests: number;
  readonly meters: Readonly<Record<string, number>>;
  readonly usageCost: string;
  readonly sharedCost: string;
  readonly adjustments: string;
  readonly total: string;
  readonly lines: Lines;
  readonly unpriced: Lines;
  readonly coverage: Readonly<Record<string, number>>;
}

interface LineName {
  readonly model: string;
  readonly sku: string | null;
  readonly serviceTier: string;
  readonly meter: string;
}

export const lineKey = (
  line: LineName & { readonly abovePromptTokens?: number; readonly priceBookVersion: string },
): string => [nameOf(line), line.abovePromptTokens ?? 0, line.priceBookVersion].join(' ');

export const unpricedKey = (line: LineName & { readonly reason: string }): string =>
  [nameOf(line), line.reason].join(' ');

const nameOf = ({ model, sku, serviceTier, meter }: LineName): string =>
  [model, sku, serviceTier, meter].join(' ');

export class StatementSum {
  requests = 0;
  /** In 10^-12 of the currency. */
  cost = 0n;
  readonly meters: Record<string, number> = {};
  readonly #lines = new Map<string, { quantity: number; cost: bigint; about: object }>();
  readonly #unpriced = new Map<string, { quantity: number; about: object }>();
  withoutUsage = 0;
  conflicts = 0;
  conflictTokens = 0;
  overflowed = 0;
  unpricedRequests = 0;
  tierAssumed = 0;
  tierAssumedTokens = 0;
  tierUnknown = 0;
  modelDiffers = 0;

  add(usage: Usage, atMs: number, references: ReferencesTruth): void {
    this.requests += usage.requests;
    this.withoutUsage += usage.withoutUsage;
    this.conflicts += usage.conflicts;
    this.conflictTokens += usage.conflictTokens;
    this.overflowed += usage.overflowed;
    const rating = references.rate(usage, atMs);
    this.#count(usage, rating);
    const withoutPrice = new Set<string>();
    for (const [meter, quantity] of Object.entries(usage.meters)) {
      this.meters[meter] = (this.meters[meter] ?? 0) + quantity;
      const price = rating.prices[meter];
      const isPriced = this.#rate(rating, { model: rating.model, meter, quantity, price });
      if (!isPriced) withoutPrice.add(meter);
    }
    for (const item of routed(usage, rating)) {
      if (!this.#rate(rating, item)) withoutPrice.add(item.meter);
    }
    for (const [meters, requests] of Object.entries(usage.requestsByMeters)) {
      const isUnpriced = meters.split(',').some((meter) => withoutPrice.has(meter));
      if (isUnpriced) this.unpricedRequests += requests;
    }
  }

  expected(unit: string, total: bigint, digits: number): ExpectedStatement {
    const isNobody = unit === 'unattributed';
    return {
      name: isNobody ? 'Unattributed' : `Unit ${unit}`,
      costCentre: isNobody ? '' : `cc-${unit}`,
      requests: this.requests,
      meters: this.meters,
      usageCost: decimal(this.cost, moneyDigits),
      sharedCost: '0',
      adjustments: '0',
      total: fixed(total, digits),
      lines: Object.fromEntries(
        [...this.#lines].map(([key, { quantity, cost, about }]) => [
          key,
          { ...about, quantity, per, cost: decimal(cost, moneyDigits) },
        ]),
      ),
      unpriced: Object.fromEntries(
        [...this.#unpriced].map(([key, { quantity, about }]) => [key, { ...about, quantity }]),
      ),
      coverage: {
        withoutUsage: this.withoutUsage,
        estimated: 0,
        conflicts: this.conflicts,
        conflictTokens: this.conflictTokens,
        overflowed: this.overflowed,
        totalMismatch: 0,
        unclassifiedTokens: this.meters['unclassified'] ?? 0,
        unpriced: this.unpricedRequests,
        tierAssumed: this.tierAssumed,
        tierAssumedTokens: this.tierAssumedTokens,
        tierUnknown: this.tierUnknown,
        modelDiffers: this.modelDiffers,
      },
    };
  }

  /** What was not certain, of the requests that used anything. */
  #count(usage: Usage, { tierAssumed, tierUnknown, modelDiffers }: Rating): void {
    const metered = usage.requests - (usage.requestsByMeters[''] ?? 0);
    if (metered === 0) return;
    if (tierAssumed) {
      this.tierAssumed += metered;
      this.tierAssumedTokens += Object.values(usage.meters).reduce((sum, one) => sum + one, 0);
    }
    if (tierUnknown) this.tierUnknown += metered;
    if (modelDiffers) this.modelDiffers += metered;
  }

  /** Answers whether there is a price. */
  #rate(rating: Rating, { model, meter, quantity, price }: Rated): boolean {
    const { sku, serviceTier, abovePromptTokens, version: priceBookVersion } = rating;
    if (price === undefined) {
      // A router is in every book.
      const reason = model === routerModel ? 'noPrice' : rating.missing;
      this.#addUnpriced({ model, sku, serviceTier, meter, reason }, quantity);
      return false;
    }
    const line = {
      model,
      sku,
      serviceTier,
      ...(abovePromptTokens > 0 && { abovePromptTokens }),
      meter,
      priceBookVersion,
      unitPrice: decimal(price, 6),
    };
    // A price has millionths, and is for a million tokens: each token costs so many 10^-12.
    this.#addLine(line, quantity, BigInt(quantity) * BigInt(price));
    return true;
  }

  #addLine(about: Parameters<typeof lineKey>[0], quantity: number, cost: bigint): void {
    const key = lineKey(about);
    const line = this.#lines.get(key) ?? { quantity: 0, cost: 0n, about };
    this.#lines.set(key, { ...line, quantity: line.quantity + quantity, cost: line.cost + cost });
    this.cost += cost;
  }

  #addUnpriced(about: Parameters<typeof unpricedKey>[0], quantity: number): void {
    const key = unpricedKey(about);
    const line = this.#unpriced.get(key) ?? { quantity: 0, about };
    this.#unpriced.set(key, { ...line, quantity: line.quantity + quantity });
  }
}

interface Rated {
  readonly model: string;
  readonly meter: string;
  readonly quantity: number;
  readonly price: number | undefined;
}

/** What a router charges on top: every token of the prompt, cached or not, at its one price. */
const routed = ({ meters }: Usage, { router }: Rating): readonly Rated[] => {
  if (router === undefined) return [];
  return ['input', 'cachedInput', 'unclassified'].flatMap((meter) => {
    const quantity = meters[meter] ?? 0;
    // How much of a bare total was the prompt, nobody knows.
    const price = meter === 'unclassified' ? undefined : router['input'];
    return quantity === 0 ? [] : [{ model: routerModel, meter, quantity, price }];
  });
};
