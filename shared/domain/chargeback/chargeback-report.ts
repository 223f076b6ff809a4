// The chargeback report: a period's published documents together with what a reader must know to
// trust them, namely how fresh they are and what is not in them. It computes no figure of its own.
import type {
  BusinessUnitStatement,
  ChargebackSummary,
  Coverage,
  StatementTotals,
} from './chargeback';
import type { Instant } from '../instant';
import { addMoney, storedMoney, zero } from '../money';

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

/** A report without its statements, of which there may be too many to hold at once. */
export type ReportHead = Omit<ChargebackReport, 'businessUnits'>;

/** A report whose statements are read while it is written. */
export interface OpenReport {
  readonly head: ReportHead;
  /** Sorted by id. Throws at its end where the statements do not add up to the total. */
  readonly statements: AsyncIterable<BusinessUnitStatement>;
}

/** The report on all business units. */
export const wholeReport = (
  summary: ChargebackSummary,
  statements: AsyncIterable<BusinessUnitStatement>,
  facts: ReportFacts,
): OpenReport => ({
  head: headOf(summary, summary.totals, facts),
  statements: addingUp(summary, statements),
});

async function* addingUp(
  { period, totals }: ChargebackSummary,
  statements: AsyncIterable<BusinessUnitStatement>,
): AsyncIterable<BusinessUnitStatement> {
  let sum = zero;
  for await (const statement of statements) {
    sum = addMoney(sum, storedMoney(statement.total));
    yield statement;
  }
  if (sum !== storedMoney(totals.total)) {
    throw new Error(`the published statements of ${period} do not add up to its total`);
  }
}

/** The report on one business unit. */
export const businessUnitReport = (
  summary: ChargebackSummary,
  statement: BusinessUnitStatement,
  facts: ReportFacts,
): OpenReport => {
  const { requests, meters, usageCost, sharedCost, adjustments, total } = statement;
  const totals = { requests, meters, usageCost, sharedCost, adjustments, total };
  const { businessUnit } = statement;
  return {
    head: { ...headOf(summary, totals, facts), businessUnit },
    statements: oneStatement(statement),
  };
};

// eslint-disable-next-line @typescript-eslint/require-await -- it is as long a list as any other
async function* oneStatement(
  statement: BusinessUnitStatement,
): AsyncIterable<BusinessUnitStatement> {
  yield statement;
}

/** The report with all of its statements. */
export const collectReport = async ({
  head,
  statements,
}: OpenReport): Promise<ChargebackReport> => {
  const businessUnits: BusinessUnitStatement[] = [];
  for await (const statement of statements) businessUnits.push(statement);
  return { ...head, businessUnits };
};

const headOf = (
  summary: ChargebackSummary,
  totals: StatementTotals,
  { asOf, pendingWindows, ...known }: ReportFacts,
): ReportHead => ({
  period: summary.period,
  timeZone: summary.timeZone,
  currency: summary.currency,
  status: summary.status,
  asOf,
  pendingWindows,
  totals,
  coverage: { ...summary.coverage, ...known },
});
