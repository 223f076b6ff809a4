// Of every day telemetry is told the figures that it ended with, also where nobody works at midnight.
import { DependencyUnavailable } from '../../../../shared/app/ports';
import { allOf } from '../../../support/all-of';
import { InMemoryProgram, dayMs, hourMs, minuteMs } from '../../../support/in-memory-program';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../../support/sample-events';

const prepared = async (now: string): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram({ now });
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  return program;
};

const send = async (program: InMemoryProgram, ids: readonly number[]): Promise<void> => {
  const time = program.clock.now();
  await program.deliver(program.enqueue(...ids.map((id) => usageEvent({ id, time }))));
};

/** Ticks for so long. */
const idle = async (program: InMemoryProgram, ms: number): Promise<void> => {
  for (let waited = 0; waited < ms; waited += 10 * minuteMs) {
    program.advance(10 * minuteMs);
    await program.rollUp();
  }
};

const toldOf = (program: InMemoryProgram, date: string) =>
  program.telemetry
    .named('DayRated')
    .filter(({ properties }) => properties['date'] === date)
    .map(({ measurements }) => measurements);

const finalsOf = (program: InMemoryProgram, date: string) =>
  toldOf(program, date).filter((told) => 'costDayBefore' in told || 'costWeekBefore' in told);

/** From nine to five, one request each hour, and five times as many in the last one. */
const workDay = async (program: InMemoryProgram, first: number): Promise<void> => {
  await idle(program, 9 * hourMs);
  for (let hour = 0; hour < 8; hour += 1) {
    await send(program, [first + hour]);
    await idle(program, hour === 7 ? 10 * minuteMs : hourMs);
  }
  await send(program, [first + 8, first + 9, first + 10, first + 11, first + 12]);
  await idle(program, 8 * hourMs - 10 * minuteMs);
};

describe('days of office hours', () => {
  it('are told once more when they are over, with what the day and the week before cost', async () => {
    const program = await prepared('2026-11-02T00:00:00Z');
    for (let day = 0; day < 9; day += 1) await workDay(program, 1 + 100 * day);
    await idle(program, dayMs);
    for (let day = 2; day <= 10; day += 1) {
      const date = `2026-11-${String(day).padStart(2, '0')}`;
      const last = toldOf(program, date).at(-1);
      expect(last).toMatchObject({ requests: 13, costApproximate: 0.0455 });
      expect(last?.['costDayBefore']).toBe(day > 2 ? 0.0455 : undefined);
      expect(last?.['costWeekBefore']).toBe(day > 8 ? 0.0455 : undefined);
    }
    expect(finalsOf(program, '2026-11-10')).toHaveLength(1);
  });
});

describe('a day that is over', () => {
  const overnight = async (): Promise<InMemoryProgram> => {
    const program = await prepared('2026-11-02T17:00:00Z');
    await send(program, [1]);
    await program.rollUp();
    program.advance(5 * minuteMs);
    await send(program, [2, 3]);
    await idle(program, 6 * hourMs);
    return program;
  };
  const stored = async (program: InMemoryProgram) =>
    (
      await allOf(program.process().collections.days.days('2026-11', '2026-11-02', '2026-11-02'))
    )[0];

  it('is told within an hour and a tick, and computed no more than that once', async () => {
    const program = await overnight();
    const before = (await stored(program))?.revision ?? 0;
    expect(toldOf(program, '2026-11-02').map(({ requests }) => requests)).toEqual([1]);
    await idle(program, 2 * hourMs + 10 * minuteMs);
    expect(toldOf(program, '2026-11-02').map(({ requests }) => requests)).toEqual([1, 3]);
    await idle(program, 3 * dayMs);
    expect(toldOf(program, '2026-11-02')).toHaveLength(2);
    expect((await stored(program))?.revision).toBeGreaterThan(before);
    expect(await program.rollUp()).toMatchObject({ daysPublished: 0, periodsPublished: 0 });
  });

  it('is not told once more where its last windows were written after its end', async () => {
    const program = await prepared('2026-11-02T23:50:00Z');
    await send(program, [1]);
    await idle(program, dayMs);
    const afterItsEnd = toldOf(program, '2026-11-02').length;
    await idle(program, dayMs);
    expect(toldOf(program, '2026-11-02')).toHaveLength(afterItsEnd);
    expect(await program.rollUp()).toMatchObject({ daysPublished: 0 });
  });

  it('holds up no report where it cannot be computed for the telling, and is tried again', async () => {
    const program = await overnight();
    program.rollups.before = ({ kind, id }) => {
      if (kind === 'read' && id === '2026-11-02') throw new DependencyUnavailable('no answer');
    };
    await idle(program, 2 * hourMs);
    await send(program, [4]);
    await idle(program, hourMs);
    expect((await program.report('2026-11')).totals.requests).toBe(4);
    expect(program.failures).toContainEqual(expect.stringContaining('day 2026-11-02'));
    expect(toldOf(program, '2026-11-02')).toHaveLength(1);
    program.rollups.before = () => undefined;
    await idle(program, hourMs);
    expect(toldOf(program, '2026-11-02').map(({ requests }) => requests)).toEqual([1, 3]);
  });
});
