// One tick of the rollup: the marked windows are computed anew from the usage records, then their
// days, then their periods. It recomputes and never increments, so running it twice, late or
// concurrently changes nothing. A mark is deleted only when everything above its window was
// written in this pass; whatever fails or loses a race keeps its mark for the next tick, and does
// not hold up the others.
import { epochMsOf, plusMs, type Instant } from '../../domain/instant';
import { windowEnd, windowOf, type WindowId } from '../../domain/window';
import { auditWindows } from './audit-windows';
import type { Audits } from './audits';
import { groupMarks, hasEnded, isResting, isSealed } from './choose-marks';
import { inParallel } from '../in-parallel';
import type { LedgerExceptions } from '../ledger-exceptions';
import type { RequestUnits, Telemetry } from '../ports';
import { recomputeWindows, type RecomputeWindowsDependencies } from './recompute-windows';
import { rollUpDays, type DayPass, type RollUpDaysDependencies } from './roll-up-days';
import { rollupTick } from '../telemetry-events';
import { metricNames } from '../telemetry-metrics';
import type { TickStatus } from './tick-status';
import type { Mark, WindowMarks } from '../ingest/window-marks';

export interface RollUpDependencies extends RecomputeWindowsDependencies, RollUpDaysDependencies {
  readonly marks: WindowMarks;
  readonly audits: Audits;
  readonly exceptions: LedgerExceptions;
  readonly status: TickStatus;
  readonly requestUnits: RequestUnits;
  readonly telemetry: Telemetry;
  /** Told of what failed and will be tried again; it must not throw. */
  readonly onFailure: (what: string, error: unknown) => void;
  readonly options: {
    /** A window may lose its mark only so long after it ended: most of its events are here then. */
    readonly settleSeconds: number;
    readonly sealAgeDays: number;
    readonly windowsMax: number;
    /** Nothing is begun after so many seconds that another tick could do as well. */
    readonly secondsMax: number;
  };
}

export interface TickSummary {
  readonly windowsRecomputed: number;
  readonly windowsPostponed: number;
  readonly windowsFailed: number;
  readonly daysPublished: number;
  readonly periodsPublished: number;
  readonly pendingWindows: number;
  readonly oldestMarkAgeSeconds: number;
  readonly unpricedRequests: number;
  readonly unattributedRequests: number;
  readonly staleReads: number;
  readonly sealedMarks: number;
  readonly auditDrift: number;
}

/**
 * Share of a tick's time after which no further windows are begun. The days and periods of those
 * that were written are finished in any case: windows alone take off no mark, and a tick that spent
 * all its time on them would do the same again for ever.
 */
const windowsShare = 0.5;

/** Failures in a row after which a window is brought before a person. */
const failuresBeforeException = 5;

/** Marks that are worked on at a time. */
const marksAtOnceMax = 16;

export const makeRollUp = (deps: RollUpDependencies) => {
  const { clock, telemetry, options } = deps;

  /** Whether a tick that began then has a share of its time left. */
  const untilShare = (share: number, began: Instant) => (): boolean =>
    clock.now() < plusMs(began, share * options.secondsMax * 1000);

  const tick = async (began: Instant): Promise<TickSummary> => {
    const hasTime = untilShare(1, began);
    const marks = await deps.marks.all();
    const sealed = marks.filter(({ window }) => isSealed(window, options.sealAgeDays, began));
    await refuseSealed(deps, sealed, began);
    const open = marks.filter((mark) => !sealed.includes(mark));
    const pass = await rollUpWindows(deps, open, began, untilShare(windowsShare, began));
    const days = await rollUpDays(deps, pass.written, hasTime);
    const settled = await settle(deps, open, pass, days, began);
    const failed = new Set([...pass.failed, ...days.failedWindows]);
    await countFailures(deps, open, failed, began);
    const auditDrift = await auditWindows(deps, began, hasTime);
    const left = open.filter((mark) => !settled.has(mark.window));
    const due = left.filter(({ window }) => isSettleable(window, options.settleSeconds, began));
    const ages = due.map(({ markedAt }) => epochMsOf(began) - epochMsOf(markedAt));
    return {
      windowsRecomputed: pass.written.size,
      windowsPostponed: pass.postponed,
      windowsFailed: failed.size,
      daysPublished: days.daysPublished,
      periodsPublished: days.chargebacks.length,
      pendingWindows: left.length,
      oldestMarkAgeSeconds: Math.max(0, ...ages) / 1000,
      unpricedRequests: sum(days.chargebacks.map(({ summary }) => summary.coverage.unpriced)),
      unattributedRequests: sum(
        days.chargebacks.map(({ summary }) => summary.coverage.unattributed),
      ),
      staleReads: pass.stale + days.staleReads,
      sealedMarks: sealed.length,
      auditDrift,
    };
  };

  /** Throws what a dependency threw; the next tick begins anew with what is still marked. */
  return async (): Promise<TickSummary> => {
    const began = clock.now();
    const { value, requestUnits } = await deps.requestUnits.measure(() => tick(began));
    const durationMs = epochMsOf(clock.now()) - epochMsOf(began);
    await deps.status.save({
      startedAt: began,
      durationMs,
      windows: value.windowsRecomputed,
      pendingWindows: value.pendingWindows,
    });
    telemetry.event(rollupTick({ ...value, durationMs, requestUnits }));
    telemetry.metric(metricNames.rollupPendingWindows, value.pendingWindows);
    telemetry.metric(metricNames.rollupOldestMarkAgeSeconds, value.oldestMarkAgeSeconds);
    return value;
  };
};

