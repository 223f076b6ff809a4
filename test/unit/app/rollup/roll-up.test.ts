// How the rollup spends its time: what goes first, what waits, and that it always gets somewhere.
import { DependencyUnavailable } from '../../../../shared/app/ports';
import { rulesVersion } from '../../../../shared/domain/usage/rules-version';
import type { WindowId } from '../../../../shared/domain/window';
import { InMemoryProgram, dayMs, hourMs, minuteMs } from '../../../support/in-memory-program';
import type { ProgramOptions } from '../../../support/program-under-test';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../../support/sample-events';

const prepared = async (options: ProgramOptions = {}): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram(options);
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  return program;
};

/** One request in each of so many windows, a day apart, so that each is a group of its own. */
const oneADay = async (program: InMemoryProgram, days: number): Promise<void> => {
  const times = Array.from(
    { length: days },
    (_, day) => `2026-11-${String(day + 1).padStart(2, '0')}`,
  );
  await program.deliver(
    program.enqueue(
      ...times.map((date, index) => usageEvent({ id: index + 1, time: `${date}T10:00:00Z` })),
    ),
  );
};

const marked = async (program: InMemoryProgram): Promise<readonly string[]> =>
  (await program.process().collections.marks.all()).map(({ window }) => window);

describe('a tick that runs out of time', () => {
  it('begins no further window, publishes those that it has, and leaves the others marked', async () => {
    const program = await prepared({ secondsMax: 60 });
    await oneADay(program, 5);
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(20_000);
    };
    expect(await program.rollUp()).toMatchObject({
      windowsRecomputed: 2,
      windowsPostponed: 3,
      daysPublished: 2,
      periodsPublished: 1,
      pendingWindows: 3,
    });
    expect(await marked(program)).toEqual([
      '2026-11-03T10:00Z',
      '2026-11-04T10:00Z',
      '2026-11-05T10:00Z',
    ]);
    expect(await program.report('2026-11')).toMatchObject({
      pendingWindows: 3,
      totals: { requests: 2 },
    });
  });

  it('comes to an end however long each window takes', async () => {
    const program = await prepared({ secondsMax: 60 });
    await oneADay(program, 4);
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(5 * minuteMs);
    };
    const pending: number[] = [];
    for (let tick = 0; tick < 4; tick += 1) pending.push((await program.rollUp()).pendingWindows);
    expect(pending).toEqual([3, 2, 1, 0]);
    expect((await program.report('2026-11')).totals.requests).toBe(4);
  });

  it('comes to an end however long each day takes', async () => {
    const program = await prepared({ secondsMax: 60 });
    await oneADay(program, 3);
    program.rollups.before = ({ kind, partition }) => {
      if (kind === 'put' && partition === '2026-11') program.advance(5 * minuteMs);
    };
    for (let tick = 0; tick < 3; tick += 1) await program.rollUp();
    expect(await marked(program)).toEqual([]);
  });

  it('puts off days that only new prices outdated, and publishes no period that is half of each', async () => {
    const program = await prepared({ secondsMax: 60 });
    await oneADay(program, 4);
    await program.rollUp();
    await program.push(priceBookFile({ input: '5', output: '20' }, '2026-02-01'));
    await program.deliver(program.enqueue(usageEvent({ id: 9, time: '2026-11-04T10:00:00Z' })));
    program.rollups.before = ({ kind, partition }) => {
      if (kind === 'put' && partition === '2026-11') program.advance(50_000);
    };
    const reports: (readonly [cost: string, pending: number])[] = [];
    for (let tick = 0; tick < 3; tick += 1) {
      await program.rollUp();
      const { totals, pendingWindows } = await program.report('2026-11');
      reports.push([totals.usageCost, pendingWindows]);
    }
    // Four requests at the old prices of 0.0035 each, until all five are at the new ones of 0.007.
    expect(reports).toEqual([
      ['0.014', 1],
      ['0.014', 1],
      ['0.035', 0],
    ]);
  });
});

