// Background work of a run: recomputes windows of which no usage is new, because older rules made them
// or because an operator asked. It runs after all marks that new usage set were worked on, takes at
// most a quarter of the run's time, and goes on at the next run where it stopped.
import { epochMsOf, plusMs, type Instant } from '../../domain/instant';
import { backgroundRestMsMax } from '../../limits';
import type { Mark } from '../ingest/window-marks';
import { groupInBackground } from './background-order';
import { isHeld, isSealed } from './choose-marks';
import {
  countFound,
  markOlderRules,
  newSearch,
  searchOlderRules,
  type OlderRulesDependencies,
  type OlderRulesSearch,
} from './older-rules';
import { rulesOf } from './recompute-windows';
import {
  rollUpMarks,
  versionsOf,
  type MarksPass,
  type RollUpMarksDependencies,
} from './roll-up-marks';

/** What a later run has to know of this one's background work. */
export interface BackgroundProgress {
  readonly search: OlderRulesSearch;
  /** A pass took longer than its share, so the next runs do without one until then. */
  readonly restUntil?: Instant;
}

export interface BackgroundDependencies extends RollUpMarksDependencies, OlderRulesDependencies {
  readonly options: RollUpMarksDependencies['options'] & {
    readonly sealAgeDays: number;
    readonly secondsMax: number;
  };
}

export interface BackgroundPass {
  readonly progress: BackgroundProgress;
  /** undefined: there was nothing to do, or no time for it. */
  readonly pass: MarksPass | undefined;
  /** Background marks that were not taken off. */
  readonly left: readonly Mark[];
  /** Windows that older rules made, as far as they were found, marked or not. */
  readonly windowsOfOlderRules: number;
}

export interface BackgroundRequest {
  /** Background marks that no other program holds. */
  readonly waiting: readonly Mark[];
  /** undefined: no run of these rules has come before. */
  readonly progress: BackgroundProgress | undefined;
  readonly began: Instant;
  /** Whether the run has time, and left no mark of new usage for want of it. */
  readonly mayWork: () => boolean;
}

/** Share of a run's time that background work takes at most. */
const backgroundShare = 0.25;

/** Share of that after which no further windows are started: their days and periods need the rest. */
const windowsShare = 0.5;

/** A failure is reported, and ends the background work of this run alone. */
export async function recomputeInBackground(
  deps: BackgroundDependencies,
  request: BackgroundRequest,
): Promise<BackgroundPass> {
  const { waiting, began, mayWork } = request;
  const before = request.progress ?? { search: newSearch(began) };
  if (isResting(before, deps.clock.now()) || !mayWork()) return passOf(before, waiting, undefined);
  try {
    return await work(deps, before, request);
  } catch (error) {
    deps.onFailure('the windows of older rules', error);
    return passOf(before, waiting, undefined);
  }
}

/**
 * A rest is never longer than backgroundRestMsMax. One that seems to be was made by a clock that has
 * jumped, or on a machine that was suspended in the middle of a pass, and does not count.
 */
function isResting({ restUntil }: BackgroundProgress, now: Instant): boolean {
  return (
    restUntil !== undefined && restUntil > now && restUntil <= plusMs(now, backgroundRestMsMax)
  );
}

async function work(
  deps: BackgroundDependencies,
  before: BackgroundProgress,
  { waiting, began, mayWork }: BackgroundRequest,
): Promise<BackgroundPass> {
  const passBegan = deps.clock.now();
  const budgetMs = backgroundShare * deps.options.secondsMax * 1000;
  const until = (share: number) => (): boolean =>
    mayWork() && deps.clock.now() < plusMs(passBegan, share * budgetMs);
  const forWindows = until(windowsShare);
  const { search, marked } = await findWork(deps, before.search, waiting.length, began, forWindows);
  const marks = marked === 0 ? waiting : await readWaiting(deps, began);
  const groups = groupInBackground(marks, deps.options.sealAgeDays, began);
  const pass =
    groups.length === 0
      ? undefined
      : await rollUpMarks(deps, groups, { began, forWindows, forDays: until(1) });
  // A window is read to its end, however long that takes: what it took too long, later runs rest.
  const tookMs = epochMsOf(deps.clock.now()) - epochMsOf(passBegan);
  const rest = tookMs > budgetMs && { restUntil: plusMs(passBegan, tookMs / backgroundShare) };
  return passOf({ search, ...rest }, marks, pass);
}

async function findWork(
  deps: BackgroundDependencies,
  search: OlderRulesSearch,
  waiting: number,
  now: Instant,
  hasTime: () => boolean,
): Promise<{ readonly search: OlderRulesSearch; readonly marked: number }> {
  const bounds = { rulesVersion: rulesOf(deps).version, now, hasTime };
  const searched = await searchOlderRules(deps, search, bounds);
  return markOlderRules(deps, searched, { ...bounds, waiting });
}

async function readWaiting(deps: BackgroundDependencies, now: Instant): Promise<readonly Mark[]> {
  const versions = versionsOf(deps);
  return (await deps.marks.all()).filter(
    (mark) =>
      mark.reason !== undefined &&
      !isHeld(mark, versions) &&
      !isSealed(mark.window, deps.options.sealAgeDays, now),
  );
}

function passOf(
  progress: BackgroundProgress,
  marks: readonly Mark[],
  pass: MarksPass | undefined,
): BackgroundPass {
  const left = marks.filter(({ window }) => pass?.settled.has(window) !== true);
  const ofRules = left.filter(({ reason }) => reason === 'rules').length;
  return { progress, pass, left, windowsOfOlderRules: ofRules + countFound(progress.search) };
}
