// Day usage: the rows of a business day's windows, each given to a business unit and rated by the
// reference data in force in its window. Money is an exact decimal string here.
import { storedMoney, sumMoney, type Pico } from '../money';
import type { Meter, Meters } from '../usage/meters';
import { addMeters } from '../usage/meters';
import type { UnknownCounters } from '../usage/unknown-counters';
import type { UsageDimensions } from '../usage/window-usage';
import type { DayCoverageCounts } from './day-coverage';

/** Why a quantity has no price. */
export type UnpricedReason =
  | 'noPriceBook' // none is in force at that time
  | 'unknownModel' // the book does not name the model, or nobody knows which model it was
  | 'unknownSku' // the deployment is not listed, and there is no default
  | 'noPrice'; // the model has no price for this SKU, service tier, prompt size or meter

/** quantity × unitPrice ÷ per = cost, exactly; the quantity of seconds is in milliseconds here. */
export interface Charge {
  readonly meter: Meter;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly per: number;
  readonly cost: string;
  /** Of a router's price: the router, as the price book names it. Absent: the row's model. */
  readonly model?: string;
}

export interface Unpriced {
  readonly meter: Meter;
  readonly quantity: number;
  readonly reason: UnpricedReason;
  /** As of a charge: the router whose price is missing. */
  readonly model?: string;
}

export interface DayRow extends Omit<
  UsageDimensions,
  'subscriptionId' | 'keyHash' | 'appId' | 'model' | 'serviceTier' | 'requestedTier' | 'batch'
> {
  readonly businessUnit: string;
  /** The caller by its best name, e.g. `subscription:team-a`; null where nobody named one. */
  readonly caller: string | null;
  /** As the price book names it; else as a source did, folded; else `unknown`. */
  readonly model: string;
  /** The tier whose prices apply (effective-tier.ts); how certain it is, `coverage` counts. */
  readonly serviceTier: string;
  /** How the deployment that served was bought; null where that is not certain. */
  readonly sku: string | null;
  /** Prompt size above which the prices of this row begin, in tokens. */
  readonly abovePromptTokens: number;
  readonly priceBookVersion: string | null;
  readonly requests: number;
  readonly meters: Meters;
  readonly coverage: DayCoverageCounts;
  /** Counters that no rule knows; absent if there are none. */
  readonly unknownCounters?: UnknownCounters;
  readonly charges: readonly Charge[];
  readonly unpriced: readonly Unpriced[];
  /** Requests that used a meter without a price. */
  readonly unpricedRequests: number;
}

export interface DayUsage {
  /** Local date in the period's time zone, `YYYY-MM-DD`. */
  readonly date: string;
  readonly period: string;
  readonly currency: string;
  readonly suspectedDoubles: number;
  readonly rows: readonly DayRow[];
}

/** Quantities of a row that lack a price: its model's, or its router's where that lacks more. */
export const unpricedMeters = ({ unpriced }: Pick<DayRow, 'unpriced'>): Meters => {
  if (unpriced.length === 0) return {};
  let own: Meters = {};
  let routed: Meters = {};
  for (const { meter, quantity, model } of unpriced) {
    if (model === undefined) own = addMeters(own, { [meter]: quantity });
    else routed = addMeters(routed, { [meter]: quantity });
  }
  const larger: Partial<Record<Meter, number>> = { ...own };
  for (const [meter, quantity] of Object.entries(routed) as [Meter, number][]) {
    larger[meter] = Math.max(own[meter] ?? 0, quantity);
  }
  return larger;
};

export const costOfRow = ({ charges }: DayRow): Pico =>
  sumMoney(charges.map(({ cost }) => storedMoney(cost)));

export const costOfDay = ({ rows }: DayUsage): Pico => sumMoney(rows.map(costOfRow));
