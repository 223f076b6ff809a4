// The published chargebacks: per period a summary that heads it and one statement per business
// unit. A statement is a part of the set that the summary lists, so a reader who follows the
// summary sees one version of all of them, however many there are.
import type { BusinessUnitStatement, Chargeback } from '../domain/chargeback';
import type { Instant } from '../domain/instant';
import type { ChargebackReader, PublishedSummary } from './chargeback-reader';
import type { DayRollups } from './day-rollups';
import type { Periods } from './periods';
import type { Documents, Stored } from './ports';
import { partOf, publishSets, readParts, sweepParts } from './published-set';

const headId = 'summary';

export type SummaryHead = PublishedSummary & { readonly sweptAt: Instant };

export const makeChargebacks = (chargebacks: Documents) => ({
  head: (period: string): Promise<Stored<SummaryHead> | undefined> =>
    chargebacks.read<SummaryHead>(period, headId),

  /** Publishes a period; `changed`: another rollup or the period's closing came first. */
  async publish(
    { summary, statements }: Chargeback,
    facts: { readonly publishedAt: Instant; readonly sweptAt: Instant },
    etag: string | undefined,
  ): Promise<'written' | 'changed'> {
    const parts = statements.map((statement) =>
      partOf(`${headId}:${statement.businessUnit}`, statement),
    );
    const head: SummaryHead = {
      ...summary,
      ...facts,
      statements: statements.map(({ businessUnit }, index) => ({
        businessUnit,
        part: parts[index]?.id ?? '',
      })),
    };
    const partition = summary.period;
    const [answer = 'changed'] = await publishSets(chargebacks, [
      { partition, id: headId, head, parts, etag },
    ]);
    return answer;
  },

  async sweep(head: SummaryHead, now: Instant): Promise<number> {
    const listed = head.statements.map(({ part }) => part);
    return sweepParts(chargebacks, { partition: head.period, headId, listed }, now);
  },
});

export type Chargebacks = ReturnType<typeof makeChargebacks>;

export const makeChargebackReader = (
  documents: Documents,
  chargebacks: Chargebacks,
  periods: Periods,
  days: DayRollups,
): ChargebackReader => {
  const summary = async (period: string): Promise<PublishedSummary | undefined> =>
    (await chargebacks.head(period))?.value;
  return {
    summary,
    async periods() {
      const begun = await periods.all();
      const summaries = await Promise.all(begun.map(({ period }) => summary(period)));
      return summaries.filter((found) => found !== undefined);
    },
    async statements({ period, statements }, businessUnit) {
      const wanted = statements.filter(
        (listed) => businessUnit === undefined || listed.businessUnit === businessUnit,
      );
      return readParts<BusinessUnitStatement>(
        documents,
        period,
        wanted.map(({ part }) => part),
      );
    },
    days: (period, from, to) => days.days(period, from, to),
  };
};
