// What recomputing a range costs, before it begins: worked out from what the windows' heads say of
// themselves and from the request units that docs/cost.md derives for its example estate.
import type { RecomputePlan } from '../../shared/app/rollup/plan-recompute';
import { backgroundMarksMax } from '../../shared/limits';

/** A record of 1,280 bytes, queried under strong consistency. */
const requestUnitsPerRecord = 2.5;

/** A window of 200 rows: read before and replaced. */
const requestUnitsPerWindow = 110;

/** A day and its period: their windows and days read, the day, its period and statements written. */
const requestUnitsPerDay = 1_850;

/** Background work takes a quarter of a run, and windows the first half of that. */
const windowsShare = 1 / 8;

export interface Estimate {
  readonly requestUnits: number;
  /** Of the rollup, one a minute by the default schedule. */
  readonly runs: number;
}

export function estimateCost({ windows, records, days, tookMs, bounds }: RecomputePlan): Estimate {
  const budgetMs = bounds.secondsMax * 1000 * windowsShare;
  const runs = Math.max(
    windows.length === 0 ? 0 : 1,
    Math.ceil(windows.length / backgroundMarksMax),
    Math.ceil(tookMs / budgetMs),
  );
  // A run that ends in the middle of a day leaves the rest of that day to the next one.
  const publications = windows.length === 0 ? 0 : days + runs - 1;
  const requestUnits =
    records * requestUnitsPerRecord +
    windows.length * requestUnitsPerWindow +
    publications * requestUnitsPerDay;
  return { requestUnits: Math.ceil(requestUnits), runs };
}

export const assumptions =
  `Assumed: ${requestUnitsPerRecord} RU a record, ${requestUnitsPerWindow} a window, ` +
  `${requestUnitsPerDay.toLocaleString('en')} a day and a run (docs/cost.md); each window takes as ` +
  'long as when it was last computed.';
