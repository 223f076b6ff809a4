// What a report must say, whole and to the last decimal, of what the oracle knows: rated by the
// references of each window, added up, and rounded once.
import { decimal } from '../traffic/reference-files';
import { units } from '../traffic/reference-plan';
import { nobody, type ReferencesTruth } from './references-truth';
import { fixed, moneyDigits, shareOut } from './rounding';
import { StatementSum, type ExpectedStatement } from './unit-statement';
import type { Usage } from './usage';
import { windowStartMs } from './windows';

/** What the oracle knows of a period. */
export interface PeriodTruth {
  readonly period: string;
  readonly timeZone: string;
  readonly usages: readonly Usage[];
  readonly suspectedDoubles: number;
  readonly deadLettered: number;
  readonly deadLettersWithoutPayload: number;
  readonly watermarks: readonly object[];
}

/** A report, without the time at which it was published; units and lines by their keys. */
export interface ComparableReport {
  readonly period: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly status: string;
  readonly pendingWindows: number;
  readonly totals: object;
  readonly businessUnits: Readonly<Record<string, object>>;
  readonly coverage: object;
}

export const expectedReport = (
  { period, timeZone, usages, ...known }: PeriodTruth,
  references: ReferencesTruth,
): ComparableReport => {
  const sums = new Map<string, StatementSum>(units.map((id) => [id, new StatementSum()]));
  for (const usage of usages) {
    const atMs = windowStartMs(usage.window);
    const unit = references.unitOf(usage, atMs);
    const sum = sums.get(unit) ?? new StatementSum();
    sums.set(unit, sum);
    sum.add(usage, atMs, references);
  }
  const { currency } = references;
  const digits = currency === 'JPY' ? 0 : 2;
  const inOrder = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  const totals = shareOut(
    inOrder.map(([, { cost }]) => cost),
    digits,
  );
  const statements = inOrder.map(([id, sum], index): [string, ExpectedStatement] => [
    id,
    sum.expected(id, totals[index] ?? 0n, digits),
  ]);
  const all = [...sums.values()];
  const usage = (of: (usage: Usage) => number): number =>
    usages.reduce((sum, one) => sum + of(one), 0);
  const requests = usage((one) => one.requests);
  return {
    period,
    timeZone,
    currency,
    status: 'open',
    pendingWindows: 0,
    totals: {
      requests,
      meters: addUp(all.map(({ meters }) => meters)),
      usageCost: decimal(sumOf(all.map(({ cost }) => cost)), moneyDigits),
      sharedCost: '0',
      adjustments: '0',
      total: fixed(sumOf(totals), digits),
    },
    businessUnits: Object.fromEntries(statements),
    coverage: {
      requests,
      withoutUsage: usage((one) => one.withoutUsage),
      estimated: 0,
      conflicts: usage((one) => one.conflicts),
      conflictTokens: usage((one) => one.conflictTokens),
      overflowed: usage((one) => one.overflowed),
      sourcesDisagree: usage((one) => one.sourcesDisagree),
      totalMismatch: 0,
      unclassifiedTokens: all.reduce((sum, { meters }) => sum + (meters['unclassified'] ?? 0), 0),
      toolCallsUnmetered: 0,
      unknownCounters: {},
      cacheWritesUnknown: 0,
      spilloverUnknown: 0,
      tierAssumed: sumOver(all, ({ tierAssumed }) => tierAssumed),
      tierAssumedTokens: sumOver(all, ({ tierAssumedTokens }) => tierAssumedTokens),
      tierUnknown: sumOver(all, ({ tierUnknown }) => tierUnknown),
      modelDiffers: sumOver(all, ({ modelDiffers }) => modelDiffers),
      unpriced: sumOver(all, ({ unpricedRequests }) => unpricedRequests),
      unattributed: sums.get(nobody)?.requests ?? 0,
      ...known,
    },
  };
};

const sumOver = (all: readonly StatementSum[], count: (sum: StatementSum) => number): number =>
  all.reduce((sum, one) => sum + count(one), 0);

const sumOf = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((sum, amount) => sum + amount, 0n);

const addUp = (all: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const meters of all) {
    for (const [meter, quantity] of Object.entries(meters)) {
      sum[meter] = (sum[meter] ?? 0) + quantity;
    }
  }
  return sum;
};
