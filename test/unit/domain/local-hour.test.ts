import { localHour } from '../../../shared/domain/local-hour';
import { at } from '../../support/sample-period';

describe('the local hour', () => {
  it.each([
    ['2026-11-02T10:45:00Z', 'UTC', '2026-11-02T10:00+00:00'],
    ['2026-11-02T23:45:00Z', 'Europe/Zurich', '2026-11-03T00:00+01:00'],
    ['2026-11-02T10:15:00Z', 'Asia/Kolkata', '2026-11-02T15:00+05:30'],
    ['2026-11-02T10:00:00Z', 'Asia/Kathmandu', '2026-11-02T15:00+05:45'],
    ['2026-11-02T03:00:00Z', 'America/St_Johns', '2026-11-01T23:00-03:30'],
  ])('of %s in %s is %s', (instant, timeZone, hour) => {
    expect(localHour(at(instant), timeZone)).toBe(hour);
  });

  it('has two names for the hour that happens twice', () => {
    expect(localHour(at('2026-10-25T00:30:00Z'), 'Europe/Zurich')).toBe('2026-10-25T02:00+02:00');
    expect(localHour(at('2026-10-25T01:30:00Z'), 'Europe/Zurich')).toBe('2026-10-25T02:00+01:00');
  });
});
