// Answers the question that operations and product owners ask: how much of what was used when, and
// what it costs. By the day it adds up what was published; by the hour it rates window usage anew.
import { Calendar, periodPlus } from '../../domain/calendar';
import type { DayRow } from '../../domain/chargeback/day-usage';
import { localHour } from '../../domain/local-hour';
import { rateRow } from '../../domain/chargeback/rate-window-row';
import {
  UsageAccumulator,
  type Granularity,
  type SummarisedPeriod,
  type UsageDimension,
  type UsageFilter,
  type UsageSummary,
} from '../../domain/chargeback/usage-summary';
import { windowOf, windowStart } from '../../domain/window';
import { usageSummaryRowsMax } from '../../limits';
import type { ChargebackReader, PublishedSummary } from './chargeback-reader';
import type { PendingWindows } from './operational-state';
import type { ReferenceReader, WindowReader } from './window-reader';

export interface UsageQuestion {
  /** Local dates in the periods' time zone, both inclusive; not before and not more than allowed. */
  readonly from: string;
  readonly to: string;
  readonly granularity: Granularity;
  readonly groupBy: readonly UsageDimension[];
  readonly filter: UsageFilter;
}

export type UsageAnswer =
  | { readonly kind: 'summary'; readonly summary: UsageSummary }
  | { readonly kind: 'unknownPeriod'; readonly published: readonly string[] }
  /** The range holds periods of these currencies, and amounts of two cannot be added. */
  | { readonly kind: 'mixedCurrencies'; readonly currencies: readonly string[] }
  | { readonly kind: 'tooManyRows' };

export interface ReadUsageSummaryDependencies {
  readonly chargebacks: ChargebackReader;
  readonly pendingWindows: PendingWindows;
  readonly windows: WindowReader;
  readonly references: ReferenceReader;
}

export type ReadUsageSummary = (question: UsageQuestion) => Promise<UsageAnswer>;

export const makeReadUsageSummary =
  (dependencies: ReadUsageSummaryDependencies): ReadUsageSummary =>
  async (question) => {
    const { chargebacks, pendingWindows } = dependencies;
    const { from, to, granularity, groupBy, filter } = question;
    const months = monthsOf(from, to);
    const found = await Promise.all(months.map((period) => chargebacks.summary(period)));
    const heads = found.filter((head) => head !== undefined);
    const [first] = heads;
    if (first === undefined) {
      const published = await chargebacks.periods();
      return { kind: 'unknownPeriod', published: published.map(({ period }) => period) };
    }
    const currencies = [...new Set(heads.map(({ currency }) => currency))];
    if (currencies.length > 1) return { kind: 'mixedCurrencies', currencies };

    // Before the figures, for the reason that read-report.ts gives.
    const periods: SummarisedPeriod[] = await Promise.all(
      heads.map(async ({ period, timeZone, status, publishedAt, ...bounds }) => {
        const pending = await pendingWindows.count(bounds.from, bounds.to);
        return { period, timeZone, status, asOf: publishedAt, pendingWindows: pending };
      }),
    );
    const sums = new UsageAccumulator(granularity, groupBy, filter);
    for (const head of heads) {
      for await (const [bucket, row] of rowsOf(dependencies, head, question)) {
        sums.add(bucket, row);
        if (sums.groups > usageSummaryRowsMax) return { kind: 'tooManyRows' };
      }
    }
    const summary: UsageSummary = {
      from,
      to,
      granularity,
      groupBy,
      currency: first.currency,
      basis: granularity === 'hour' ? 'windows' : 'publishedDays',
      periods,
      unpublished: months.filter((_, index) => found[index] === undefined),
      totals: sums.totals(),
      rows: sums.rows(),
    };
    return { kind: 'summary', summary };
  };

/** The periods' names from one local date to another. */
const monthsOf = (from: string, to: string): readonly string[] => {
  const months: string[] = [];
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = periodPlus(month, 1)) {
    months.push(month);
  }
  return months;
};

type BucketedRow = readonly [bucket: string, row: DayRow];

async function* rowsOf(
  dependencies: ReadUsageSummaryDependencies,
  head: PublishedSummary,
  { from, to, granularity }: UsageQuestion,
): AsyncIterable<BucketedRow> {
  if (granularity === 'hour') {
    yield* hourlyRows(dependencies, head, from, to);
    return;
  }
  for await (const { date, rows } of dependencies.chargebacks.days(head.period, from, to)) {
    for (const row of rows) yield [granularity === 'day' ? date : '', row];
  }
}

async function* hourlyRows(
  { windows, references }: ReadUsageSummaryDependencies,
  head: PublishedSummary,
  from: string,
  to: string,
): AsyncIterable<BucketedRow> {
  // The same days as those that are published, so that hours add up to them.
  const days = new Calendar([head], head.timeZone)
    .daysOf(head)
    .filter(({ date }) => from <= date && date <= to);
  const compiled = await references.compiled();
  for (const day of days) {
    for await (const usage of windows.windows(windowOf(day.from), windowOf(day.to))) {
      const hour = localHour(windowStart(usage.window), head.timeZone);
      for (const row of usage.rows) yield [hour, rateRow(row, usage.window, compiled)];
    }
  }
}
