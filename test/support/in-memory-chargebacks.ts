// Published chargebacks in memory, as the store keeps them: a head that lists its parts, and parts
// that are named after their content and never overwritten.
import type {
  ChargebackReader,
  PublishedSummary,
} from '../../shared/app/reports/chargeback-reader';
import type { BusinessUnitStatement, Chargeback } from '../../shared/domain/chargeback/chargeback';
import type { DayUsage } from '../../shared/domain/chargeback/day-usage';
import { digestOf, type JsonValue } from '../../shared/domain/digest';
import type { Instant } from '../../shared/domain/instant';

export class InMemoryChargebacks implements ChargebackReader {
  /** Runs before each read of statements: a test publishes another version there. */
  beforeStatements: () => void = () => undefined;
  /** What was asked for, one business unit or `*` each time. */
  readonly statementReads: string[] = [];
  private readonly heads = new Map<string, PublishedSummary>();
  private readonly parts = new Map<string, BusinessUnitStatement>();
  private readonly publishedDays = new Map<string, readonly DayUsage[]>();

  publish({ summary, statements }: Chargeback, days: readonly DayUsage[], publishedAt: Instant) {
    const listed = statements.map((statement) => {
      const part = digestOf(statement as unknown as JsonValue);
      this.parts.set(part, statement);
      return { businessUnit: statement.businessUnit, part };
    });
    this.heads.set(summary.period, { ...summary, publishedAt, statements: listed });
    this.publishedDays.set(summary.period, days);
  }

  periods(): Promise<readonly PublishedSummary[]> {
    const sorted = [...this.heads.values()].sort((a, b) => (a.period < b.period ? -1 : 1));
    return Promise.resolve(sorted);
  }

  summary(period: string): Promise<PublishedSummary | undefined> {
    return Promise.resolve(this.heads.get(period));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port reads while it is iterated
  async *statements(
    summary: PublishedSummary,
    businessUnit?: string,
  ): AsyncIterable<BusinessUnitStatement> {
    this.statementReads.push(businessUnit ?? '*');
    this.beforeStatements();
    for (const listed of summary.statements) {
      if (businessUnit !== undefined && listed.businessUnit !== businessUnit) continue;
      const found = this.parts.get(listed.part);
      if (found !== undefined) yield found;
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port reads while it is iterated
  async *days(period: string, from: string, to: string): AsyncIterable<DayUsage> {
    const days = this.publishedDays.get(period) ?? [];
    yield* days.filter(({ date }) => from <= date && date <= to);
  }
}
