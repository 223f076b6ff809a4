// Billing periods and business days, where time zones make them hard.
import {
  Calendar,
  isPeriod,
  localDate,
  periodPlus,
  startOfDate,
  type PeriodBounds,
} from '../../../shared/domain/calendar';
import { epochMsOf, parseInstant, type Instant } from '../../../shared/domain/instant';

const at = (text: string): Instant => parseInstant(text) ?? ('' as Instant);
const iso = (instant: Instant): string => instant.replace(':00.000Z', 'Z');

describe('the start of a date', () => {
  it.each([
    ['UTC', '2026-11-01', '2026-11-01T00:00Z'],
    ['Europe/Amsterdam', '2026-11-01', '2026-10-31T23:00Z'],
    ['Asia/Kolkata', '2026-11-01', '2026-10-31T18:30Z'],
    ['Asia/Kathmandu', '2026-11-01', '2026-10-31T18:15Z'],
    ['Australia/Lord_Howe', '2026-11-01', '2026-10-31T13:00Z'],
    ['Pacific/Kiritimati', '2026-11-01', '2026-10-31T10:00Z'],
    ['Pacific/Pago_Pago', '2026-11-01', '2026-11-01T11:00Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00Z'],
    ['America/New_York', '2026-11-02', '2026-11-02T05:00Z'],
    // The clocks skip midnight: the date begins at 01:00 local time.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00Z'],
    // A date that a zone skipped altogether begins when the next one does.
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00Z'],
  ])('in %s, %s is %s', (timeZone, date, start) => {
    expect(iso(startOfDate(date, timeZone))).toBe(start);
  });

  it('is the first quarter hour that has the date', () => {
    for (const timeZone of ['Europe/London', 'America/St_Johns', 'Asia/Kathmandu']) {
      for (const date of ['2026-03-29', '2026-10-25', '2026-11-01', '2026-03-08']) {
        const start = startOfDate(date, timeZone);
        const before = new Date(epochMsOf(start) - 1).toISOString() as Instant;
        expect(localDate(start, timeZone)).toBe(date);
        expect(localDate(before, timeZone) < date).toBe(true);
      }
    }
  });
});

