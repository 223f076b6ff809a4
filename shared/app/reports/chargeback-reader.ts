// How the use cases that answer questions see what the rollup published: always one consistent
// version, since a head lists its parts and parts are never overwritten.
import type { BusinessUnitStatement, ChargebackSummary } from '../../domain/chargeback/chargeback';
import type { DayUsage } from '../../domain/chargeback/day-usage';
import type { Instant } from '../../domain/instant';

export interface PublishedSummary extends ChargebackSummary {
  readonly publishedAt: Instant;
  /** Sorted by id. */
  readonly statements: readonly ListedStatement[];
}

export interface ListedStatement {
  readonly businessUnit: string;
  /** The part in which the statement is. */
  readonly part: string;
  /** Parts with more of its lines, where one document could not hold them all. */
  readonly more?: readonly string[];
}

export interface ChargebackReader {
  /** Every period that was ever published, oldest first. */
  periods(): Promise<readonly PublishedSummary[]>;
  summary(period: string): Promise<PublishedSummary | undefined>;
  /**
   * All statements of a summary, or one business unit's. Sorted by id. They are read while they are
   * used, a bounded number at a time; where they are swept meanwhile, it throws VersionSwept.
   */
  statements(
    summary: PublishedSummary,
    businessUnit?: string,
  ): AsyncIterable<BusinessUnitStatement>;
  /** The published days `[from, to]` (local dates) of a period, oldest first, read one by one. */
  days(period: string, from: string, to: string): AsyncIterable<DayUsage>;
}
