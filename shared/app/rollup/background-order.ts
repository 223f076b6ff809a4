// The order of background work: windows that must be recomputed although no usage of them is new.
// Today's come first, since people look at them; then those that are sealed within a day, since they
// can't wait; then the newest.
import { plusMs, type Instant } from '../../domain/instant';
import { windowDate, type WindowId } from '../../domain/window';
import { recordsPerBackgroundGroupMax } from '../../limits';
import type { Mark } from '../ingest/window-marks';
import { isSealed } from './choose-marks';
import { groupNeighbours } from './recompute-windows';

const dayMs = 24 * 60 * 60 * 1000;

/** 0 is worked on first. */
function urgencyOf(window: WindowId, sealAgeDays: number, now: Instant): 0 | 1 | 2 {
  if (windowDate(window) >= now.slice(0, 10)) return 0;
  return isSealed(window, sealAgeDays, plusMs(now, dayMs)) ? 1 : 2;
}

/** Compares two windows by the order in which they are recomputed. */
export function byUrgency(sealAgeDays: number, now: Instant) {
  return (a: WindowId, b: WindowId): number =>
    urgencyOf(a, sealAgeDays, now) - urgencyOf(b, sealAgeDays, now) || (a > b ? -1 : 1);
}

/**
 * Background marks in groups that one query reads, in the order of their work. A group is small, by
 * what its marks say of its records: background work ends on time. What failed before is alone and
 * last.
 */
export function groupInBackground(
  marks: readonly Mark[],
  sealAgeDays: number,
  now: Instant,
): readonly (readonly Mark[])[] {
  const order = byUrgency(sealAgeDays, now);
  const healthy = marks.filter(({ failures }) => failures === 0);
  const failed = marks.filter(({ failures }) => failures > 0);
  const groups = [0, 1, 2].flatMap((urgency) => {
    const own = healthy.filter(({ window }) => urgencyOf(window, sealAgeDays, now) === urgency);
    return smallGroups(own).reverse();
  });
  const alone = failed
    .toSorted((a, b) => a.failures - b.failures || order(a.window, b.window))
    .map((mark) => [mark]);
  return [...groups, ...alone];
}

/** Oldest first. */
function smallGroups(marks: readonly Mark[]): Mark[][] {
  const byWindow = new Map(marks.map((mark) => [mark.window, mark]));
  return groupNeighbours([...byWindow.keys()].sort()).flatMap((neighbours) => {
    const groups: Mark[][] = [];
    let records = 0;
    for (const window of neighbours) {
      const mark = byWindow.get(window);
      if (mark === undefined) continue;
      records += mark.records ?? 0;
      const group = groups.at(-1);
      if (group !== undefined && records <= recordsPerBackgroundGroupMax) {
        group.push(mark);
        continue;
      }
      groups.push([mark]);
      records = mark.records ?? 0;
    }
    return groups;
  });
}
