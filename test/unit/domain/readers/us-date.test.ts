import { parseTimestamp, parseUsDate } from '../../../../shared/domain/readers/us-date';

describe('a US date', () => {
  it.each([
    ['3/14/2026 9:26:53 AM', '2026-03-14T09:26:53.000Z'],
    ['03/14/2026 09:26:53 pm', '2026-03-14T21:26:53.000Z'],
    ['3/14/2026 9:26:53\u202fPM', '2026-03-14T21:26:53.000Z'],
    ['12/31/2026 12:00:00 AM', '2026-12-31T00:00:00.000Z'],
    ['12/31/2026 12:00:00 PM', '2026-12-31T12:00:00.000Z'],
    ['2/29/2024 1:00:00 AM', '2024-02-29T01:00:00.000Z'],
  ])('is UTC: %j is %s', (text, instant) => {
    expect(parseUsDate(text)).toBe(instant);
    expect(parseTimestamp(text)).toBe(instant);
  });

  it.each([
    ['says neither AM nor PM, so that it may be day/month/year', '3/4/2026 9:26:53'],
    ['has a month that there is not', '14/3/2026 9:26:53 AM'],
    ['has a day that there is not', '2/29/2026 9:26:53 AM'],
    ['has the hour 0', '3/14/2026 0:26:53 AM'],
    ['has the hour 13', '3/14/2026 13:26:53 PM'],
    ['has the minute 60', '3/14/2026 9:60:53 AM'],
    ['is before 1970', '3/14/1969 9:26:53 AM'],
    ['has dots', '14.3.2026 09:26:53'],
  ])('is none where the text %s', (_title, text) => {
    expect(parseUsDate(text)).toBeUndefined();
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it('is not needed where the text is ISO 8601', () => {
    expect(parseTimestamp('2026-03-14T09:26:53Z')).toBe('2026-03-14T09:26:53.000Z');
  });
});