describe('a tick with more windows than it may take', () => {
  it('takes the oldest first, and the others at the next ones', async () => {
    const program = await prepared({ windowsMax: 2 });
    await oneADay(program, 5);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 2, windowsPostponed: 3 });
    expect((await marked(program))[0]).toBe('2026-11-03T10:00Z');
    await program.rollUp();
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 1, pendingWindows: 0 });
  });

  it('takes those that failed last, so that they starve no others', async () => {
    const program = await prepared({ windowsMax: 2 });
    await oneADay(program, 5);
    program.usage.before = ({ kind, id }) => {
      if (kind === 'query' && id < '2026-11-03') throw new Error('planted');
    };
    for (let tick = 0; tick < 3; tick += 1) await program.rollUp();
    expect([...(await marked(program))].sort()).toEqual(['2026-11-01T10:00Z', '2026-11-02T10:00Z']);
    expect((await program.report('2026-11')).totals.requests).toBe(3);
  });

  it('brings a window that failed five times in a row before a person, and at every further failure', async () => {
    const program = await prepared();
    await oneADay(program, 1);
    program.usage.before = ({ kind }) => {
      if (kind === 'query') throw new DependencyUnavailable('planted');
    };
    const exceptions = () => program.telemetry.named('LedgerException');
    for (let tick = 0; tick < 4; tick += 1) await program.rollUp();
    expect(exceptions()).toHaveLength(0);
    for (let tick = 0; tick < 3; tick += 1) await program.rollUp();
    expect(exceptions()).toHaveLength(3);
    expect(await program.process().collections.exceptions.all()).toHaveLength(1);
    expect(exceptions()[0]?.properties).toMatchObject({
      kind: 'windowKeepsFailing',
      where: '2026-11-01T10:00Z',
    });
  });

  it('does a window that failed alone, so that it takes no neighbour with it', async () => {
    const program = await prepared();
    await program.deliver(
      program.enqueue(
        usageEvent({ id: 1, time: '2026-11-02T10:00:00Z' }),
        usageEvent({ id: 2, time: '2026-11-02T10:15:00Z' }),
      ),
    );
    program.usage.before = ({ kind, id }) => {
      if (kind === 'query' && id === '2026-11-02T10:00Z') throw new Error('planted');
    };
    expect(await program.rollUp()).toMatchObject({ windowsFailed: 2, windowsRecomputed: 0 });
    expect(await program.rollUp()).toMatchObject({ windowsFailed: 1, windowsRecomputed: 1 });
    expect(await marked(program)).toEqual(['2026-11-02T10:00Z']);
  });
});

describe('a day or a period that fails', () => {
  it.each([
    ['day', 'rollups', '2026-11-02', /^day 2026-11-02: /],
    ['period', 'chargebacks', 'summary', /^period 2026-11: /],
  ] as const)(
    'keeps the marks of its windows, and is named: a %s',
    async (_what, store, id, named) => {
      const program = await prepared();
      await oneADay(program, 3);
      program[store].before = (step) => {
        if (step.kind === 'put' && step.partition === '2026-11' && step.id === id) {
          throw new Error('planted');
        }
      };
      await program.rollUp();
      expect(program.failures).toEqual([expect.stringMatching(named)]);
      expect(await marked(program)).toContain('2026-11-02T10:00Z');
      program[store].before = () => undefined;
      expect(await program.rollUp()).toMatchObject({ pendingWindows: 0 });
      expect((await program.report('2026-11')).totals.requests).toBe(3);
    },
  );
});

describe('an open window', () => {
  const hot = '2026-11-02T10:15Z' as WindowId;
  const computedAt = async (program: InMemoryProgram): Promise<string | undefined> => {
    const heads = await program
      .process()
      .collections.windows.heads(hot, '2026-11-02T10:30Z' as WindowId);
    return heads.get(hot)?.value.computedAt;
  };

  it('rests ten times as long as it took to compute, and not once it has ended', async () => {
    const program = await prepared({ now: '2026-11-02T10:16:00Z' });
    await program.deliver(program.enqueue(usageEvent({ id: 1, time: '2026-11-02T10:15:30Z' })));
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(minuteMs);
    };
    await program.rollUp();
    expect(await computedAt(program)).toBe('2026-11-02T10:17:00.000Z');
    program.advance(9 * minuteMs);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 0, windowsPostponed: 1 });
    program.advance(minuteMs);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 1, pendingWindows: 1 });
    expect(await computedAt(program)).toBe('2026-11-02T10:28:00.000Z');
    program.advance(4 * minuteMs);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 1, pendingWindows: 0 });
  });

  it('is in the report before it has ended, and keeps its mark', async () => {
    const program = await prepared({ now: '2026-11-02T10:16:00Z' });
    await program.deliver(program.enqueue(usageEvent({ id: 1, time: '2026-11-02T10:15:30Z' })));
    await program.rollUp();
    expect(await program.report('2026-11')).toMatchObject({
      totals: { requests: 1 },
      pendingWindows: 1,
    });
  });
});

