// What a reader of rated rows must know about them: the counts of their windows, and those that only
// rating can make, since they depend on the reference data.
import { addCoverage } from '../usage/sum-window';
import type { CoverageCounts } from '../usage/window-usage';

/** Requests with a metered quantity unless the name says otherwise; zeros are left out. */
export const ratingCounters = [
  'tierAssumed', // rated at a tier that was asked for or set, and that no response confirmed
  'tierAssumedTokens', // tokens of these requests
  'tierUnknown', // rated at the usual tier; the model has prices for several, and no source knows which served
  'modelDiffers', // answered by another model than the deployment list names
] as const;
export type RatingCounter = (typeof ratingCounters)[number];
export type RatingCounts = Readonly<Partial<Record<RatingCounter, number>>>;

export type DayCoverageCounts = CoverageCounts & RatingCounts;

export function addDayCoverage(a: DayCoverageCounts, b: DayCoverageCounts): DayCoverageCounts {
  const sum: Partial<Record<RatingCounter, number>> = {};
  for (const counter of ratingCounters) {
    const count = (a[counter] ?? 0) + (b[counter] ?? 0);
    if (count !== 0) sum[counter] = count;
  }
  return { ...addCoverage(a, b), ...sum };
}
