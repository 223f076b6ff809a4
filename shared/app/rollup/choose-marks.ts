// Decides which marks a run works on, and how their windows are grouped.
import { epochMsOf, plusMs, type Instant } from '../../domain/instant';
import { windowEnd, type WindowId } from '../../domain/window';
import type { Stored } from '../ports';
import { groupNeighbours } from './recompute-windows';
import type { WindowFacts } from './window-rollups';
import type { Mark, ProgramVersions } from '../ingest/window-marks';

/** An open window is left alone for so many times what its last recomputation took. */
const hotWindowRest = 10;

const dayMs = 24 * 60 * 60 * 1000;

/** Whether the records of a window may begin to expire: by time alone, so that all agree. */
export const isSealed = (window: WindowId, sealAgeDays: number, now: Instant): boolean =>
  plusMs(windowEnd(window), sealAgeDays * dayMs) <= now;

export const hasEnded = (window: WindowId, now: Instant): boolean => windowEnd(window) <= now;

/** Whether a hot open window was computed so recently that it would eat up the tick. */
export const isResting = (
  head: Stored<Pick<WindowFacts, 'computedAt' | 'tookMs'>> | undefined,
  now: Instant,
): boolean =>
  head !== undefined &&
  epochMsOf(now) - epochMsOf(head.value.computedAt) < hotWindowRest * head.value.tookMs;

/**
 * The marks in groups that are read with one query each: neighbours together; a window that failed
 * before is alone, so that it takes no other with it, and comes last.
 */
export const groupMarks = (marks: readonly Mark[]): readonly (readonly Mark[])[] => {
  const healthy = new Map(
    marks.filter((mark) => mark.failures === 0).map((mark) => [mark.window, mark]),
  );
  const groups = groupNeighbours([...healthy.keys()].sort());
  return [
    ...groups.map((group) => group.flatMap((window) => healthy.get(window) ?? [])),
    ...marks.filter((mark) => mark.failures > 0).map((mark) => [mark]),
  ];
};

/** Whether a newer program has to work on the window: it made the window, its day or its period. */
export function isHeld({ heldBy }: Pick<Mark, 'heldBy'>, own: ProgramVersions): boolean {
  return heldBy !== undefined && own.rules <= heldBy.rules && own.algorithm <= heldBy.algorithm;
}
