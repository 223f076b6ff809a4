import {
  groupMarks,
  hasEnded,
  isResting,
  isSealed,
} from '../../../../shared/app/rollup/choose-marks';
import { groupNeighbours } from '../../../../shared/app/rollup/recompute-windows';
import type { Mark } from '../../../../shared/app/ingest/window-marks';
import { plusMs } from '../../../../shared/domain/instant';
import { windowMs, windowOf, type WindowId } from '../../../../shared/domain/window';
import { groupWindowsMax, windowsReadPerMarkMax } from '../../../../shared/limits';
import { at } from '../../../support/sample-period';

const begin = at('2026-11-02T10:00:00Z');
const window = windowOf(begin);
/** The window so many after the first one. */
const after = (count: number): WindowId => windowOf(plusMs(begin, count * windowMs));
const mark = (which: WindowId, failures = 0): Mark => ({
  window: which,
  etag: '',
  failures,
  markedAt: begin,
});

describe('a window', () => {
  it('has ended when the next one begins', () => {
    expect(hasEnded(window, at('2026-11-02T10:14:59.999Z'))).toBe(false);
    expect(hasEnded(window, at('2026-11-02T10:15:00Z'))).toBe(true);
  });

  it('is sealed so many days after it ended, by time alone', () => {
    expect(isSealed(window, 40, at('2026-12-12T10:14:59.999Z'))).toBe(false);
    expect(isSealed(window, 40, at('2026-12-12T10:15:00Z'))).toBe(true);
  });

  it('rests ten times as long as it took to compute', () => {
    const value = { computedAt: begin, tookMs: 1_000 };
    const head = { value, etag: '' };
    expect(isResting(undefined, begin)).toBe(false);
    expect(isResting(head, plusMs(begin, 9_999))).toBe(true);
    expect(isResting(head, plusMs(begin, 10_000))).toBe(false);
  });
});

describe('windows that one query reads', () => {
  it('are neighbours', () => {
    const close = [after(0), after(1), after(5)];
    expect(groupNeighbours(close)).toEqual([close]);
    expect(groupNeighbours([])).toEqual([]);
  });

  it('are not those between two that lie far apart', () => {
    const last = windowsReadPerMarkMax * 2 - 1;
    expect(groupNeighbours([after(0), after(last)])).toEqual([[after(0), after(last)]]);
    expect(groupNeighbours([after(0), after(last + 1)])).toEqual([[after(0)], [after(last + 1)]]);
  });

  it('may have a gap where there are many of them, as a night between two days', () => {
    const days = Array.from({ length: 40 }, (_, hour) => after(hour)).concat(after(96), after(97));
    expect(groupNeighbours(days)).toEqual([days]);
  });

  it('are bounded in number', () => {
    const many = Array.from({ length: groupWindowsMax + 1 }, (_, count) => after(count));
    expect(groupNeighbours(many).map(({ length }) => length)).toEqual([groupWindowsMax, 1]);
  });
});

describe('marks', () => {
  it('are grouped by neighbourhood, those that failed before alone and last', () => {
    const marks = [mark(after(1)), mark(after(0)), mark(after(90)), mark(after(2), 1)];
    expect(groupMarks(marks).map((group) => group.map((one) => one.window))).toEqual([
      [after(0), after(1)],
      [after(90)],
      [after(2)],
    ]);
  });
});
