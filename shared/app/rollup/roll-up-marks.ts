// Works on some of the marks: recomputes their windows from the usage records, then the days and the
// periods above, and takes a mark off only if all of that was written in this pass. A window that
// fails, loses a race or belongs to a newer program keeps its mark and does not hold up the others.
import { plusMs, type Instant } from '../../domain/instant';
import type { WindowId } from '../../domain/window';
import { inParallel } from '../in-parallel';
import type { Mark, ProgramVersions, WindowMarks } from '../ingest/window-marks';
import type { LedgerExceptions } from '../ledger-exceptions';
import { algorithmVersion } from '../reference/references-in-force';
import type { Audits } from './audits';
import { hasEnded } from './choose-marks';
import {
  recomputeWindows,
  rulesOf,
  type RecomputeWindowsDependencies,
  type WindowOutcome,
} from './recompute-windows';
import { rollUpDays, type DayPass, type RollUpDaysDependencies } from './roll-up-days';

export interface RollUpMarksDependencies
  extends RecomputeWindowsDependencies, RollUpDaysDependencies {
  readonly marks: WindowMarks;
  readonly audits: Audits;
  readonly exceptions: LedgerExceptions;
  /** Called for each failure that will be tried again; it must not throw. */
  readonly onFailure: (what: string, error: unknown) => void;
  readonly options: {
    /** A window may lose its mark only so long after it ended: most of its events are here then. */
    readonly settleSeconds: number;
  };
}

export interface MarksPass {
  /** With the revisions that were written. */
  readonly written: ReadonlyMap<WindowId, number>;
  readonly failed: ReadonlySet<WindowId>;
  /** Their marks are gone. */
  readonly settled: ReadonlySet<WindowId>;
  /** Left to a newer program. */
  readonly held: ReadonlySet<WindowId>;
  /** Not started, because the time was over. */
  readonly notBegun: number;
  /** Windows, days and periods that were not written because the read was older than what is stored. */
  readonly stale: number;
  readonly days: Pick<DayPass, 'daysPublished' | 'chargebacks'>;
}

export interface PassBounds {
  readonly began: Instant;
  /** While it holds, further windows are started. */
  readonly forWindows: () => boolean;
  /** While it holds, days are started that could wait. */
  readonly forDays: () => boolean;
}

/** Failures in a row after which a window is brought before a person. */
const failuresBeforeException = 5;

/** Marks that are worked on at a time. */
export const marksAtOnceMax = 16;

/** The versions of the program with these dependencies. */
export function versionsOf(deps: Pick<RecomputeWindowsDependencies, 'rules'>): ProgramVersions {
  return { rules: rulesOf(deps).version, algorithm: algorithmVersion };
}

/** `groups`: marks of neighbouring windows, each group read with one query. */
export async function rollUpMarks(
  deps: RollUpMarksDependencies,
  groups: readonly (readonly Mark[])[],
  { began, forWindows, forDays }: PassBounds,
): Promise<MarksPass> {
  const marks = groups.flat();
  const pass = await rollUpWindows(deps, groups, forWindows);
  const days = await rollUpDays(deps, pass.written, forDays);
  const settled = await settle(deps, marks, pass, days, began);
  const held = new Set([...pass.held, ...days.heldWindows]);
  await deps.marks.hold(
    marks.filter(({ window }) => held.has(window)),
    versionsOf(deps),
  );
  const failed = new Set([...pass.failed, ...days.failedWindows]);
  await countFailures(deps, marks, failed, began);
  const stale = pass.stale + days.staleReads;
  return { ...pass, failed, settled, held, stale, days };
}

type WindowPass = Omit<MarksPass, 'settled' | 'days'>;

async function rollUpWindows(
  deps: RollUpMarksDependencies,
  groups: readonly (readonly Mark[])[],
  hasTime: () => boolean,
): Promise<WindowPass> {
  const outcomes = new Map<WindowId, WindowOutcome>();
  const failed = new Set<WindowId>();
  let notBegun = 0;
  for (const group of groups) {
    if (!hasTime()) {
      notBegun += group.length;
      continue;
    }
    const windows = group.map((mark) => mark.window);
    try {
      const found = await recomputeWindows(deps, windows, hasTime);
      for (const [window, outcome] of found) outcomes.set(window, outcome);
    } catch (error) {
      deps.onFailure(`windows ${windows[0] ?? ''} to ${windows.at(-1) ?? ''}`, error);
      for (const window of windows) failed.add(window);
    }
  }
  const written = new Map<WindowId, number>();
  const held = new Set<WindowId>();
  let stale = 0;
  for (const [window, outcome] of outcomes) {
    if (outcome.kind === 'written') written.set(window, outcome.revision);
    if (outcome.kind === 'newerRules') held.add(window);
    if (outcome.kind === 'stale') stale += 1;
  }
  return { written, failed, held, notBegun, stale };
}

export function isSettleable(window: WindowId, settleSeconds: number, began: Instant): boolean {
  return hasEnded(window, plusMs(began, -settleSeconds * 1000));
}

/** Deletes the marks of windows of which everything above was written, and answers which. */
async function settle(
  deps: RollUpMarksDependencies,
  marks: readonly Mark[],
  pass: WindowPass,
  days: DayPass,
  began: Instant,
): Promise<ReadonlySet<WindowId>> {
  const done = marks.filter(
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
}

async function countFailures(
  deps: RollUpMarksDependencies,
  all: readonly Mark[],
  failed: ReadonlySet<WindowId>,
  began: Instant,
): Promise<void> {
  const marks = all.filter(({ window }) => failed.has(window));
  const lasting = marks.filter(({ failures }) => failures + 1 >= failuresBeforeException);
  // Said first, and at every further failure: a run that dies here must not lose it.
  await inParallel(lasting, marksAtOnceMax, ({ window, failures }) =>
    deps.exceptions.record({
      kind: 'windowKeepsFailing',
      where: window,
      detail: `the window failed ${failures + 1} times in a row`,
      at: began,
    }),
  );
  await deps.marks.failed(marks);
}
