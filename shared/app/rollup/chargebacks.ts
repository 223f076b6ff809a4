// The published chargebacks: per period a summary that heads it and one statement per business
// unit. A statement is a part of the set that the summary lists, so a reader who follows the
// summary sees one version of all of them, however many there are and however long.
import type { BusinessUnitStatement, Chargeback } from '../../domain/chargeback/chargeback';
import type { Instant } from '../../domain/instant';
import { statementPartsAtOnceMax } from '../../limits';
import type {
  ChargebackReader,
  ListedStatement,
  PublishedSummary,
} from '../reports/chargeback-reader';
import type { DayRollups } from './day-rollups';
import type { Periods } from './periods';
import type { Documents, Stored } from '../ports';
import { publishSets, readParts, sweepParts } from './published-set';
import type { Revisions } from './revisions';
import { packStatement, partIds, unpackStatements } from './statement-parts';

const headId = 'summary';

export type SummaryHead = PublishedSummary & {
  /** The revisions of its days. */
  readonly madeOf: Revisions;
  readonly sweptAt: Instant;
  readonly algorithmVersion?: number;
};

export const makeChargebacks = (chargebacks: Documents) => ({
  head: (period: string): Promise<Stored<SummaryHead> | undefined> =>
    chargebacks.read<SummaryHead>(period, headId),

  /**
   * Publishes a period over the head that was read before its inputs were; `changed`: another rollup
   * or the period's closing came first. What that head lists already is not written again, so that
   * publishing costs what changed: while the head stands, nobody sweeps what it lists. Once an hour,
   * with the sweep, all is written, should a document have been lost.
   */
  async publish(
    { summary, statements }: Chargeback,
    facts: Pick<SummaryHead, 'publishedAt' | 'madeOf' | 'sweptAt' | 'algorithmVersion'>,
    before: Stored<SummaryHead> | undefined,
  ): Promise<'written' | 'changed'> {
    const packed = statements.map((statement) => packStatement(headId, statement));
    const head: SummaryHead = {
      ...summary,
      ...facts,
      statements: packed.map(({ listed }) => listed),
    };
    const isSweep = facts.sweptAt !== before?.value.sweptAt;
    const listed = new Set(isSweep ? [] : before.value.statements.flatMap(partIds));
    const parts = packed
      .flatMap((statement) => statement.parts)
      .filter(({ id }) => !listed.has(id));
    const partition = summary.period;
    const [answer = 'changed'] = await publishSets(chargebacks, [
      { partition, id: headId, head, parts, etag: before?.etag },
    ]);
    return answer;
  },

  async sweep(head: SummaryHead, now: Instant): Promise<number> {
    const listed = head.statements.flatMap(partIds);
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
    async *statements({ period, statements }, businessUnit) {
      const wanted = statements.filter(
        (listed) => businessUnit === undefined || listed.businessUnit === businessUnit,
      );
      for (const slice of slicesOf(wanted)) {
        const ids = slice.flatMap(partIds);
        yield* unpackStatements(await readParts<BusinessUnitStatement>(documents, period, ids));
      }
    },
    days: (period, from, to) => days.days(period, from, to),
  };
};

/** Statements in slices of a bounded number of parts; one that has more is a slice by itself. */
const slicesOf = (listed: readonly ListedStatement[]): readonly (readonly ListedStatement[])[] => {
  const slices: ListedStatement[][] = [];
  let parts = statementPartsAtOnceMax;
  for (const statement of listed) {
    const own = partIds(statement).length;
    if (parts + own > statementPartsAtOnceMax) {
      slices.push([]);
      parts = 0;
    }
    slices.at(-1)?.push(statement);
    parts += own;
  }
  return slices;
};
