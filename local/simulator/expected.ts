// What the report must say, as the oracle states it. Costs are exact decimals, totals are rounded to
// cents; the names are those of the report, so that both can be compared figure by figure.
import type { Quantities } from './simulated-request';

export interface ExpectedFigures {
  readonly requests: number;
  readonly meters: Quantities;
  readonly usageCost: string;
  readonly total: string;
}

export interface ExpectedBusinessUnit extends ExpectedFigures {
  readonly businessUnit: string;
  readonly coverage: ExpectedUnitCoverage;
}

/** Counts of requests. */
export interface ExpectedUnitCoverage {
  readonly withoutUsage: number;
  readonly estimated: number;
  readonly conflicts: number;
  readonly unpriced: number;
  readonly tierAssumed: number;
  readonly tierUnknown: number;
  readonly modelDiffers: number;
}

export interface ExpectedCoverage extends ExpectedUnitCoverage {
  readonly requests: number;
  readonly unattributed: number;
  readonly suspectedDoubles: number;
  readonly cacheWritesUnknown: number;
  readonly sourcesDisagree: number;
  readonly totalMismatch: number;
}

export interface Expected {
  readonly currency: string;
  readonly totals: ExpectedFigures;
  /** Sorted by id; `unattributed` is among them if anything is. */
  readonly businessUnits: readonly ExpectedBusinessUnit[];
  readonly coverage: ExpectedCoverage;
}

/** Items that must have been rejected, by reason. They belong to no period: nobody can read when. */
export type ExpectedDeadLetters = Readonly<Record<string, number>>;
