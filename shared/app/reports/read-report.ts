// Answers the question that finance asks: who owes what for a period. It reads one published
// version and states how fresh that is; it never computes or repairs a figure.
import {
  businessUnitReport,
  collectReport,
  wholeReport,
  type ChargebackReport,
  type OpenReport,
  type ReportFacts,
} from '../../domain/chargeback/chargeback-report';
import { plusMs, type Instant } from '../../domain/instant';
import type { ChargebackReader, PublishedSummary } from './chargeback-reader';
import type { PendingWindows, Watermarks } from './operational-state';
import type { DeadLetterCounts } from '../ingest/rejections';
import { DependencyUnavailable, type Clock } from '../ports';
import { readWhole } from '../rollup/published-set';

export interface ReportQuestion {
  /** `YYYY-MM`; absent: the period that is running. */
  readonly period?: string;
  /** Id of the only business unit to report on; absent: all of them. */
  readonly businessUnit?: string;
}

/** `R`: what was made of the report. */
export type ReportAnswer<R = ChargebackReport> =
  | { readonly kind: 'report'; readonly report: R }
  /** Nothing is published for the period; these are the periods that are, oldest first. */
  | { readonly kind: 'unknownPeriod'; readonly published: readonly string[] }
  | { readonly kind: 'unknownBusinessUnit'; readonly period: string };

export interface ReadReportDependencies {
  readonly chargebacks: ChargebackReader;
  readonly pendingWindows: PendingWindows;
  readonly watermarks: Watermarks;
  readonly deadLetters: Pick<DeadLetterCounts, 'count'>;
  readonly clock: Clock;
}

/**
 * Makes something of a report while its statements are read. It is called again, from the beginning,
 * where a newer version was published and this one swept meanwhile.
 */
export type WriteReport<R> = (report: OpenReport) => Promise<R>;

export interface ReadReport {
  (question: ReportQuestion): Promise<ReportAnswer>;
  <R>(question: ReportQuestion, write: WriteReport<R>): Promise<ReportAnswer<R>>;
}

export const makeReadReport = (dependencies: ReadReportDependencies): ReadReport => {
  function readReport(question: ReportQuestion): Promise<ReportAnswer>;
  function readReport<R>(question: ReportQuestion, write: WriteReport<R>): Promise<ReportAnswer<R>>;
  function readReport(
    question: ReportQuestion,
    write: WriteReport<unknown> = collectReport,
  ): Promise<ReportAnswer<unknown>> {
    return readWhole(() => readOnce(dependencies, question, write));
  }
  return readReport;
};

const readOnce = async <R>(
  dependencies: ReadReportDependencies,
  question: ReportQuestion,
  write: WriteReport<R>,
): Promise<ReportAnswer<R>> => {
  const { chargebacks } = dependencies;
  const known = await findPeriod(dependencies, question.period);
  if (known === undefined) {
    const published = await chargebacks.periods();
    return { kind: 'unknownPeriod', published: published.map(({ period }) => period) };
  }
  const { summary, facts } = await freshSummary(dependencies, known);
  const { businessUnit } = question;
  if (businessUnit === undefined) {
    const report = wholeReport(summary, chargebacks.statements(summary), facts);
    return { kind: 'report', report: await write(report) };
  }
  if (!summary.statements.some((listed) => listed.businessUnit === businessUnit)) {
    return { kind: 'unknownBusinessUnit', period: summary.period };
  }
  for await (const statement of chargebacks.statements(summary, businessUnit)) {
    const report = businessUnitReport(summary, statement, facts);
    return { kind: 'report', report: await write(report) };
  }
  throw new Error('a listed statement could not be read');
};

const findPeriod = async (
  { chargebacks, clock }: ReadReportDependencies,
  period: string | undefined,
): Promise<PublishedSummary | undefined> => {
  if (period !== undefined) return chargebacks.summary(period);
  const now = clock.now();
  const published = await chargebacks.periods();
  return published.find(({ from, to }) => from <= now && now < to);
};

/**
 * The figures, and what is known about them. The order of the reads makes the promise true that a
 * reader takes from `pendingWindows: 0`, that all events up to the watermarks are in the figures:
 * events are marked before their watermark moves, and published before their mark is deleted. So
 * the watermarks come first, then the marks, and the figures last; the summary that was read to
 * find the period's bounds (which never change) is read again.
 */
const freshSummary = async (
  { chargebacks, pendingWindows, watermarks, deadLetters }: ReadReportDependencies,
  { period, from, to }: PublishedSummary,
): Promise<{ readonly summary: PublishedSummary; readonly facts: ReportFacts }> => {
  const processed = await watermarks.read();
  const pending = await pendingWindows.count(from, to);
  const [summary, rejected] = await Promise.all([
    chargebacks.summary(period),
    deadLetters.count(utcDate(from), utcDate(plusMs(to, -1))),
  ]);
  // It was there a moment ago: the second read is older than the first.
  if (summary === undefined) {
    throw new DependencyUnavailable(`the summary of ${period} was read and is not there`);
  }
  return {
    summary,
    facts: {
      asOf: summary.publishedAt,
      pendingWindows: pending,
      deadLettered: rejected.items,
      deadLettersWithoutPayload: rejected.withoutPayload,
      watermarks: processed.map(({ hub, partition, enqueuedTime }) => ({
        hub,
        partition,
        enqueuedTime,
      })),
    },
  };
};

const utcDate = (instant: Instant): string => instant.slice(0, 10);
