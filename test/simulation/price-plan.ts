// The reference data of a run: prices and owners, and how they change while it runs. The files go
// through the program; what they mean is looked up here again, in our own words.
import type { Random } from '../../local/simulator/random';
import { instantOf } from '../../shared/domain/instant';
import { longPromptTokens, subscriptions } from './traffic';

export const units = ['alpha', 'beta', 'gamma'] as const;
export const nobody = 'unattributed';

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

/** The file that a person would push. */
export const fileOf = (reference: Reference, replaces: string | undefined): object => {
  const header = {
    kind: reference.kind,
    validFrom: instantOf(reference.fromMs),
    reason: 'simulation',
    ...(replaces !== undefined && { replaces }),
  };
  if (reference.kind === 'businessUnits') {
    return {
      ...header,
      businessUnits: units.map((id) => ({
        id,
        name: `Unit ${id}`,
        costCentre: `cc-${id}`,
        members: { subscriptionIds: reference.owned[id] ?? [] },
      })),
    };
  }
  const entry = (prices: ModelPrices, abovePromptTokens: number): object => ({
    skus: ['GlobalStandard'],
    abovePromptTokens,
    prices: Object.fromEntries(
      Object.entries(prices).map(([meter, price]) => [meter, decimal(price, 6)]),
    ),
  });
  return {
    ...header,
    currency: reference.currency,
    models: [
      {
        model: 'gpt-4o',
        aliases: ['gpt-4o-2024-11-20'],
        entries: [entry(reference.gpt4o, 0), entry(reference.gpt4oLong, longPromptTokens)],
      },
      { model: 'gpt-5-mini', entries: [entry(reference.gpt5mini, 0)] },
    ],
  };
};

export const deploymentsFile = {
  kind: 'deployments',
  validFrom: '2026-01-01',
  reason: 'simulation',
  defaultSku: 'GlobalStandard',
  deployments: [],
};

/** An integer of the last digit as a plain decimal without trailing zeros. */
export const decimal = (amount: number | bigint, digits: number): string => {
  const text = String(amount).padStart(digits + 1, '0');
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  return `${text.slice(0, text.length - digits)}${fraction === '' ? '' : `.${fraction}`}`;
};

/** All that was pushed in the end: the last word about each time, of each kind. */
export class ReferencesTruth {
  readonly #prices = new Map<number, Prices>();
  readonly #owners = new Map<number, Owners>();

  pricesPushed = 0;
  ownersPushed = 0;

  accept(reference: Reference): void {
    if (reference.kind === 'priceBook') {
      this.pricesPushed += 1;
      this.#prices.set(reference.fromMs, reference);
    } else {
      this.ownersPushed += 1;
      this.#owners.set(reference.fromMs, reference);
    }
  }

  pricesAt(atMs: number): Prices | undefined {
    return latestOf(this.#prices, atMs);
  }

  unitOf(subscription: string | undefined, atMs: number): string {
    const owners = latestOf(this.#owners, atMs);
    if (owners === undefined || subscription === undefined) return nobody;
    const unit = units.find((id) => owners.owned[id]?.includes(subscription));
    return unit ?? nobody;
  }

  get currency(): string {
    return [...this.#prices.values()][0]?.currency ?? 'XXX';
  }

  get hasOwners(): boolean {
    return this.#owners.size > 0;
  }
}

const latestOf = <T>(byTime: ReadonlyMap<number, T>, atMs: number): T | undefined => {
  const times = [...byTime.keys()].filter((fromMs) => fromMs <= atMs);
  return times.length === 0 ? undefined : byTime.get(Math.max(...times));
};
