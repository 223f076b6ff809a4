import type { Mark } from '../../../../shared/app/ingest/window-marks';
import { byUrgency, groupInBackground } from '../../../../shared/app/rollup/background-order';
import { isHeld } from '../../../../shared/app/rollup/choose-marks';
import type { WindowId } from '../../../../shared/domain/window';
import { recordsPerBackgroundGroupMax } from '../../../../shared/limits';
import { at } from '../../../support/sample-period';

const now = at('2026-11-20T12:00:00Z');
const sealAgeDays = 40;

const mark = (window: string, more: Partial<Mark> = {}): Mark => ({
  window: window as WindowId,
  etag: window,
  failures: 0,
  markedAt: now,
  reason: 'rules',
  ...more,
});

const grouped = (...marks: readonly Mark[]): readonly (readonly string[])[] =>
  groupInBackground(marks, sealAgeDays, now).map((group) => group.map(({ window }) => window));

describe('background marks', () => {
  it("are worked on in this order: today's, those that are soon sealed, then the newest", () => {
    const windows = [
      '2026-10-11T12:00Z',
      '2026-10-12T11:30Z',
      '2026-10-12T12:00Z',
      '2026-11-19T23:45Z',
      '2026-11-20T00:00Z',
      '2026-11-21T00:00Z',
    ] as readonly string[] as readonly WindowId[];
    expect(windows.toSorted(byUrgency(sealAgeDays, now))).toEqual([
      '2026-11-21T00:00Z',
      '2026-11-20T00:00Z',
      '2026-10-12T11:30Z',
      '2026-10-11T12:00Z',
      '2026-11-19T23:45Z',
      '2026-10-12T12:00Z',
    ]);
  });

  it('are read together with their neighbours of the same urgency, newest group first', () => {
    expect(
      grouped(
        mark('2026-11-18T10:00Z'),
        mark('2026-11-18T10:15Z'),
        mark('2026-11-19T23:45Z'),
        mark('2026-11-20T00:00Z'),
      ),
    ).toEqual([
      ['2026-11-20T00:00Z'],
      ['2026-11-19T23:45Z'],
      ['2026-11-18T10:00Z', '2026-11-18T10:15Z'],
    ]);
  });

  it('are read together only as long as their records are few', () => {
    const half = { records: recordsPerBackgroundGroupMax / 2 };
    const all = { records: recordsPerBackgroundGroupMax + 1 };
    expect(
      grouped(
        mark('2026-11-18T10:00Z', half),
        mark('2026-11-18T10:15Z', half),
        mark('2026-11-18T10:30Z', half),
        mark('2026-11-18T10:45Z', all),
        mark('2026-11-18T11:00Z'),
      ),
    ).toEqual([
      ['2026-11-18T11:00Z'],
      ['2026-11-18T10:45Z'],
      ['2026-11-18T10:30Z'],
      ['2026-11-18T10:00Z', '2026-11-18T10:15Z'],
    ]);
  });

  it('are alone and last once they failed, those that failed least first', () => {
    expect(
      grouped(
        mark('2026-11-18T10:00Z', { failures: 1 }),
        mark('2026-11-18T10:15Z', { failures: 2 }),
        mark('2026-11-18T10:30Z', { failures: 1 }),
        mark('2026-11-01T10:30Z'),
      ),
    ).toEqual([
      ['2026-11-01T10:30Z'],
      ['2026-11-18T10:30Z'],
      ['2026-11-18T10:00Z'],
      ['2026-11-18T10:15Z'],
    ]);
  });
});

describe('a mark that a program left to a newer one', () => {
  const heldBy = { rules: 2, algorithm: 3 };

  it.each([
    ['the same versions', { rules: 2, algorithm: 3 }, true],
    ['older rules', { rules: 1, algorithm: 3 }, true],
    ['newer rules', { rules: 3, algorithm: 3 }, false],
    ['a newer algorithm', { rules: 2, algorithm: 4 }, false],
  ])('is worked on only by a newer one: %s', (_, own, expected) => {
    expect(isHeld({ heldBy }, own)).toBe(expected);
    expect(isHeld({}, own)).toBe(false);
  });
});
