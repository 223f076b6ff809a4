// From windows to a business day: every row is given to a business unit and rated by the versions
// in force in its window; rows that are alike are added up, before that and after. A pure function of
// windows and reference data, so that a later price book or a new owner only needs it to run again.
import { AddedUpWindows } from './add-up-windows';
import type { DayBounds } from '../calendar';
import type { CompiledReferenceSet } from '../reference/compile-reference-set';
import type { Charge, DayRow, DayUsage, Unpriced } from './day-usage';
import { addDayCoverage } from './day-coverage';
import { canonicalJson } from '../digest';
import { addMeters } from '../usage/meters';
import { addMoney, formatMoney, storedMoney, type Pico } from '../money';
import { rateRowBy } from './rate-window-row';
import { unknownMember } from '../usage/unknown-counters';
import type { WindowUsage } from '../usage/window-usage';

/** A day that is added up while its windows are read, oldest first. */
export class DaySum {
  readonly #windows: AddedUpWindows;
  #suspectedDoubles = 0;

  constructor(references: CompiledReferenceSet) {
    this.#windows = new AddedUpWindows(references);
  }

  add(window: WindowUsage): void {
    this.#suspectedDoubles += window.suspectedDoubles;
    this.#windows.add(window);
  }

  /** `currency` is the reference set's; all price books of a set have one. */
  usage({ date, period }: DayBounds & { readonly period: string }, currency: string): DayUsage {
    const rows = new Map<string, DayRow>();
    for (const { inForce, rows: windowRows } of this.#windows.spans()) {
      for (const windowRow of windowRows) {
        const row = rateRowBy(windowRow, inForce);
        const key = keyOf(row);
        const before = rows.get(key);
        rows.set(key, before === undefined ? row : addRows(before, row));
      }
    }
    const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    return { date, period, currency, suspectedDoubles: this.#suspectedDoubles, rows: sorted };
  }
}

export const sumDay = (
  day: DayBounds & { readonly period: string },
  currency: string,
  windows: readonly WindowUsage[],
  references: CompiledReferenceSet,
): DayUsage => {
  const sum = new DaySum(references);
  for (const window of windows) sum.add(window);
  return sum.usage(day, currency);
};

/** What tells rows apart: everything but what is counted. */
const keyOf = (row: DayRow): string => {
  const { requests, meters, coverage, unknownCounters, ...rated } = row;
  const { charges, unpriced, unpricedRequests, ...dimensions } = rated;
  return canonicalJson(dimensions);
};

const addRows = (a: DayRow, b: DayRow): DayRow => ({
  ...a,
  requests: a.requests + b.requests,
  meters: addMeters(a.meters, b.meters),
  coverage: addDayCoverage(a.coverage, b.coverage),
  ...unknownMember(a, b),
  charges: addCharges([...a.charges, ...b.charges]),
  unpriced: addUnpriced([...a.unpriced, ...b.unpriced]),
  unpricedRequests: a.unpricedRequests + b.unpricedRequests,
});

/** Adds charges of one meter at one price of one model; the order is that in which they first appear. */
export const addCharges = <C extends Charge>(
  charges: Iterable<C>,
  keyOfCharge: (charge: C) => string = ({ meter, unitPrice, per, model = '' }) =>
    `${meter} ${unitPrice} ${per} ${model}`,
): readonly C[] => [...sumCharges(charges, keyOfCharge).values()];

/** As addCharges, by the keys. */
export const sumCharges = <C extends Charge>(
  charges: Iterable<C>,
  keyOfCharge: (charge: C) => string,
): ReadonlyMap<string, C> => {
  const sums = new Map<string, { readonly first: C; quantity: number; cost: Pico }>();
  for (const charge of charges) {
    const key = keyOfCharge(charge);
    const cost = storedMoney(charge.cost);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { first: charge, quantity: charge.quantity, cost });
    else {
      sum.quantity = addQuantities(sum.quantity, charge.quantity);
      sum.cost = addMoney(sum.cost, cost);
    }
  }
  return new Map(
    [...sums].map(([key, { first, quantity, cost }]) => [
      key,
      { ...first, quantity, cost: formatMoney(cost) },
    ]),
  );
};

/** Adds quantities of one meter without a price of one model, for one reason. */
export const addUnpriced = <U extends Unpriced>(
  items: Iterable<U>,
  keyOfItem: (item: U) => string = ({ meter, reason, model = '' }) => `${meter} ${reason} ${model}`,
): readonly U[] => {
  const sums = new Map<string, U>();
  for (const item of items) {
    const key = keyOfItem(item);
    const sum = sums.get(key);
    const quantity = addQuantities(sum?.quantity ?? 0, item.quantity);
    sums.set(key, { ...(sum ?? item), quantity });
  }
  return [...sums.values()];
};

const addQuantities = (a: number, b: number): number => {
  const sum = a + b;
  if (!Number.isSafeInteger(sum)) throw new RangeError(`a quantity is past exact integers: ${sum}`);
  return sum;
};
