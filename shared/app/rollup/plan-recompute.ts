// Plans what an operator asks for by `npm run recompute`: that the windows of a range are recomputed.
// The plan names the windows and their cost, or says why it can't be done. Only then are they marked,
// and the rollup works on them in the background, after everything that new usage marked.
import { Calendar } from '../../domain/calendar';
import { earlier, parseInstant, plusMs, type Instant } from '../../domain/instant';
import { windowEnd, windowMs, windowOf, windowStart, type WindowId } from '../../domain/window';
import type { BackgroundMark, WindowMarks } from '../ingest/window-marks';
import { isSealed } from './choose-marks';
import type { Periods } from './periods';
import type { LastTick, TickStatus } from './tick-status';
import type { WindowRollups } from './window-rollups';

const dayMs = 24 * 60 * 60 * 1000;

export interface PlanRecomputeDependencies {
  readonly windows: WindowRollups;
  readonly periods: Periods;
  readonly status: TickStatus;
}

export interface RecomputeRange {
  /** A local date, which is then part of the range, or an instant. */
  readonly from: string;
  /** A local date, which is then part of the range, or an instant, which is not. */
  readonly to: string;
  /** Also windows of which nothing is stored, such as those whose marks a restore lost. */
  readonly withEmpty: boolean;
}

export interface RecomputePlan {
  readonly kind: 'plan';
  readonly from: Instant;
  readonly toExclusive: Instant;
  readonly windows: readonly BackgroundMark[];
  readonly days: number;
  readonly records: number;
  /** What their last computing took together, in ms. */
  readonly tookMs: number;
  readonly bounds: NonNullable<LastTick['bounds']>;
}

export type PlanAnswer =
  | RecomputePlan
  /** `name`: the option that is neither a date nor an instant. */
  | { readonly kind: 'badRange'; readonly name: 'from' | 'to' }
  | { readonly kind: 'emptyRange' }
  /** No run of this release has been recorded, so it is not known what it would do with the marks. */
  | { readonly kind: 'unknownProgram' }
  | { readonly kind: 'sealed'; readonly sealAgeDays: number; readonly openFrom: Instant };

export async function planRecompute(
  { windows, periods, status }: PlanRecomputeDependencies,
  range: RecomputeRange,
  now: Instant,
): Promise<PlanAnswer> {
  const bounds = (await status.last())?.bounds;
  if (bounds === undefined) return { kind: 'unknownProgram' };
  const begun = await periods.all();
  // Of periods that have not begun there are no windows, whatever their time zone will be.
  const calendar = new Calendar(begun, begun.at(-1)?.timeZone ?? 'UTC');
  const from = instantOfRange(calendar, range.from)?.from;
  const toExclusive = instantOfRange(calendar, range.to)?.to;
  if (from === undefined) return { kind: 'badRange', name: 'from' };
  if (toExclusive === undefined) return { kind: 'badRange', name: 'to' };
  if (from >= toExclusive) return { kind: 'emptyRange' };
  const first = windowOf(from);
  const latest = plusMs(now, dayMs);
  // The window that holds the last moment of the range is part of it as a whole. Nothing is stored of
  // the future, but for what senders' clocks that run early have made.
  const end = windowOf(windowEnd(windowOf(plusMs(earlier(toExclusive, latest), -1))));
  if (isSealed(first, bounds.sealAgeDays, now)) {
    return { kind: 'sealed', sealAgeDays: bounds.sealAgeDays, openFrom: firstOpen(bounds, now) };
  }
  const heads = await windows.heads(first, end);
  const stored = [...heads.values()].map(({ value }) => value);
  const known = new Map(stored.map(({ window, recordsSeen }) => [window, recordsSeen]));
  if (range.withEmpty) {
    for (const window of windowsBetween(first, end, now)) {
      if (!known.has(window)) known.set(window, 0);
    }
  }
  const chosen = [...known]
    .map(([window, records]) => ({ window, records }))
    .sort((a, b) => (a.window < b.window ? -1 : 1));
  return {
    kind: 'plan',
    from: windowStart(first),
    toExclusive: windowEnd(windowOf(plusMs(toExclusive, -1))),
    windows: chosen,
    days: new Set(chosen.map(({ window }) => calendar.dayOf(windowStart(window)).date)).size,
    records: chosen.reduce((sum, { records }) => sum + records, 0),
    tookMs: stored.reduce((sum, { tookMs }) => sum + tookMs, 0),
    bounds,
  };
}

/**
 * Marks the windows of a plan. One that is marked already is marked once more, so that a run that has
 * read its records before does not take the mark off.
 */
export async function markPlanned(
  marks: WindowMarks,
  windows: readonly BackgroundMark[],
  now: Instant,
): Promise<void> {
  const planned = new Set(windows.map(({ window }) => window));
  const marked = (await marks.all()).filter(({ window }) => planned.has(window));
  const ofUsage = marked.filter(({ reason }) => reason === undefined);
  await marks.mark(
    ofUsage.map(({ window }) => window),
    now,
  );
  const lost = await marks.renew(
    marked.filter(({ reason }) => reason !== undefined),
    now,
  );
  const kept = new Set(marked.map(({ window }) => window).filter((one) => !lost.includes(one)));
  await marks.markInBackground(
    windows.filter(({ window }) => !kept.has(window)),
    'asked',
    now,
  );
}

/** Where a date, or an instant, begins and ends. */
function instantOfRange(
  calendar: Calendar,
  text: string,
): { readonly from: Instant; readonly to: Instant } | undefined {
  if (/^2\d{3}-(0[1-9]|1[0-2])-\d\d$/.test(text)) {
    return calendar.daysOf(calendar.boundsOf(text.slice(0, 7))).find(({ date }) => date === text);
  }
  const instant = parseInstant(text);
  return instant === undefined ? undefined : { from: instant, to: instant };
}

function windowsBetween(first: WindowId, end: WindowId, now: Instant): readonly WindowId[] {
  const windows: WindowId[] = [];
  for (let at = windowStart(first); at < windowStart(end) && at <= now; at = plusMs(at, windowMs)) {
    windows.push(windowOf(at));
  }
  return windows;
}

/** The start of the first window that is not sealed. */
function firstOpen({ sealAgeDays }: { readonly sealAgeDays: number }, now: Instant): Instant {
  return windowStart(windowOf(plusMs(now, -sealAgeDays * dayMs)));
}
