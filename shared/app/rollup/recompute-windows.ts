// Recomputes windows from the usage records. The heads' ETags are read before the records are, so
// that of two rollups at once the one with the older records loses. A window of newer rules than the
// program's own is left as it is, and its records are not even read.
import { epochMsOf, type Instant } from '../../domain/instant';
import { rulesInForce, type Rules } from '../../domain/usage/rules';
import { rulesVersionOf } from '../../domain/usage/rules-version';
import { WindowSum } from '../../domain/usage/sum-window';
import { windowEnd, windowMs, windowOf, windowStart, type WindowId } from '../../domain/window';
import type { WindowUsage } from '../../domain/usage/window-usage';
import { groupWindowsMax, recordsPerLook, windowsReadPerMarkMax } from '../../limits';
import type { Clock, Stored, UsageStore } from '../ports';
import { nextRevision } from './revisions';
import type { WindowFacts, WindowRollups, WindowWrite } from './window-rollups';

export interface RecomputeWindowsDependencies {
  readonly usage: UsageStore;
  readonly windows: WindowRollups;
  readonly clock: Clock;
  /** By default the rules of this release; tests and the simulator run others. */
  readonly rules?: Rules;
}

/**
 * `stale`: the read was older than what is stored, which is right, and was left as it is.
 * `newerRules`: a newer version of the program made the stored window, which was left as it is.
 */
export type WindowOutcome =
  | { readonly kind: 'written'; readonly revision: number }
  | { readonly kind: 'changed' | 'stale' | 'newerRules' };

/** What a window is now, beside what is stored about it. */
export interface Computed {
  readonly kind: 'computed';
  readonly usage: WindowUsage;
  readonly stored: Stored<WindowFacts> | undefined;
}

/** The version of the rules that a program with these dependencies applies. */
export const rulesOf = ({ rules }: Pick<RecomputeWindowsDependencies, 'rules'>): Rules =>
  rules ?? rulesInForce;

/** Sorted windows in groups of neighbours that one query reads, oldest first. */
export const groupNeighbours = (windows: readonly WindowId[]): readonly (readonly WindowId[])[] => {
  const groups: WindowId[][] = [];
  for (const window of windows) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (group !== undefined && first !== undefined && areNeighbours(first, window, group.length)) {
      group.push(window);
    } else {
      groups.push([window]);
    }
  }
  return groups;
};

/** Whether one query should read from the first to the last window, with so many asked for before. */
const areNeighbours = (first: WindowId, last: WindowId, before: number): boolean => {
  const read = msBetween(windowStart(first), windowEnd(last)) / windowMs;
  return read <= Math.min(groupWindowsMax, (before + 1) * windowsReadPerMarkMax);
};

/** A group of windows holds more than can be read in time: they are to be tried one by one. */
export class GroupTooLarge extends Error {
  override readonly name = 'GroupTooLarge';
}

/**
 * Reads a group of neighbouring windows with one query and sums each. A group that runs out of
 * time throws GroupTooLarge; a window that is alone is read to its end, or it never would be.
 */
export const computeWindows = async (
  deps: RecomputeWindowsDependencies,
  group: readonly WindowId[],
  hasTime: () => boolean,
): Promise<ReadonlyMap<WindowId, Computed | { readonly kind: 'newerRules' }>> => {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) return new Map();
  const rules = rulesOf(deps);
  const heads = await deps.windows.heads(first, windowOf(windowEnd(last)));
  const isNewer = (window: WindowId): boolean => {
    const head = heads.get(window);
    return head !== undefined && rulesVersionOf(head.value) > rules.version;
  };
  const own = group.filter((window) => !isNewer(window));
  const sums = await sumRecords(deps, own, rules, hasTime);
  return new Map(
    group.map((window) => {
      const usage = sums.get(window)?.usage();
      const stored = heads.get(window);
      return [window, usage === undefined ? newerRules : { kind: 'computed', usage, stored }];
    }),
  );
};

const newerRules = { kind: 'newerRules' } as const;

const sumRecords = async (
  { usage }: RecomputeWindowsDependencies,
  group: readonly WindowId[],
  rules: Rules,
  hasTime: () => boolean,
): Promise<ReadonlyMap<WindowId, WindowSum>> => {
  const sums = new Map(group.map((window) => [window, new WindowSum(window, rules)]));
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) return sums;
  const toExclusive = windowOf(windowEnd(last));
  let read = 0;
  for await (const record of usage.inWindows(first, toExclusive)) {
    read += 1;
    if (group.length > 1 && read % recordsPerLook === 0 && !hasTime()) {
      throw new GroupTooLarge(`${group.length} windows hold more than ${read} records`);
    }
    for (const window of record.windows) sums.get(window)?.add(record);
  }
  return sums;
};

/** Recomputes a group of neighbouring windows and stores what comes out, also if it is nothing. */
export const recomputeWindows = async (
  deps: RecomputeWindowsDependencies,
  group: readonly WindowId[],
  hasTime: () => boolean,
): Promise<ReadonlyMap<WindowId, WindowOutcome>> => {
  const began = deps.clock.now();
  const computed = await computeWindows(deps, group, hasTime);
  const outcomes = new Map<WindowId, WindowOutcome>();
  const writes: WindowWrite[] = [];
  const computedAt = deps.clock.now();
  const tookMs = msBetween(began, computedAt) / group.length;
  const { version } = rulesOf(deps);
  for (const [window, result] of computed) {
    if (result.kind === 'newerRules') {
      outcomes.set(window, result);
      continue;
    }
    const { usage, stored } = result;
    // Records are only ever added to a window, and those that moved away are still counted as
    // seen: having seen fewer than before means that the read was stale.
    if (usage.recordsSeen < (stored?.value.recordsSeen ?? 0))
      outcomes.set(window, { kind: 'stale' });
    else {
      const revision = nextRevision(stored?.value.revision, computedAt);
      writes.push({
        usage,
        revision,
        computedAt,
        tookMs,
        rulesVersion: version,
        etag: stored?.etag,
      });
    }
  }
  const answers = await deps.windows.write(writes);
  writes.forEach(({ usage, revision }, index) =>
    outcomes.set(
      usage.window,
      answers[index] === 'written' ? { kind: 'written', revision } : { kind: 'changed' },
    ),
  );
  return outcomes;
};

const msBetween = (from: Instant, to: Instant): number => epochMsOf(to) - epochMsOf(from);