describe('the calendar', () => {
  it('makes days of 23 and 25 hours where the clocks change', () => {
    const calendar = new Calendar([], 'Europe/Amsterdam');
    const hours = (instant: string): number => {
      const { from, to } = calendar.dayOf(at(instant));
      return (epochMsOf(to) - epochMsOf(from)) / 3_600_000;
    };
    expect(hours('2026-03-29T12:00:00Z')).toBe(23);
    expect(hours('2026-10-25T12:00:00Z')).toBe(25);
    expect(hours('2026-10-26T12:00:00Z')).toBe(24);
  });

  it.each(['UTC', 'Europe/Amsterdam', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia'])(
    'leaves no gap and no overlap between days and periods in %s',
    (timeZone) => {
      const calendar = new Calendar([], timeZone);
      let end: Instant | undefined;
      for (let month = 0; month < 14; month += 1) {
        const bounds = calendar.boundsOf(periodPlus('2026-01', month));
        for (const day of calendar.daysOf(bounds)) {
          if (end !== undefined) expect(day.from).toBe(end);
          expect(day.from < day.to).toBe(true);
          end = day.to;
        }
        expect(end).toBe(bounds.to);
      }
    },
  );

  const utcOctober: PeriodBounds = {
    period: '2026-10',
    timeZone: 'UTC',
    from: at('2026-10-01T00:00:00Z'),
    to: at('2026-11-01T00:00:00Z'),
  };

  it.each([
    ['Asia/Tokyo', '2026-11-30T15:00Z'],
    ['America/New_York', '2026-12-01T05:00Z'],
  ])('begins a period where the last one ended when the zone becomes %s', (timeZone, end) => {
    const calendar = new Calendar([utcOctober], timeZone);
    expect(calendar.boundsOf('2026-10')).toBe(utcOctober);
    const november = calendar.boundsOf('2026-11');
    expect([iso(november.from), iso(november.to)]).toEqual(['2026-11-01T00:00Z', end]);
    const days = calendar.daysOf(november);
    expect(days[0]?.from).toBe(november.from);
    expect(days.at(-1)?.to).toBe(november.to);
    expect(new Set(days.map(({ date }) => date)).size).toBe(days.length);
    for (const instant of [
      '2026-11-01T00:00:00Z',
      '2026-10-31T23:59:59Z',
      '2026-11-01T06:00:00Z',
    ]) {
      const day = calendar.dayOf(at(instant));
      expect(day.from <= at(instant) && at(instant) < day.to).toBe(true);
    }
  });

  it('ends a period that was never published where the next published one begins', () => {
    const calendar = new Calendar([utcOctober], 'Asia/Tokyo');
    expect(calendar.boundsOf('2026-09').to).toBe(utcOctober.from);
    expect(calendar.periodOf(at('2026-09-30T20:00:00Z')).period).toBe('2026-09');
  });

  it('finds the period of an instant whose local month, by the zone of now, is another one', () => {
    // Late on the last evening of October in UTC it is November in Tokyo, and the other way round.
    const tokyo = new Calendar([utcOctober], 'Asia/Tokyo');
    expect(tokyo.periodOf(at('2026-10-31T23:45:00Z')).period).toBe('2026-10');
    const newYork = new Calendar([utcOctober], 'America/New_York');
    expect(newYork.periodOf(at('2026-11-01T00:00:00Z')).period).toBe('2026-11');
    expect(newYork.dayOf(at('2026-11-01T00:00:00Z'))).toMatchObject({
      period: '2026-11',
      date: '2026-11-01',
    });
  });

  it('leaves out a day of which a change between the ends of the world left nothing', () => {
    const october = (timeZone: string, from: string, to: string): PeriodBounds => ({
      period: '2026-10',
      timeZone,
      from: at(from),
      to: at(to),
    });
    // October ended in Pago Pago when the second of November had begun on Kiritimati.
    const west = october('Pacific/Pago_Pago', '2026-10-01T11:00:00Z', '2026-11-01T11:00:00Z');
    const east = new Calendar([west], 'Pacific/Kiritimati');
    const november = east.daysOf(east.boundsOf('2026-11'));
    expect(november[0]).toEqual({
      date: '2026-11-02',
      from: west.to,
      to: at('2026-11-02T10:00:00Z'),
    });
    // October began on Kiritimati when the last of September had not yet begun in Pago Pago.
    const early = october('Pacific/Kiritimati', '2026-09-30T10:00:00Z', '2026-10-31T10:00:00Z');
    const calendar = new Calendar([early], 'Pacific/Pago_Pago');
    const september = calendar.daysOf(calendar.boundsOf('2026-09'));
    expect(september.at(-1)).toEqual({
      date: '2026-09-29',
      from: at('2026-09-29T11:00:00Z'),
      to: early.from,
    });
  });

  it('has the days of a month that a zone crossed the date line in', () => {
    const calendar = new Calendar([], 'Pacific/Apia');
    const days = calendar.daysOf(calendar.boundsOf('2011-12'));
    expect(days).toHaveLength(30);
    expect(days.map(({ date }) => date)).not.toContain('2011-12-30');
  });

  it('says so where published periods leave a gap', () => {
    const late = { ...utcOctober, period: '2026-11', from: at('2026-11-02T00:00:00Z') };
    const calendar = new Calendar([utcOctober, { ...late, to: at('2026-12-01T00:00:00Z') }], 'UTC');
    expect(() => calendar.periodOf(at('2026-11-01T12:00:00Z'))).toThrow('leave a gap');
  });
});

describe('period names', () => {
  it('go over the turn of a year', () => {
    expect(periodPlus('2026-12', 1)).toBe('2027-01');
    expect(periodPlus('2026-01', -1)).toBe('2025-12');
    expect(periodPlus('2026-11', 26)).toBe('2029-01');
  });

  it.each(['2026-13', '2026-00', '2026-1', '26-01', '2026-11-01', ''])('are not %j', (text) => {
    expect(isPeriod(text)).toBe(false);
  });
});
