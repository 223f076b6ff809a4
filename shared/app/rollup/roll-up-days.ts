// The upper half of a tick: the days of the windows that were written, the days that were computed
// with other reference data than is in force now, and those that are over and of whose last figures
// telemetry was not told; then the periods of all these days.
import type { Calendar, DayBounds, PeriodBounds } from '../../domain/calendar';
import type { Chargeback } from '../../domain/chargeback/chargeback';
import { plusMs, type Instant } from '../../domain/instant';
import { windowStart, type WindowId } from '../../domain/window';
import { reRatedDaysMax } from '../../limits';
import type { Periods } from './periods';
import type { Telemetry } from '../ports';
import { recomputeDay, recomputePeriod, type RecomputeDaysDependencies } from './recompute-days';
import { isNewer } from './algorithm-of';
import { readEarlierCosts, type EarlierCosts } from './earlier-costs';
import { reportDay } from './report-day';
import type { Revisions } from './revisions';
import type { Settlement } from './settlement';

export interface RollUpDaysDependencies extends RecomputeDaysDependencies {
  readonly periods: Periods;
  readonly settlement: Settlement;
  readonly telemetry: Telemetry;
  readonly onFailure: (what: string, error: unknown) => void;
}

export interface DayPass {
  /** Windows whose day and period were both written in this pass. */
  readonly publishedWindows: ReadonlySet<WindowId>;
  /** Windows whose day or period failed. */
  readonly failedWindows: ReadonlySet<WindowId>;
  /** Windows whose day or period a newer program made. */
  readonly heldWindows: ReadonlySet<WindowId>;
  readonly daysPublished: number;
  /** Of what was published; the statements of several periods are more than a process holds. */
  readonly chargebacks: readonly Pick<Chargeback, 'summary'>[];
  /** Days and periods that were not written, because the read did not show what lies below. */
  readonly staleReads: number;
}

type Day = DayBounds & { readonly period: string };
type Outcome = 'written' | 'changed' | 'stale' | 'newerAlgorithm' | 'failed' | 'postponed';

/** How often everything is compared with the reference data in force, even if that did not change. */
const compareAgainMs = 60 * 60 * 1000;

const dayMs = 24 * 60 * 60 * 1000;

export const rollUpDays = async (
  deps: RollUpDaysDependencies,
  windows: ReadonlyMap<WindowId, number>,
  hasTime: () => boolean,
): Promise<DayPass> => {
  const written = [...windows.keys()];
  const calendar = await deps.periods.begin(written.map(windowStart));
  const dayOfWindow = new Map(
    written.map((window) => [window, calendar.dayOf(windowStart(window))]),
  );
  const outdated = await findOutdated(deps, calendar);
  const days = new Map<string, Day>();
  for (const day of [...dayOfWindow.values(), ...outdated.days, ...outdated.untoldDays]) {
    days.set(day.date, day);
  }
  const marked = new Set([...dayOfWindow.values()].map(({ date }) => date));

  // Days of windows that were written come first and are not put off: without them their marks
  // could never be taken off. Days that nothing but new reference data or the end of the day calls
  // for can wait, but for one of them, so that every tick gets further.
  const dayOutcomes = new Map<string, Outcome>();
  const dayRevisions = new Map<string, number>();
  let waited = false;
  for (const day of days.values()) {
    const mustWait = !marked.has(day.date) && waited && !hasTime();
    waited ||= !marked.has(day.date);
    const own = [...windows].filter(([window]) => dayOfWindow.get(window)?.date === day.date);
    const outcome = mustWait ? 'postponed' : await tryDay(deps, day, Object.fromEntries(own));
    if (typeof outcome === 'number') dayRevisions.set(day.date, outcome);
    dayOutcomes.set(day.date, typeof outcome === 'number' ? 'written' : outcome);
  }

  const periods = new Map<string, PeriodBounds>();
  for (const day of days.values()) periods.set(day.period, calendar.boundsOf(day.period));
  for (const bounds of outdated.periods) periods.set(bounds.period, bounds);
  const chargebacks: Pick<Chargeback, 'summary'>[] = [];
  const periodOutcomes = new Map<string, Outcome>();
  // A period some of whose days still have the old prices or owners is published when all have the
  // new ones: nobody should post a report that is half of each. A day that fails does not hold it
  // back: what is wrong with it may last.
  const halfDone = new Set(
    outdated.days
      .filter(({ date }) => !['written', 'failed'].includes(dayOutcomes.get(date) ?? ''))
      .map(({ period }) => period),
  );
  for (const bounds of periods.values()) {
    const isHalfDone = halfDone.has(bounds.period);
    const own = [...dayRevisions].filter(([date]) => days.get(date)?.period === bounds.period);
    const known = Object.fromEntries(own);
    const outcome = isHalfDone ? 'postponed' : await tryPeriod(deps, bounds, known, chargebacks);
    periodOutcomes.set(bounds.period, outcome);
  }

  const all = [...dayOutcomes.values(), ...periodOutcomes.values()];
  if (outdated.fingerprint !== undefined && all.every((outcome) => outcome === 'written')) {
    await deps.settlement.save(outdated.fingerprint, deps.clock.now());
  }
  const having = (wanted: Outcome, every: boolean): ReadonlySet<WindowId> =>
    new Set(
      [...dayOfWindow]
        .filter(([, day]) => {
          const levels = [dayOutcomes.get(day.date), periodOutcomes.get(day.period)];
          return every ? levels.every((is) => is === wanted) : levels.includes(wanted);
        })
        .map(([window]) => window),
    );
  return {
    publishedWindows: having('written', true),
    failedWindows: having('failed', false),
    heldWindows: having('newerAlgorithm', false),
    daysPublished: [...dayOutcomes.values()].filter((outcome) => outcome === 'written').length,
    chargebacks,
    staleReads: all.filter((outcome) => outcome === 'stale').length,
  };
};

