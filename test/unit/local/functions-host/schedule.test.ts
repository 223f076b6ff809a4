import { parseSchedule, recursAtMostOnceAMinute } from '../../../../local/functions-host/schedule';

function next(text: string, after: string, count = 1): string[] {
  const schedule = parseSchedule(text)!;
  const found: string[] = [];
  let timeMs = Date.parse(after);
  while (found.length < count) {
    timeMs = schedule.next(timeMs);
    found.push(new Date(timeMs).toISOString().replace('.000Z', 'Z'));
  }
  return found;
}

describe('schedules', () => {
  it.each([
    ['0 */5 * * * *', '2026-11-02T10:01:30Z', '2026-11-02T10:05:00Z'],
    ['*/5 * * * *', '2026-11-02T10:01:30Z', '2026-11-02T10:05:00Z'],
    ['30 0 9 * * MON-FRI', '2026-11-06T09:00:30Z', '2026-11-09T09:00:30Z'],
    ['0 0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['00:00:10', '2026-11-02T10:00:00Z', '2026-11-02T10:00:10Z'],
    ['1.00:00:00', '2026-11-02T10:00:00Z', '2026-11-03T10:00:00Z'],
  ])('%s after %s is due at %s', (text, after, due) => {
    expect(next(text, after)).toEqual([due]);
  });

  it('is due strictly later, never at the time it is asked for', () => {
    expect(next('0 0 * * * *', '2026-11-02T10:00:00Z', 2)).toEqual([
      '2026-11-02T11:00:00Z',
      '2026-11-02T12:00:00Z',
    ]);
  });

  it('wants both the day of the month and the weekday, as NCRONTAB does and cron does not', () => {
    expect(next('0 0 8 13 * FRI', '2026-01-01T00:00:00Z', 3)).toEqual([
      '2026-02-13T08:00:00Z',
      '2026-03-13T08:00:00Z',
      '2026-11-13T08:00:00Z',
    ]);
    expect(next('0 0 0 29 2 MON', '2026-01-01T00:00:00Z')).toEqual(['2044-02-29T00:00:00Z']);
  });

  it.each([
    '',
    'hourly',
    '@daily',
    '* * *',
    '0 0 0 L * *',
    '0 0 0 ? * *',
    '61 * * * * *',
    '00:00:00',
  ])('%p is no schedule', (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  });

  it('tells schedules that recur within a minute from those that do not', () => {
    const nowMs = Date.parse('2026-11-02T10:00:00Z');
    expect(recursAtMostOnceAMinute(parseSchedule('*/30 * * * * *')!, nowMs)).toBe(false);
    expect(recursAtMostOnceAMinute(parseSchedule('0 * * * * *')!, nowMs)).toBe(true);
  });
});
