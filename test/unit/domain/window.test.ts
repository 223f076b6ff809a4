import {
  parseWindow,
  windowDate,
  windowEnd,
  windowOf,
  windowStart,
  type WindowId,
} from '../../../shared/domain/window';
import { at } from '../../support/sample-period';

describe('a window', () => {
  it.each([
    ['2026-11-02T10:00:00.000Z', '2026-11-02T10:00Z'],
    ['2026-11-02T10:14:59.999Z', '2026-11-02T10:00Z'],
    ['2026-11-02T10:15:00.000Z', '2026-11-02T10:15Z'],
    ['2026-12-31T23:59:59.999Z', '2026-12-31T23:45Z'],
    ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00Z'],
  ])('holds %s: %s', (instant, window) => expect(windowOf(at(instant))).toBe(window));

  it('ends where the next one begins, also over the turn of a year', () => {
    const last = '2026-12-31T23:45Z' as WindowId;
    expect(windowStart(last)).toBe('2026-12-31T23:45:00.000Z');
    expect(windowEnd(last)).toBe('2027-01-01T00:00:00.000Z');
    expect(windowOf(windowEnd(last))).toBe('2027-01-01T00:00Z');
    expect(windowDate(last)).toBe('2026-12-31');
  });

  it('is read back from its id', () => {
    expect(parseWindow('2026-11-02T10:15Z')).toBe('2026-11-02T10:15Z');
  });

  it.each(['2026-11-02T10:16Z', '2026-11-02 10:15Z', '2026-11-02T10:15', '2026-02-30T10:15Z', ''])(
    'has no id like %j',
    (text) => expect(parseWindow(text)).toBeUndefined(),
  );
});