interface Outdated {
  readonly days: readonly Day[];
  /**
   * Days that were computed with what is in force, and told of for the last time before they were
   * over. Nothing marks the windows of a day on which nobody worked late, so nothing else tells
   * of its last figures and compares it with the days before. Computing it anew does, once.
   */
  readonly untoldDays: readonly Day[];
  readonly periods: readonly PeriodBounds[];
  /** What everything has once these are written; undefined: nothing needed to be looked at. */
  readonly fingerprint: string | undefined;
}

/** What was computed with other reference data than is in force now, or was not told to its end. */
const findOutdated = async (
  { references, settlement, periods, days, chargebacks, clock }: RollUpDaysDependencies,
  calendar: Calendar,
): Promise<Outdated> => {
  const { fingerprint, algorithmVersion } = await references.load();
  const own = { algorithmVersion };
  const settled = await settlement.read();
  const isFresh = (at: Instant): boolean => at > plusMs(clock.now(), -compareAgainMs);
  if (settled?.fingerprint === fingerprint && isFresh(settled.at)) {
    return { days: [], untoldDays: [], periods: [], fingerprint: undefined };
  }
  const outdatedDays: Day[] = [];
  const untoldDays: Day[] = [];
  const outdatedPeriods: PeriodBounds[] = [];
  for (const bounds of await periods.all()) {
    if (plusMs(bounds.to, reRatedDaysMax * dayMs) <= clock.now()) continue;
    const summary = await chargebacks.head(bounds.period);
    if (summary?.value.status === 'closed') continue;
    const stored = await days.states(bounds.period);
    const hasNewer = [summary?.value, ...stored.values()].some((one) => one && isNewer(one, own));
    if (!hasNewer && summary !== undefined && summary.value.fingerprint !== fingerprint) {
      outdatedPeriods.push(bounds);
    }
    for (const bare of calendar.daysOf(bounds)) {
      const day = { ...bare, period: bounds.period };
      const before = stored.get(day.date);
      if (before === undefined || isNewer(before, own)) continue;
      const isOver = day.to <= clock.now();
      if (before.fingerprint !== fingerprint) outdatedDays.push(day);
      else if (isOver && before.reportedAt < day.to) untoldDays.push(day);
    }
  }
  return { days: outdatedDays, untoldDays, periods: outdatedPeriods, fingerprint };
};

/** The revision that was written, or why none was. */
const tryDay = async (
  deps: RollUpDaysDependencies,
  day: Day,
  known: Revisions,
): Promise<number | Exclude<Outcome, 'written'>> => {
  try {
    const outcome = await recomputeDay(deps, day, known);
    if (outcome.kind !== 'written') return outcome.kind;
    if (outcome.report) {
      const earlier = await tryEarlierCosts(deps, day, outcome.usage.currency);
      reportDay(deps.telemetry, { ...outcome, earlier });
    }
    return outcome.revision;
  } catch (error) {
    deps.onFailure(`day ${day.date}`, error);
    return 'failed';
  }
};

/**
 * What a day that is over is compared with, in telemetry alone: where that cannot be read, the day
 * is written all the same, and nothing is compared.
 */
const tryEarlierCosts = async (
  deps: RollUpDaysDependencies,
  day: Day,
  currency: string,
): Promise<EarlierCosts | undefined> => {
  if (deps.clock.now() < day.to) return undefined;
  try {
    return await readEarlierCosts(deps.days, { date: day.date, currency });
  } catch (error) {
    deps.onFailure(`the costs of the days before ${day.date}`, error);
    return undefined;
  }
};

const tryPeriod = async (
  deps: RollUpDaysDependencies,
  bounds: PeriodBounds,
  known: Revisions,
  chargebacks: Pick<Chargeback, 'summary'>[],
): Promise<Outcome> => {
  try {
    const outcome = await recomputePeriod(deps, bounds, known);
    if (outcome.kind === 'written') chargebacks.push({ summary: outcome.chargeback.summary });
    // A closed period stays as it is, and the marks of its windows stay for people to see.
    return outcome.kind === 'closed' ? 'changed' : outcome.kind;
  } catch (error) {
    deps.onFailure(`period ${bounds.period}`, error);
    return 'failed';
  }
};
