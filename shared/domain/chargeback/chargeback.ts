// The chargeback documents of a period: one statement per business unit, and the summary that
// heads them. All money is decimal text; all totals add up.
import type { Instant } from '../instant';
import type { Meter, Meters } from '../usage/meters';
import type { UnknownCounters } from '../usage/unknown-counters';
import type { UnpricedReason } from './day-usage';

export interface StatementLine {
  readonly model: string;
  readonly sku: string | null;
  readonly serviceTier: string;
  /** Prompt size above which this price applies, in tokens; absent for the usual price. */
  readonly abovePromptTokens?: number;
  readonly meter: Meter;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly per: number;
  readonly cost: string;
  readonly priceBookVersion: string;
}

export interface UnpricedLine {
  readonly model: string;
  readonly sku: string | null;
  readonly serviceTier: string;
  readonly meter: Meter;
  readonly quantity: number;
  readonly reason: UnpricedReason;
}

/** Figures that a summary and its statements have in common; quantities as they are shown. */
export interface StatementTotals {
  readonly requests: number;
  readonly meters: Meters;
  /** Exact, up to 12 places. */
  readonly usageCost: string;
  readonly sharedCost: string;
  readonly adjustments: string;
  /** In the currency's minor unit; the business units' totals add up to the summary's. */
  readonly total: string;
}

export interface BusinessUnitCoverage {
  readonly withoutUsage: number;
  readonly estimated: number;
  readonly conflicts: number;
  /** Tokens of what sources said besides the words that are billed. */
  readonly conflictTokens: number;
  /** Requests of which more was said than is kept. */
  readonly overflowed: number;
  readonly totalMismatch: number;
  /** Tokens that a source counts only in its total. */
  readonly unclassifiedTokens: number;
  readonly unpriced: number;
  readonly tierAssumed: number;
  readonly tierAssumedTokens: number;
  readonly tierUnknown: number;
  readonly modelDiffers: number;
}

export interface BusinessUnitStatement extends StatementTotals {
  readonly businessUnit: string;
  readonly name: string;
  readonly costCentre: string;
  readonly lines: readonly StatementLine[];
  readonly unpriced: readonly UnpricedLine[];
  readonly coverage: BusinessUnitCoverage;
}

/** Counts over the whole period; requests unless the name says otherwise. */
export interface Coverage {
  readonly requests: number;
  readonly withoutUsage: number;
  readonly estimated: number;
  readonly conflicts: number;
  readonly conflictTokens: number;
  readonly overflowed: number;
  readonly suspectedDoubles: number;
  readonly sourcesDisagree: number;
  readonly totalMismatch: number;
  readonly unclassifiedTokens: number;
  readonly toolCallsUnmetered: number;
  readonly cacheWritesUnknown: number;
  readonly spilloverUnknown: number;
  readonly tierAssumed: number;
  readonly tierAssumedTokens: number;
  readonly tierUnknown: number;
  readonly modelDiffers: number;
  readonly unpriced: number;
  readonly unattributed: number;
  /** Quantities of the counters that no rule knows, by the counter's name. */
  readonly unknownCounters: UnknownCounters;
}

export interface ChargebackSummary {
  readonly period: string;
  readonly timeZone: string;
  /** `[from, to)` in UTC. */
  readonly from: Instant;
  readonly to: Instant;
  readonly currency: string;
  readonly status: 'open' | 'closed';
  /** What the figures were computed with: reference data, time zone, algorithm version. */
  readonly fingerprint: string;
  readonly totals: StatementTotals;
  readonly coverage: Coverage;
}

/** A whole period's documents: pure function of its days. */
export interface Chargeback {
  readonly summary: ChargebackSummary;
  /** Sorted by id; `unattributed` is among them if anything is. */
  readonly statements: readonly BusinessUnitStatement[];
}
