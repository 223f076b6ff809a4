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
  /** All statements of a summary, or one business unit's (point reads). Sorted by id. */
  statements(
    summary: PublishedSummary,
    businessUnit?: string,
  ): Promise<readonly BusinessUnitStatement[]>;
  /** The published days `[from, to]` (local dates) of a period, oldest first. */
  days(period: string, from: string, to: string): Promise<readonly DayUsage[]>;
}
