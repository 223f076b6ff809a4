// What the reports must say, to the last decimal, of requests that the oracle knows: rated by the
// references of their own window, added up, and rounded once.
import { minuteMs } from './clocks';
import type { RequestTruth } from './oracle';
import { decimal, nobody, units, type ModelPrices, type ReferencesTruth } from './price-plan';

/** Requests of one window that are alike: one request of the oracle, or a row of a sealed window. */
export interface Usage {
  readonly window: string;
  readonly subscription: string | undefined;
  readonly model: string | undefined;
  readonly isLongPrompt: boolean;
  readonly requests: number;
  readonly meters: Readonly<Record<string, number>>;
  /** Requests by the meters that they used. */
  readonly requestsByMeters: Readonly<Record<string, number>>;
  readonly withoutUsage: number;
  readonly conflicts: number;
  readonly conflictTokens: number;
  readonly sourcesDisagree: number;
}

export const usageOf = (truth: RequestTruth): Usage => ({
  window: truth.window,
  subscription: truth.subscription,
  model: truth.model,
  isLongPrompt: truth.isLongPrompt,
  requests: 1,
  meters: truth.meters,
  requestsByMeters: { [Object.keys(truth.meters).join()]: 1 },
  withoutUsage: truth.withoutUsage ? 1 : 0,
  conflicts: truth.conflicts ? 1 : 0,
  conflictTokens: truth.conflictTokens,
  sourcesDisagree: truth.sourcesDisagree ? 1 : 0,
});

export interface ExpectedUnit {
  readonly requests: number;
  readonly meters: Readonly<Record<string, number>>;
  readonly usageCost: string;
  readonly total: string;
  /** `model meter unitPrice` → `quantity cost`. */
  readonly lines: Readonly<Record<string, string>>;
  /** `model meter reason` → quantity. */
  readonly unpriced: Readonly<Record<string, number>>;
  readonly withoutUsage: number;
  readonly conflicts: number;
  readonly unpricedRequests: number;
}

export interface ExpectedReport {
  readonly requests: number;
  readonly usageCost: string;
  readonly total: string;
  readonly unattributed: number;
  readonly conflictTokens: number;
  readonly sourcesDisagree: number;
  readonly units: Readonly<Record<string, ExpectedUnit>>;
}

export const expectedReport = (
  usages: readonly Usage[],
  references: ReferencesTruth,
): ExpectedReport => {
  const sums = new Map<string, UnitSum>(
    (references.hasOwners ? units : []).map((id) => [id, new UnitSum()]),
  );
  for (const usage of usages) {
    const unit = references.unitOf(usage.subscription, windowStartMs(usage.window));
    const sum = sums.get(unit) ?? new UnitSum();
    sums.set(unit, sum);
    sum.add(usage, references);
  }
  const ids = [...sums.keys()].sort();
  // Every run has pushed a price book by then, in one of two currencies.
  const digits = references.currency === 'JPY' ? 0 : 2;
  const totals = shareOut(
    ids.map((id) => sums.get(id)?.cost ?? 0n),
    10n ** BigInt(12 - digits),
  );
  const all = [...sums.values()];
  const count = (of: (usage: Usage) => number): number =>
    usages.reduce((sum, usage) => sum + of(usage), 0);
  return {
    requests: count(({ requests }) => requests),
    usageCost: decimal(
      all.reduce((sum, { cost }) => sum + cost, 0n),
      12,
    ),
    total: fixed(
      totals.reduce((sum, total) => sum + total, 0n),
      digits,
    ),
    unattributed: sums.get(nobody)?.requests ?? 0,
    conflictTokens: count(({ conflictTokens }) => conflictTokens),
    sourcesDisagree: count(({ sourcesDisagree }) => sourcesDisagree),
    units: Object.fromEntries(
      ids.map((id, index) => [
        id,
        (sums.get(id) ?? new UnitSum()).expected(totals[index] ?? 0n, digits),
      ]),
    ),
  };
};

export const windowStartMs = (window: string): number => Date.parse(window.replace('Z', ':00Z'));

class UnitSum {
  requests = 0;
  cost = 0n;
  readonly meters: Record<string, number> = {};
  readonly #lines = new Map<string, { quantity: number; cost: bigint }>();
  readonly #unpriced: Record<string, number> = {};
  #withoutUsage = 0;
  #conflicts = 0;
  #unpricedRequests = 0;