export type RollUp = ReturnType<typeof makeRollUp>;

interface WindowPass {
  /** With the revisions that were written. */
  readonly written: ReadonlyMap<WindowId, number>;
  readonly failed: ReadonlySet<WindowId>;
  readonly postponed: number;
  readonly stale: number;
}

const rollUpWindows = async (
  deps: RollUpDependencies,
  open: readonly Mark[],
  began: Instant,
  hasTime: () => boolean,
): Promise<WindowPass> => {
  const written = new Map<WindowId, number>();
  const failed = new Set<WindowId>();
  let stale = 0;
  const awake = await withoutResting(deps, open, began);
  const chosen = awake.slice(0, deps.options.windowsMax);
  let postponed = open.length - chosen.length;
  for (const group of groupMarks(chosen)) {
    if (!hasTime()) {
      postponed += group.length;
      continue;
    }
    const windows = group.map((mark) => mark.window);
    try {
      for (const [window, outcome] of await recomputeWindows(deps, windows, hasTime)) {
        if (outcome.kind === 'written') written.set(window, outcome.revision);
        if (outcome.kind === 'stale') stale += 1;
      }
    } catch (error) {
      deps.onFailure(`windows ${windows[0] ?? ''} to ${windows.at(-1) ?? ''}`, error);
      for (const window of windows) failed.add(window);
    }
  }
  return { written, failed, postponed, stale };
};

const withoutResting = async (
  deps: RollUpDependencies,
  marks: readonly Mark[],
  began: Instant,
): Promise<readonly Mark[]> => {
  const awake = await inParallel(marks, marksAtOnceMax, async (mark) => {
    if (hasEnded(mark.window, began)) return true;
    const heads = await deps.windows.heads(mark.window, windowOf(windowEnd(mark.window)));
    return !isResting(heads.get(mark.window), began);
  });
  return marks.filter((_, index) => awake[index]);
};

const isSettleable = (window: WindowId, settleSeconds: number, began: Instant): boolean =>
  hasEnded(window, plusMs(began, -settleSeconds * 1000));

/** Deletes the marks of windows of which everything above was written, and answers which. */
const settle = async (
  deps: RollUpDependencies,
  open: readonly Mark[],
  pass: WindowPass,
  days: DayPass,
  began: Instant,
): Promise<ReadonlySet<WindowId>> => {
  const done = open.filter(
    ({ window }) =>
      pass.written.has(window) &&
      days.publishedWindows.has(window) &&
      isSettleable(window, deps.options.settleSeconds, began),
  );
  if (done.length === 0) return new Set();
  // Before the marks go: a crash in between audits a window once more than needed, not once less.
  const windows = done.map(({ window }) => window);
  await deps.audits.schedule(windows, began);
  const answers = await inParallel(done, marksAtOnceMax, (mark) => deps.marks.settle(mark));
  return new Set(windows.filter((_, index) => answers[index] === 'deleted'));
};

const countFailures = async (
  deps: RollUpDependencies,
  open: readonly Mark[],
  failed: ReadonlySet<WindowId>,
  began: Instant,
): Promise<void> => {
  const marks = open.filter(({ window }) => failed.has(window));
  const lasting = marks.filter(({ failures }) => failures + 1 >= failuresBeforeException);
  // Said first, and at every further failure: a tick that dies here must not lose it.
  await inParallel(lasting, marksAtOnceMax, ({ window, failures }) =>
    deps.exceptions.record({
      kind: 'windowKeepsFailing',
      where: window,
      detail: `the window failed ${failures + 1} times in a row`,
      at: began,
    }),
  );
  await deps.marks.failed(marks);
};

const refuseSealed = async (
  deps: RollUpDependencies,
  sealed: readonly Mark[],
  began: Instant,
): Promise<void> => {
  await inParallel(sealed, marksAtOnceMax, async (mark) => {
    await deps.exceptions.record({
      kind: 'sealedWindowMarked',
      where: mark.window,
      detail: `marked at ${mark.markedAt}; sealed after ${deps.options.sealAgeDays} days`,
      at: began,
    });
    await deps.marks.settle(mark);
  });
};

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
