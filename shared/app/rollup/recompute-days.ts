// Recomputes business days from their windows, and periods from their days. Each output's ETag is
// read first and its inputs after it, the reference data included, so that of two rollups at once the
// one with the older inputs loses. What a newer version of the algorithm made is left as it is.
import type { DayBounds, PeriodBounds } from '../../domain/calendar';
import { plusMs, type Instant } from '../../domain/instant';
import { DaySum } from '../../domain/chargeback/sum-day';
import { PeriodSum } from '../../domain/chargeback/sum-period';
import { windowOf } from '../../domain/window';
import type { Chargeback } from '../../domain/chargeback/chargeback';
import type { DayUsage } from '../../domain/chargeback/day-usage';
import { isNewer } from './algorithm-of';
import type { Chargebacks } from './chargebacks';
import type { DayRollups } from './day-rollups';
import type { Clock } from '../ports';
import type { References } from '../reference/references-in-force';
import { nextRevision, shows, type Revisions } from './revisions';
import type { WindowRollups } from './window-rollups';

/** How often the figures of a day that still runs are sent to telemetry, and parts are swept. */
const repeatMs = 60 * 60 * 1000;

export interface RecomputeDaysDependencies {
  readonly windows: WindowRollups;
  readonly days: DayRollups;
  readonly chargebacks: Chargebacks;
  readonly references: References;
  readonly clock: Clock;
}

export type DayOutcome =
  | { readonly kind: 'changed' | 'stale' | 'newerAlgorithm' }
  /** `report`: its figures are due to be sent to telemetry. */
  | {
      readonly kind: 'written';
      readonly usage: DayUsage;
      readonly report: boolean;
      readonly revision: number;
    };

/** `known`: the revisions of the windows that the same tick wrote. */
export const recomputeDay = async (
  { windows, days, references, clock }: RecomputeDaysDependencies,
  day: DayBounds & { readonly period: string },
  known: Revisions,
): Promise<DayOutcome> => {
  const stored = await days.read(day.period, day.date);
  const loaded = await references.load();
  if (stored !== undefined && isNewer(stored.value, loaded)) return { kind: 'newerAlgorithm' };
  const sum = new DaySum(loaded.compiled);
  const madeOf: Record<string, number> = {};
  for await (const window of windows.windows(windowOf(day.from), windowOf(day.to))) {
    madeOf[window.window] = window.revision;
    sum.add(window);
  }
  if (!shows(madeOf, known, stored?.value.madeOf)) return { kind: 'stale' };
  const usage = sum.usage(day, loaded.currency);
  const now = clock.now();
  const before = stored?.value;
  const isDue = (at: Instant | undefined): boolean =>
    at === undefined || at < plusMs(now, -repeatMs);
  const report = now >= day.to || isDue(before?.reportedAt);
  const sweep = before !== undefined && isDue(before.sweptAt);
  const facts = {
    fingerprint: loaded.fingerprint,
    algorithmVersion: loaded.algorithmVersion,
    revision: nextRevision(before?.revision, now),
    madeOf,
    computedAt: now,
    reportedAt: report ? now : (before?.reportedAt ?? now),
    sweptAt: sweep ? now : (before?.sweptAt ?? now),
  };
  if ((await days.write(usage, facts, stored?.etag)) === 'changed') return { kind: 'changed' };
  if (sweep) {
    const written = await days.read(day.period, day.date);
    if (written !== undefined) await days.sweep(written.value, now);
  }
  return { kind: 'written', usage, report, revision: facts.revision };
};

export type PeriodOutcome =
  | { readonly kind: 'changed' | 'stale' | 'newerAlgorithm' }
  /** The period is closed: what is published stands for ever. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'written'; readonly chargeback: Chargeback };

/** `known`: the revisions of the days that the same tick wrote. */
export const recomputePeriod = async (
  { days, chargebacks, references, clock }: RecomputeDaysDependencies,
  bounds: PeriodBounds,
  known: Revisions,
): Promise<PeriodOutcome> => {
  const stored = await chargebacks.head(bounds.period);
  if (stored?.value.status === 'closed') return { kind: 'closed' };
  const loaded = await references.load();
  if (stored !== undefined && isNewer(stored.value, loaded)) return { kind: 'newerAlgorithm' };
  const sum = new PeriodSum();
  const madeOf: Record<string, number> = {};
  for await (const day of days.days(bounds.period, `${bounds.period}-01`, `${bounds.period}-31`)) {
    // Days that a newer program made may hold what this one can't add up.
    if (isNewer(day, loaded)) return { kind: 'newerAlgorithm' };
    madeOf[day.date] = day.revision;
    sum.add(day);
  }
  if (!shows(madeOf, known, stored?.value.madeOf)) return { kind: 'stale' };
  const chargeback = sum.chargeback({
    bounds,
    currency: loaded.currency,
    fingerprint: loaded.fingerprint,
    businessUnits: loaded.set.businessUnits,
  });
  const now = clock.now();
  const before = stored?.value;
  const sweep = before !== undefined && before.sweptAt < plusMs(now, -repeatMs);
  const facts = {
    publishedAt: now,
    madeOf,
    sweptAt: sweep ? now : (before?.sweptAt ?? now),
    algorithmVersion: loaded.algorithmVersion,
  };
  if ((await chargebacks.publish(chargeback, facts, stored)) === 'changed') {
    return { kind: 'changed' };
  }
  if (sweep) {
    const written = await chargebacks.head(bounds.period);
    if (written !== undefined) await chargebacks.sweep(written.value, now);
  }
  return { kind: 'written', chargeback };
};