  add(usage: Usage, references: ReferencesTruth): void {
    this.requests += usage.requests;
    this.#withoutUsage += usage.withoutUsage;
    this.#conflicts += usage.conflicts;
    const { name, prices, missing } = pricesFor(usage, references);
    const withoutPrice = new Set<string>();
    for (const [meter, quantity] of Object.entries(usage.meters)) {
      this.meters[meter] = (this.meters[meter] ?? 0) + quantity;
      const price = prices?.[meter];
      if (price === undefined) {
        withoutPrice.add(meter);
        const key = `${name} ${meter} ${missing}`;
        this.#unpriced[key] = (this.#unpriced[key] ?? 0) + quantity;
        continue;
      }
      // Millionths per million tokens: each token costs so many 10^-12.
      const cost = BigInt(quantity) * BigInt(price);
      const key = `${name} ${meter} ${decimal(price, 6)}`;
      const line = this.#lines.get(key) ?? { quantity: 0, cost: 0n };
      this.#lines.set(key, { quantity: line.quantity + quantity, cost: line.cost + cost });
      this.cost += cost;
    }
    for (const [meters, requests] of Object.entries(usage.requestsByMeters)) {
      if (meters.split(',').some((meter) => withoutPrice.has(meter))) {
        this.#unpricedRequests += requests;
      }
    }
  }

  expected(total: bigint, digits: number): ExpectedUnit {
    return {
      requests: this.requests,
      meters: this.meters,
      usageCost: decimal(this.cost, 12),
      total: fixed(total, digits),
      lines: Object.fromEntries(
        [...this.#lines].map(([key, { quantity, cost }]) => [
          key,
          `${quantity} ${decimal(cost, 12)}`,
        ]),
      ),
      unpriced: this.#unpriced,
      withoutUsage: this.#withoutUsage,
      conflicts: this.#conflicts,
      unpricedRequests: this.#unpricedRequests,
    };
  }
}

const pricesFor = (
  { model, window, isLongPrompt }: Usage,
  references: ReferencesTruth,
): {
  readonly name: string;
  readonly prices: ModelPrices | undefined;
  readonly missing: string;
} => {
  const book = references.pricesAt(windowStartMs(window));
  if (book === undefined) {
    return { name: model ?? 'unknown', prices: undefined, missing: 'noPriceBook' };
  }
  if (model === 'gpt-4o' || model === 'gpt-4o-2024-11-20') {
    const prices = isLongPrompt ? book.gpt4oLong : book.gpt4o;
    return { name: 'gpt-4o', prices, missing: 'noPrice' };
  }
  if (model === 'gpt-5-mini') return { name: model, prices: book.gpt5mini, missing: 'noPrice' };
  return { name: model ?? 'unknown', prices: undefined, missing: 'unknownModel' };
};

/** Amounts rounded to units that add up to their rounded sum, by largest remainder, ties in order. */
const shareOut = (amounts: readonly bigint[], unit: bigint): readonly bigint[] => {
  const sum = amounts.reduce((all, amount) => all + amount, 0n);
  const shares = amounts.map((amount) => amount / unit);
  let missing = (sum + unit / 2n) / unit - shares.reduce((all, share) => all + share, 0n);
  const byRemainder = amounts
    .map((amount, index) => ({ index, remainder: amount % unit }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    );
  for (const { index } of byRemainder) {
    if (missing === 0n) break;
    shares[index] = (shares[index] ?? 0n) + 1n;
    missing -= 1n;
  }
  return shares;
};

const fixed = (minorUnits: bigint, digits: number): string => {
  const text = minorUnits.toString().padStart(digits + 1, '0');
  if (digits === 0) return text;
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
};

/** The month of an instant in a time zone, `YYYY-MM`. */
export const monthOf = (ms: number, timeZone: string): string => {
  const parts = monthFormatter(timeZone).formatToParts(ms);
  const part = (wanted: string): string => parts.find(({ type }) => type === wanted)?.value ?? '';
  return `${part('year')}-${part('month')}`;
};

/** `[from, to)` of a month in a time zone, by trying every quarter hour around it. */
export const monthBounds = (
  month: string,
  timeZone: string,
): { readonly fromMs: number; readonly toMs: number } => {
  const first = (name: string): number => {
    const guess = Date.parse(`${name}-01T00:00:00Z`);
    for (let ms = guess - 15 * 60 * minuteMs; ; ms += 15 * minuteMs) {
      if (monthOf(ms, timeZone) >= name) return ms;
    }
  };
  const next = monthOf(Date.parse(`${month}-15T00:00:00Z`) + 31 * 24 * 60 * minuteMs, 'UTC');
  return { fromMs: first(month), toMs: first(next) };
};

const formatters = new Map<string, Intl.DateTimeFormat>();

const monthFormatter = (timeZone: string): Intl.DateTimeFormat => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
  });
  formatters.set(timeZone, formatter);
  return formatter;
};
