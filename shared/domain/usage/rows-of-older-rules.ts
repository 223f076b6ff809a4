// Rows of windows that older rules made, in the units of today's. A window that was sealed before the
// rules changed is never computed again, so its rows are read as they were stored.
import type { Meter, Meters } from './meters';
import { rulesVersionOf } from './rules-version';
import type { WindowRow } from './window-usage';

/** Version 1 counted whole seconds. Later ones count milliseconds. */
const lastVersionOfSeconds = 1;

/** `window`: the stored window that the rows are of. */
export function rowsInTodaysUnits(
  rows: readonly WindowRow[],
  window: { readonly rulesVersion?: number | undefined },
): readonly WindowRow[] {
  if (rulesVersionOf(window) > lastVersionOfSeconds) return rows;
  return rows.map((row) =>
    timed.some((meter) => row.meters[meter] !== undefined)
      ? { ...row, meters: inMilliseconds(row.meters) }
      : row,
  );
}

const timed = ['audioSeconds', 'videoSeconds'] as const satisfies readonly Meter[];

function inMilliseconds(meters: Meters): Meters {
  const counted: Partial<Record<Meter, number>> = { ...meters };
  for (const meter of timed) {
    const seconds = meters[meter];
    if (seconds !== undefined) counted[meter] = seconds * 1_000;
  }
  return counted;
}