describe('what a tick says of itself', () => {
  it('is how long the oldest mark that could be gone has waited', async () => {
    const program = await prepared({ windowsMax: 1 });
    await oneADay(program, 2);
    program.advance(3 * hourMs);
    expect(await program.rollUp()).toMatchObject({ oldestMarkAgeSeconds: 3 * 3_600 });
    expect(await program.rollUp()).toMatchObject({ oldestMarkAgeSeconds: 0 });
  });

  it('is what of the published periods has no price and no owner', async () => {
    const program = await prepared();
    await program.deliver(
      program.enqueue(
        usageEvent({ id: 1, model: 'unheard-of' }),
        usageEvent({ id: 2, subscription: 'sub-x' }),
        usageEvent({ id: 3, subscription: 'sub-x', time: '2026-10-30T10:00:00Z' }),
      ),
    );
    expect(await program.rollUp()).toMatchObject({
      periodsPublished: 2,
      unpricedRequests: 1,
      unattributedRequests: 2,
    });
    const [event] = program.telemetry.named('RollupTick');
    expect(event?.measurements).toMatchObject({ unpricedRequests: 1, unattributedRequests: 2 });
  });

  it('is kept for the health page', async () => {
    const program = await prepared();
    await oneADay(program, 2);
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(1_000);
    };
    await program.rollUp();
    expect(await program.process().collections.status.last()).toEqual({
      startedAt: '2026-11-20T12:00:00.000Z',
      durationMs: 2_000,
      windows: 2,
      pendingWindows: 0,
      rulesVersion,
      windowsOfOlderRules: 0,
      windowsOfNewerRules: 0,
      background: { search: { searchedTo: '2026-10-11', found: {} } },
      bounds: { sealAgeDays: 40, secondsMax: 60 },
    });
  });

  it('is sent for each business unit and model of a day, when that is over or once an hour', async () => {
    const program = await prepared({ now: '2026-11-02T10:16:00Z' });
    const rated = () => program.telemetry.named('UsageRated').length;
    const send = async (id: number): Promise<void> => {
      await program.deliver(program.enqueue(usageEvent({ id, time: '2026-11-02T10:15:30Z' })));
      await program.rollUp();
    };
    await send(1);
    expect(rated()).toBe(1);
    program.advance(30 * minuteMs);
    await send(2);
    expect(rated()).toBe(1);
    program.advance(31 * minuteMs);
    await send(3);
    expect(rated()).toBe(2);
    program.advance(dayMs);
    await send(4);
    expect(rated()).toBe(3);
  });

  const sevenDaysLater = '2026-11-09T10:15:30Z';
  const dayRated = (program: InMemoryProgram, date: string) =>
    program.telemetry.named('DayRated').filter(({ properties }) => properties['date'] === date);

  it('tells of a day that is over what the day and the week before it cost', async () => {
    const program = await prepared();
    await program.deliver(
      program.enqueue(
        usageEvent({ id: 1, time: '2026-11-02T10:15:30Z' }),
        usageEvent({ id: 2, time: '2026-11-02T10:15:30Z' }),
        usageEvent({ id: 3, time: '2026-11-08T10:15:30Z' }),
      ),
    );
    await program.rollUp();
    await program.deliver(program.enqueue(usageEvent({ id: 4, time: sevenDaysLater })));
    await program.rollUp();
    const [told] = dayRated(program, '2026-11-09');
    const costs = { costApproximate: 0.0035, costDayBefore: 0.0035, costWeekBefore: 0.007 };
    expect(told?.measurements).toMatchObject(costs);
    const [first] = dayRated(program, '2026-11-02');
    expect(first?.measurements).not.toHaveProperty('costDayBefore');
  });

  it('compares no day that still runs', async () => {
    const program = await prepared({ now: '2026-11-09T10:16:00Z' });
    await program.deliver(
      program.enqueue(
        usageEvent({ id: 1, time: '2026-11-08T10:15:30Z' }),
        usageEvent({ id: 2, time: sevenDaysLater }),
      ),
    );
    await program.rollUp();
    const [told] = dayRated(program, '2026-11-09');
    expect(told?.measurements).toMatchObject({ requests: 1 });
    expect(told?.measurements).not.toHaveProperty('costDayBefore');
  });

  it('publishes a day also where the days before it cannot be read', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ id: 1, time: sevenDaysLater })));
    program.rollups.before = ({ kind, id }) => {
      if (kind === 'range' && id === '2026-11-08') throw new DependencyUnavailable('no answer');
    };
    expect(await program.rollUp()).toMatchObject({ daysPublished: 1, pendingWindows: 0 });
    expect(dayRated(program, '2026-11-09')).toHaveLength(1);
    expect(program.failures).toEqual([
      expect.stringContaining('the costs of the days before 2026-11-09'),
    ]);
  });
});
