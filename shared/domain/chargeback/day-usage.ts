// Day usage: the rows of a business day's windows, each given to a business unit and rated by the
// reference data in force in its window. Money is an exact decimal string here.
import { storedMoney, sumMoney, type Pico } from '../money';
import type { Meter, Meters } from '../usage/meters';
import type { CoverageCounts, UsageDimensions } from '../usage/window-usage';

/** Why a quantity has no price. */
export type UnpricedReason =
  | 'noPriceBook' // none is in force at that time
  | 'unknownModel' // the book does not name the model, or nobody knows which model it was
  | 'unknownSku' // the deployment is not listed, and there is no default
  | 'noPrice'; // the model has no price for this SKU, service tier, prompt size or meter

/** quantity × unitPrice ÷ per = cost, exactly. */
export interface Charge {
  readonly meter: Meter;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly per: number;
  readonly cost: string;
}

export interface Unpriced {
  readonly meter: Meter;
  readonly quantity: number;
  readonly reason: UnpricedReason;
}

export interface DayRow extends Omit<
  UsageDimensions,
  'subscriptionId' | 'keyHash' | 'appId' | 'backendId' | 'model' | 'serviceTier'
> {
  readonly businessUnit: string;
  /** The caller by its best name, e.g. `subscription:team-a`; null where nobody named one. */
  readonly caller: string | null;
  /** As the price book names it; else as a source did; else `unknown`. */
  readonly model: string;
  /** In lower case; `default` where no source named one. */
  readonly serviceTier: string;
  /** How the deployment that served was bought; null where that is not certain. */
  readonly sku: string | null;
  /** Prompt size above which the prices of this row begin, in tokens. */
  readonly abovePromptTokens: number;
  readonly priceBookVersion: string | null;
  readonly requests: number;
  readonly meters: Meters;
  readonly coverage: CoverageCounts;
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

export const costOfRow = ({ charges }: DayRow): Pico =>
  sumMoney(charges.map(({ cost }) => storedMoney(cost)));

export const costOfDay = ({ rows }: DayUsage): Pico => sumMoney(rows.map(costOfRow));
