// From days to the chargeback of a period: lines per business unit, totals that add up, and the
// one rounding. A pure function of the days and of the business units' names.
import { unattributed, type BusinessUnit, type BusinessUnits } from '../reference/business-units';
import type { PeriodBounds } from '../calendar';
import type { BusinessUnitStatement, Chargeback, Coverage, StatementTotals } from './chargeback';
import { addDayCoverage, type DayCoverageCounts, type RatingCounter } from './day-coverage';
import type { DayUsage } from './day-usage';
import { addMeters, shownMeters, type Meters } from '../usage/meters';
import { formatMoney, storedMoney, sumMoney, zero, type Pico } from '../money';
import { formatMinorUnits, minorUnitDigits, roundParts } from './statement-rounding';
import { addUnknown, type UnknownCounters } from '../usage/unknown-counters';
import { UnitSum } from './unit-sum';

export interface PeriodFacts {
  readonly bounds: PeriodBounds;
  readonly currency: string;
  readonly fingerprint: string;
  /** All versions; units in force at any time of the period get a statement, if only of zero. */
  readonly businessUnits: readonly BusinessUnits[];
}

export interface PeriodInputs extends PeriodFacts {
  readonly days: readonly DayUsage[];
}

/** Adds up days as they are read: a month of large ones is more than a process holds. */
export class PeriodSum {
  readonly #units = new Map<string, UnitSum>();
  #suspectedDoubles = 0;

  add(day: DayUsage): void {
    this.#suspectedDoubles += day.suspectedDoubles;
    for (const row of day.rows) {
      const sum = this.#units.get(row.businessUnit) ?? new UnitSum();
      this.#units.set(row.businessUnit, sum);
      sum.add(row);
    }
  }

  chargeback(facts: PeriodFacts): Chargeback {
    return chargebackOf(facts, this.#units, this.#suspectedDoubles);
  }
}

export const sumPeriod = ({ days, ...facts }: PeriodInputs): Chargeback => {
  const sum = new PeriodSum();
  for (const day of days) sum.add(day);
  return sum.chargeback(facts);
};

const chargebackOf = (
  facts: PeriodFacts,
  used: ReadonlyMap<string, UnitSum>,
  suspectedDoubles: number,
): Chargeback => {
  const { bounds, currency, fingerprint } = facts;
  const units = namedUnits(facts);
  const sums = new Map([...units.keys()].map((id) => [id, used.get(id) ?? new UnitSum()] as const));
  for (const [id, sum] of used) sums.set(id, sum);
  const digits = minorUnitDigits(currency);
  const parts = [...sums].map(([id, sum]) => {
    const lines = sum.lines();
    return { id, sum, lines, exact: sumMoney(lines.map((line) => storedMoney(line.cost))) };
  });
  const rounded = roundParts(
    parts.sort((a, b) => (a.id < b.id ? -1 : 1)),
    digits,
  );
  const statements = rounded.parts.map((part): BusinessUnitStatement => {
    const { id, sum, lines, exact, rounded: total } = part;
    const unit = units.get(id);
    return {
      businessUnit: id,
      name: unit?.name ?? (id === unattributed ? 'Unattributed' : id),
      costCentre: unit?.costCentre ?? '',
      ...totalsOf(sum.requests, sum.meters, exact, total, digits),
      lines,
      unpriced: sum.unpricedLines(),
      coverage: {
        withoutUsage: sum.coverage.withoutUsage ?? 0,
        estimated: sum.coverage.estimated ?? 0,
        conflicts: sum.coverage.conflicts ?? 0,
        conflictTokens: sum.coverage.conflictTokens ?? 0,
        overflowed: sum.coverage.overflowed ?? 0,
        totalMismatch: sum.coverage.totalMismatch ?? 0,
        unclassifiedTokens: sum.coverage.unclassifiedTokens ?? 0,
        unpriced: sum.unpricedRequests,
        ...ratingCounts(sum.coverage),
      },
    };
  });
  const all = [...sums.values()];
  const requests = all.reduce((total, sum) => total + sum.requests, 0);
  const meters = all.reduce<Meters>((total, sum) => addMeters(total, sum.meters), {});
  const cost = sumMoney(parts.map(({ exact }) => exact));
  return {
    summary: {
      period: bounds.period,
      timeZone: bounds.timeZone,
      from: bounds.from,
      to: bounds.to,
      currency,
      status: 'open',
      fingerprint,
      totals: totalsOf(requests, meters, cost, rounded.total, digits),
      coverage: coverageOf(suspectedDoubles, all, sums.get(unattributed)?.requests ?? 0),
    },
    statements,
  };
};

// Shared pools and adjustments are no part of this version: both are zero in every statement.
const totalsOf = (
  requests: number,
  meters: Meters,
  usageCost: Pico,
  total: Pico,
  digits: number,
): StatementTotals => ({
  requests,
  meters: shownMeters(meters),
  usageCost: formatMoney(usageCost),
  sharedCost: formatMoney(zero),
  adjustments: formatMoney(zero),
  total: formatMinorUnits(total, digits),
});

const coverageOf = (
  suspectedDoubles: number,
  sums: readonly UnitSum[],
  unattributedRequests: number,
): Coverage => {
  const counts = sums.reduce<DayCoverageCounts>(
    (all, sum) => addDayCoverage(all, sum.coverage),
    {},
  );
  const total = (count: (sum: UnitSum) => number): number =>
    sums.reduce((all, sum) => all + count(sum), 0);
  return {
    requests: total((sum) => sum.requests),
    withoutUsage: counts.withoutUsage ?? 0,
    estimated: counts.estimated ?? 0,
    conflicts: counts.conflicts ?? 0,
    conflictTokens: counts.conflictTokens ?? 0,
    overflowed: counts.overflowed ?? 0,
    suspectedDoubles,
    sourcesDisagree: counts.sourcesDisagree ?? 0,
    totalMismatch: counts.totalMismatch ?? 0,
    unclassifiedTokens: counts.unclassifiedTokens ?? 0,
    toolCallsUnmetered: counts.toolCallsUnmetered ?? 0,
    cacheWritesUnknown: counts.cacheWritesUnknown ?? 0,
    spilloverUnknown: total((sum) => sum.spilloverUnknown),
    ...ratingCounts(counts),
    unpriced: total((sum) => sum.unpricedRequests),
    unattributed: unattributedRequests,
    unknownCounters: sums.reduce<UnknownCounters>(
      (all, sum) => addUnknown(all, sum.unknownCounters),
      {},
    ),
  };
};

const ratingCounts = (counts: DayCoverageCounts): Record<RatingCounter, number> => ({
  tierAssumed: counts.tierAssumed ?? 0,
  tierAssumedTokens: counts.tierAssumedTokens ?? 0,
  tierUnknown: counts.tierUnknown ?? 0,
  modelDiffers: counts.modelDiffers ?? 0,
});

/** The units in force during the period, each by the last version that names it before its end. */
const namedUnits = ({ bounds, businessUnits }: PeriodFacts): ReadonlyMap<string, BusinessUnit> => {
  const units = new Map<string, BusinessUnit>();
  const started = businessUnits.filter((version) => version.validFrom < bounds.to);
  const firstInForce = started.findLastIndex((version) => version.validFrom <= bounds.from);
  for (const version of started.slice(Math.max(0, firstInForce))) {
    for (const unit of version.businessUnits) units.set(unit.id, unit);
  }
  return units;
};
