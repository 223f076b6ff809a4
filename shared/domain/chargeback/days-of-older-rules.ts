// Rows of days that the first release computed, in the units of today's: it counted whole seconds, and
// later releases count milliseconds. Such a day is read as it was stored until it is computed again, and
// one that is no longer re-rated stays as it is.
import { unitsPerPriced, type Meter, type Meters } from '../usage/meters';
import type { DayRow } from './day-usage';

/** The last version of the algorithm that counted seconds. */
const lastVersionOfSeconds = 1;

/** `day`: the stored day that the rows are of. */
export function dayRowsInTodaysUnits(
  rows: readonly DayRow[],
  day: { readonly algorithmVersion?: number | undefined },
): readonly DayRow[] {
  if ((day.algorithmVersion ?? lastVersionOfSeconds) > lastVersionOfSeconds) return rows;
  return rows.map((row) => ({
    ...row,
    meters: metersInTodaysUnits(row.meters),
    charges: row.charges.map(inTodaysUnits),
    unpriced: row.unpriced.map(inTodaysUnits),
  }));
}

function metersInTodaysUnits(meters: Meters): Meters {
  const counted: Partial<Record<Meter, number>> = {};
  for (const [meter, quantity] of Object.entries(meters) as [Meter, number][]) {
    counted[meter] = quantity * unitsPerPriced(meter);
  }
  return counted;
}

// What a quantity costs stays the same: its price is per second.
const inTodaysUnits = <Item extends { readonly meter: Meter; readonly quantity: number }>(
  item: Item,
): Item => ({ ...item, quantity: item.quantity * unitsPerPriced(item.meter) });
