// One run of the rollup: the marked windows are recomputed from the usage records, then their days,
// then their periods; windows that older rules made follow in the background; what settled a day ago
// is audited. It recomputes and never increments, so running it twice, late or concurrently changes
// nothing. A run deletes a mark only if it wrote everything above the window.
import { epochMsOf, plusMs, type Instant } from '../../domain/instant';
import { rulesVersionOf } from '../../domain/usage/rules-version';
import { windowEnd, windowOf } from '../../domain/window';
import { inParallel } from '../in-parallel';
import type { Mark } from '../ingest/window-marks';
import type { RequestUnits, Telemetry } from '../ports';
import { rollupTick } from '../telemetry-events';
import { metricNames } from '../telemetry-metrics';
import { auditWindows, type AuditDependencies } from './audit-windows';
import { groupMarks, hasEnded, isHeld, isResting, isSealed } from './choose-marks';
import {
  recomputeInBackground,
  type BackgroundDependencies,
  type BackgroundProgress,
} from './recompute-in-background';
import { rulesOf } from './recompute-windows';
import { isSettleable, marksAtOnceMax, rollUpMarks, versionsOf } from './roll-up-marks';
import { sumPasses, type TickSummary } from './tick-summary';
import type { LastTick, TickStatus } from './tick-status';

export interface RollUpDependencies extends BackgroundDependencies, AuditDependencies {
  readonly status: TickStatus;
  readonly requestUnits: RequestUnits;
  readonly telemetry: Telemetry;
  readonly options: BackgroundDependencies['options'] & {
    readonly windowsMax: number;
    /** After so many seconds, a run starts nothing that the next run can do as well. */
    readonly secondsMax: number;
  };
}

/**
 * Share of a run's time after which no further windows are started. The days and periods of those
 * that were written are finished in any case: windows alone take off no mark, and a run that spent
 * all its time on them would do the same again forever.
 */
const windowsShare = 0.5;

export const makeRollUp = (deps: RollUpDependencies) => {
  const { clock, telemetry, options } = deps;

  /** Whether a run that began then has a share of its time left. */
  const untilShare = (share: number, began: Instant) => (): boolean =>
    clock.now() < plusMs(began, share * options.secondsMax * 1000);

  const tick = async (began: Instant, last: LastTick | undefined): Promise<FinishedTick> => {
    const hasTime = untilShare(1, began);
    const { sealed, held, ofUsage, waiting } = sortMarks(deps, await deps.marks.all(), began);
    await refuseSealed(deps, sealed, began);
    const awake = await withoutResting(deps, ofUsage, began);
    const chosen = awake.slice(0, options.windowsMax);
    const pass = await rollUpMarks(deps, groupMarks(chosen), {
      began,
      forWindows: untilShare(windowsShare, began),
      forDays: hasTime,
    });
    const isThrough = chosen.length === awake.length && pass.notBegun === 0;
    const background = await recomputeInBackground(deps, {
      waiting,
      progress: progressOf(deps, last),
      began,
      mayWork: () => isThrough && hasTime(),
    });
    const auditDrift = await auditWindows(deps, began, hasTime);
    const passes = [pass, ...(background.pass === undefined ? [] : [background.pass])];
    const behind = [...held, ...ofUsage.filter(({ window }) => !pass.settled.has(window))];
    const newlyHeld = passes.reduce((count, one) => count + one.held.size, 0);
    const summary = {
      ...sumPasses(passes),
      windowsPostponed: ofUsage.length - chosen.length + pass.notBegun,
      pendingWindows: behind.length + background.left.length,
      oldestMarkAgeSeconds: oldestAgeSeconds(behind, options.settleSeconds, began),
      sealedMarks: sealed.filter(isOfUsage).length,
      auditDrift,
      windowsOfOlderRules: background.windowsOfOlderRules,
      windowsOfNewerRules: held.length + newlyHeld,
    };
    return { summary, progress: background.progress };
  };

  /** Throws what a dependency threw; the next run begins again with what is still marked. */
  return async (): Promise<TickSummary> => {
    const began = clock.now();
    const last = await deps.status.read();
    const { value, requestUnits } = await deps.requestUnits.measure(() => tick(began, last?.value));
    const { summary, progress } = value;
    const durationMs = epochMsOf(clock.now()) - epochMsOf(began);
    const { sealAgeDays, secondsMax } = options;
    const { windowsRecomputed, pendingWindows, windowsOfOlderRules, windowsOfNewerRules } = summary;
    await deps.status.save(
      {
        startedAt: began,
        durationMs,
        windows: windowsRecomputed,
        pendingWindows,
        windowsOfOlderRules,
        windowsOfNewerRules,
        rulesVersion: rulesOf(deps).version,
        background: progress,
        bounds: { sealAgeDays, secondsMax },
      },
      last,
    );
    telemetry.event(rollupTick({ ...summary, durationMs, requestUnits }));
    telemetry.metric(metricNames.rollupPendingWindows, pendingWindows);
    telemetry.metric(metricNames.rollupOldestMarkAgeSeconds, summary.oldestMarkAgeSeconds);
    telemetry.metric(metricNames.rollupWindowsOfOlderRules, windowsOfOlderRules);
    return summary;
  };
};

export type RollUp = ReturnType<typeof makeRollUp>;

interface FinishedTick {
  readonly summary: TickSummary;
  readonly progress: BackgroundProgress;
}

interface SortedMarks {
  readonly sealed: readonly Mark[];
  /** A newer program has to work on them. */
  readonly held: readonly Mark[];
  readonly ofUsage: readonly Mark[];
  /** Background marks. */
  readonly waiting: readonly Mark[];
}

const sortMarks = (
  deps: RollUpDependencies,
  marks: readonly Mark[],
  began: Instant,
): SortedMarks => {
  const versions = versionsOf(deps);
  const sealed = marks.filter(({ window }) => isSealed(window, deps.options.sealAgeDays, began));
  const open = marks.filter((mark) => !sealed.includes(mark));
  const held = open.filter((mark) => isHeld(mark, versions));
  const free = open.filter((mark) => !held.includes(mark));
  const waiting = free.filter((mark) => !isOfUsage(mark));
  return { sealed, held, ofUsage: free.filter(isOfUsage), waiting };
};

const isOfUsage = ({ reason }: Mark): boolean => reason === undefined;

/** The progress of the last run, unless a program of other rules made it. */
const progressOf = (
  deps: RollUpDependencies,
  last: LastTick | undefined,
): BackgroundProgress | undefined =>
  last !== undefined && rulesVersionOf(last) === rulesOf(deps).version
    ? last.background
    : undefined;

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

const oldestAgeSeconds = (left: readonly Mark[], settleSeconds: number, began: Instant): number => {
  const due = left.filter(({ window }) => isSettleable(window, settleSeconds, began));
  const ages = due.map(({ markedAt }) => epochMsOf(began) - epochMsOf(markedAt));
  return Math.max(0, ...ages) / 1000;
};

const refuseSealed = async (
  deps: RollUpDependencies,
  sealed: readonly Mark[],
  began: Instant,
): Promise<void> => {
  await inParallel(sealed, marksAtOnceMax, async (mark) => {
    // A background mark stands for no usage: the sealed window keeps its figures, and nothing is lost.
    if (isOfUsage(mark)) {
      await deps.exceptions.record({
        kind: 'sealedWindowMarked',
        where: mark.window,
        detail: `marked at ${mark.markedAt}; sealed after ${deps.options.sealAgeDays} days`,
        at: began,
      });
    }
    await deps.marks.settle(mark);
  });
};
