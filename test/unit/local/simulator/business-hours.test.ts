import {
  localDateOf,
  localMidnightMs,
  makeInstants,
} from '../../../../local/simulator/business-hours';
import { Random } from '../../../../local/simulator/random';

describe('localMidnightMs', () => {
  it.each([
    ['2026-11-16', 'UTC', '2026-11-16T00:00:00.000Z'],
    ['2026-11-16', 'Asia/Kathmandu', '2026-11-15T18:15:00.000Z'],
    ['2026-11-16', 'America/St_Johns', '2026-11-16T03:30:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-11-01', 'Pacific/Kiritimati', '2026-10-31T10:00:00.000Z'],
    // The clocks skip midnight: the date begins at 01:00 summer time.
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
  ])('finds where %s begins in %s', (date, timeZone, instant) => {
    const midnight = localMidnightMs(date, timeZone);
    expect(new Date(midnight).toISOString()).toBe(instant);
    expect(localDateOf(midnight, timeZone)).toBe(date);
    expect(localDateOf(midnight - 1, timeZone)).not.toBe(date);
  });
});

describe('makeInstants', () => {
  it('stays within a span of a few seconds', () => {
    const [from, to] = [1_000_000, 1_005_000];
    const draw = makeInstants(from, to, 'UTC');
    const random = new Random('instants');
    const drawn = Array.from({ length: 500 }, () => draw(random));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(from);
    expect(Math.max(...drawn)).toBeLessThan(to);
  });

  it('refuses a span that is none', () => {
    expect(() => makeInstants(5, 5, 'UTC')).toThrow(RangeError);
  });
});
