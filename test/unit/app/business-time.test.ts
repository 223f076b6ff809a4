// Days and periods in the business time zone, from the event to the report.
import { plusMs } from '../../../shared/domain/instant';
import { allOf } from '../../support/all-of';
import { InMemoryProgram, dayMs, hourMs } from '../../support/in-memory-program';
import { at } from '../../support/sample-period';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../support/sample-events';

const prepared = async (timeZone: string, now: string): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram({ timeZone, now });
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  return program;
};

/** Delivers one request at each time, and rolls up. */
const use = async (program: InMemoryProgram, ...times: readonly string[]): Promise<void> => {
  await program.deliver(
    program.enqueue(...times.map((time, n) => usageEvent({ id: idOf(time, n), time }))),
  );
  await program.rollUp();
};
const idOf = (time: string, n: number): number => (Date.parse(time) % 1e10) + n;

const requestsByDay = async (program: InMemoryProgram, period: string) => {
  const days = await allOf(
    program.process().collections.days.days(period, `${period}-01`, `${period}-31`),
  );
  return Object.fromEntries(
    days.map(({ date, rows }) => [date, rows.reduce((sum, row) => sum + row.requests, 0)]),
  );
};
const requestsOf = async (program: InMemoryProgram, period: string): Promise<number> =>
  (await program.report(period)).totals.requests;

describe('a month', () => {
  it.each([
    ['Asia/Kolkata', '2026-10-31T18:30:00.000Z'],
    ['Asia/Kathmandu', '2026-10-31T18:15:00.000Z'],
    ['America/St_Johns', '2026-11-01T02:30:00.000Z'],
    ['Pacific/Chatham', '2026-10-31T10:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-10-31T10:00:00.000Z'],
  ])('begins with the first instant of its first local day: %s', async (timeZone, start) => {
    const program = await prepared(timeZone, '2026-11-20T12:00:00Z');
    await use(program, plusMs(at(start), -1), start, plusMs(at(start), 1));
    expect(await requestsOf(program, '2026-10')).toBe(1);
    expect(await requestsOf(program, '2026-11')).toBe(2);
    expect(await requestsByDay(program, '2026-10')).toEqual({ '2026-10-31': 1 });
    expect(await requestsByDay(program, '2026-11')).toEqual({ '2026-11-01': 2 });
    expect(await program.report('2026-11')).toMatchObject({ timeZone, pendingWindows: 0 });
  });

  it.each([
    ['of 25 hours where the clocks go back', '2026-10-25', '2026-10-24T22:00:00Z', 25],
    ['of 23 hours where they go forward', '2026-03-29', '2026-03-28T23:00:00Z', 23],
  ])('has a day %s, and every hour once', async (_what, date, midnight, hours) => {
    const program = await prepared('Europe/Amsterdam', `${date}T23:30:00Z`);
    // From an hour before the day to an hour after it.
    const times = Array.from({ length: hours + 2 }, (_, hour) =>
      plusMs(at(midnight), (hour - 1) * hourMs),
    );
    await use(program, ...times);
    expect(await requestsByDay(program, date.slice(0, 7))).toMatchObject({ [date]: hours });
    expect(await requestsOf(program, date.slice(0, 7))).toBe(hours + 2);
  });
});

describe('a change of the time-zone setting', () => {
  it.each([
    ['eastwards', 'Asia/Tokyo', '2026-12-31T15:00:00.000Z'],
    ['westwards', 'America/New_York', '2027-01-01T05:00:00.000Z'],
  ])('%s applies from the next period on, and counts every hour once', async (_what, zone, end) => {
    const program = await prepared('UTC', '2026-11-20T12:00:00Z');
    await use(program, '2026-11-19T12:00:00Z');
    program.advance(45 * dayMs);
    const hours = [
      ...['2026-11-30T14:00:00Z', '2026-11-30T23:45:00Z'],
      ...['2026-12-01T00:00:00Z', '2026-12-01T04:45:00Z', '2026-12-31T14:45:00Z'],
      ...['2026-12-31T15:00:00Z', '2027-01-01T04:45:00Z', '2027-01-01T05:00:00Z'],
    ];
    const events = hours.map((time, n) => usageEvent({ id: 100 + n, time }));
    const process = program.process({ timeZone: zone, lateDays: 60 });
    const batch = { hub: 'llm-usage', partition: '0', attempt: 0 };
    await process.ingest({ ...batch, events: program.enqueue(...events) });
    await process.rollUp();
    const periods = await process.collections.periods.all();
    expect(periods.map(({ period, timeZone, to }) => [period, timeZone, to])).toEqual([
      ['2026-11', 'UTC', '2026-12-01T00:00:00.000Z'],
      ['2026-12', zone, end],
      ['2027-01', zone, expect.any(String)],
    ]);
    for (const [index, period] of periods.entries()) {
      expect(period.from).toBe(periods[index - 1]?.to ?? period.from);
      const { totals, timeZone } = await program.report(period.period);
      const held = [...hours, '2026-11-19T12:00:00Z'].filter(
        (time) => at(time) >= period.from && at(time) < period.to,
      );
      expect(totals.requests).toBe(held.length);
      expect(timeZone).toBe(period.timeZone);
    }
  });

  it('does not move the period that runs', async () => {
    const program = await prepared('UTC', '2026-11-20T12:00:00Z');
    await use(program, '2026-11-19T12:00:00Z');
    const before = await program.report('2026-11');
    await program.deliver(program.enqueue(usageEvent({ id: 5, time: '2026-11-01T02:00:00Z' })));
    await program.rollUp({ timeZone: 'America/New_York' });
    const after = await program.report('2026-11');
    expect(after).toMatchObject({ timeZone: 'UTC', totals: { requests: 2 } });
    expect(before.timeZone).toBe('UTC');
    expect(await program.process().collections.periods.all()).toHaveLength(1);
  });
});
