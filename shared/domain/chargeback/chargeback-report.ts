// The chargeback report: a period's published documents together with what a reader must know to
// trust them, namely how fresh they are and what is not in them. It computes no figure of its own.
import type {
  BusinessUnitStatement,
  ChargebackSummary,
  Coverage,
  StatementTotals,
} from './chargeback';
import type { Instant } from '../instant';
import { storedMoney, sumMoney } from '../money';

/** How far the events of one partition have been processed. */
export interface ReportWatermark {
  readonly hub: string;
  readonly partition: string;
  readonly enqueuedTime: Instant;
}

export interface ReportCoverage extends Coverage {
  /** Items that could not be accepted, enqueued on the UTC days that the period touches. */
  readonly deadLettered: number;
  /** Of `deadLettered`, the items of which only the position is kept, not what they held. */
  readonly deadLettersWithoutPayload: number;
  readonly watermarks: readonly ReportWatermark[];
}

export interface ChargebackReport {
  readonly period: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly status: 'open' | 'closed';
  /** When these figures were published. */
  readonly asOf: Instant;
  /** Windows of the period whose latest usage may not be in the figures yet. */
  readonly pendingWindows: number;
  /** Set where the report was asked for one business unit; the totals then are that unit's. */
  readonly businessUnit?: string;
  readonly totals: StatementTotals;
  readonly businessUnits: readonly BusinessUnitStatement[];
  /** Of the whole period, also where the report is about one business unit. */
  readonly coverage: ReportCoverage;
}

/** What is known about the figures besides the figures. */
export interface ReportFacts {
  readonly asOf: Instant;
  readonly pendingWindows: number;
  readonly deadLettered: number;
  readonly deadLettersWithoutPayload: number;
  readonly watermarks: readonly ReportWatermark[];
}

/** The report on all business units; throws where their totals are not the summary's. */
export const wholeReport = (
  summary: ChargebackSummary,
  statements: readonly BusinessUnitStatement[],
  facts: ReportFacts,
): ChargebackReport => {
  const sum = sumMoney(statements.map((statement) => storedMoney(statement.total)));
  if (sum !== storedMoney(summary.totals.total)) {
    throw new Error(`the published statements of ${summary.period} do not add up to its total`);
  }
  return reportOf(summary, statements, summary.totals, facts);
};

/** The report on one business unit. */
export const businessUnitReport = (
  summary: ChargebackSummary,
  statement: BusinessUnitStatement,
  facts: ReportFacts,
): ChargebackReport => {
  const { requests, meters, usageCost, sharedCost, adjustments, total } = statement;
  const totals = { requests, meters, usageCost, sharedCost, adjustments, total };
  const report = reportOf(summary, [statement], totals, facts);
  return { ...report, businessUnit: statement.businessUnit };
};

const reportOf = (
  summary: ChargebackSummary,
  businessUnits: readonly BusinessUnitStatement[],
  totals: StatementTotals,
  { asOf, pendingWindows, ...known }: ReportFacts,
): ChargebackReport => ({
  period: summary.period,
  timeZone: summary.timeZone,
  currency: summary.currency,
  status: summary.status,
  asOf,
  pendingWindows,
  totals,
  businessUnits,
  coverage: { ...summary.coverage, ...known },
});
