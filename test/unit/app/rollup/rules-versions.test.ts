// New rules reach the windows that older rules made, in the background; and an older program leaves
// alone what a newer one made.
import { DependencyUnavailable } from '../../../../shared/app/ports';
import { resolve } from '../../../../shared/domain/usage/resolve';
import type { Rules } from '../../../../shared/domain/usage/rules';
import { rulesVersion } from '../../../../shared/domain/usage/rules-version';
import type { WindowId } from '../../../../shared/domain/window';
import { InMemoryProgram, dayMs, hourMs, minuteMs } from '../../../support/in-memory-program';
import { interrupted } from '../../../support/port-calls';
import type { ProcessOptions, ProgramOptions } from '../../../support/program-under-test';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../../support/sample-events';

/** Rules that lose every token, as some fault of an older release might. */
const olderRules: Rules = {
  version: rulesVersion - 1,
  resolve: (record) => ({ ...resolve(record), meters: {} }),
};
const newerRules: Rules = { version: rulesVersion + 1, resolve };

/** A request costs 0.0035 by the rules of this release, and nothing by the older ones. */
const costOf = async (program: InMemoryProgram, period = '2026-11'): Promise<string> =>
  (await program.report(period)).totals.usageCost;

const rolledUpByOlderRules = async (
  times: readonly string[],
  options: ProgramOptions = {},
): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram(options);
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  const events = times.map((time, index) => usageEvent({ id: index + 1, time }));
  await program.deliver(program.enqueue(...events));
  await program.rollUp({ rules: olderRules });
  expect(await marksOf(program)).toEqual([]);
  return program;
};

/** A release from before rules had versions named none, neither in windows nor in its run. */
const forgetVersions = async (program: InMemoryProgram): Promise<void> => {
  for (const [store, address, json] of [
    ...Object.entries(program.rollups.contents()).map(
      ([address, json]) => [program.rollups, address, json] as const,
    ),
    ...Object.entries(program.state.contents()).map(
      ([address, json]) => [program.state, address, json] as const,
    ),
  ]) {
    const [partition = '', id = ''] = address.split('/');
    if (partition !== 'tick' && !id.includes('T')) continue;
    const {
      rulesVersion: _,
      background: __,
      ...value
    } = JSON.parse(json) as Record<string, unknown>;
    await store.put([{ partition, id, value, condition: 'any' }]);
  }
};

const marksOf = async (program: InMemoryProgram): Promise<readonly string[]> =>
  (await program.process().collections.marks.all()).map(({ window }) => window);

const markWindow = (program: InMemoryProgram, window: string): Promise<void> =>
  program.process().collections.marks.mark([window as WindowId], program.clock.now());

const exceptionsOf = async (program: InMemoryProgram): Promise<readonly string[]> =>
  (await program.process().collections.exceptions.all()).map(({ kind }) => kind);

/** The windows that a run reads the records of, by the first window of each query, in its order. */
const queriesOf = async (
  program: InMemoryProgram,
  changed: ProcessOptions = {},
): Promise<readonly string[]> => {
  const { calls } = await interrupted(
    program,
    () => undefined,
    () => program.rollUp(changed),
  );
  return calls.filter(({ kind }) => kind === 'query').map(({ id }) => id);
};

const threeDays = ['2026-11-02T10:00:00Z', '2026-11-10T10:00:00Z', '2026-11-18T10:00:00Z'];

describe('windows that older rules made', () => {
  it('are right after the next run, with their days and periods, without usage or marks', async () => {
    const program = await rolledUpByOlderRules([...threeDays, '2026-10-25T10:00:00Z']);
    expect([await costOf(program), await costOf(program, '2026-10')]).toEqual(['0', '0']);
    expect(await program.rollUp()).toMatchObject({
      windowsRecomputed: 4,
      daysPublished: 4,
      periodsPublished: 2,
      pendingWindows: 0,
      windowsOfOlderRules: 0,
    });
    expect([await costOf(program), await costOf(program, '2026-10')]).toEqual(['0.0105', '0.0035']);
  });

  it('are found also if their release did not name its rules yet', async () => {
    const program = await rolledUpByOlderRules(threeDays);
    await forgetVersions(program);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 3 });
    expect(await costOf(program)).toBe('0.0105');
  });

  it('are the same to the last byte as if the new rules had made them at first', async () => {
    const program = await rolledUpByOlderRules(threeDays);
    await program.rollUp();
    const fresh = new InMemoryProgram();
    await fresh.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
    const events = threeDays.map((time, index) => usageEvent({ id: index + 1, time }));
    await fresh.deliver(fresh.enqueue(...events));
    await fresh.rollUp();
    expect(program.figures()).toBe(fresh.figures());
  });

  it("are recomputed in this order: today's, those that are soon sealed, then the newest", async () => {
    const program = await rolledUpByOlderRules(
      [
        '2026-10-12T13:00:00Z',
        '2026-11-18T10:00:00Z',
        '2026-11-20T11:00:00Z',
        '2026-10-11T13:00:00Z',
      ],
      { lateDays: 60 },
    );
    expect(await queriesOf(program)).toEqual([
      '2026-11-20T11:00Z',
      '2026-10-11T13:00Z',
      '2026-11-18T10:00Z',
      '2026-10-12T13:00Z',
    ]);
  });

  it('stay as they are once they are sealed, which is no exception', async () => {
    const program = await rolledUpByOlderRules(['2026-11-02T10:00:00Z']);
    program.advance(45 * dayMs);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 0, sealedMarks: 0 });
    const record = { window: '2026-11-02T10:00Z' as WindowId, records: 1 };
    const { marks } = program.process().collections;
    await marks.markInBackground([record], 'rules', program.clock.now());
    expect(await program.rollUp()).toMatchObject({ sealedMarks: 0, pendingWindows: 0 });
    expect(await exceptionsOf(program)).toEqual([]);
    expect(await costOf(program)).toBe('0');
  });

  it('are no drift to the audit, whatever the new rules make of them', async () => {
    const program = await rolledUpByOlderRules(threeDays);
    // The audit of a day ago is due before the background work gets to the windows.
    program.advance(dayMs + minuteMs);
    program.rollups.before = ({ kind, partition }) => {
      if (kind === 'excerpts' && partition === '2026-11-20') throw new Error('planted');
    };
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 0, auditDrift: 0 });
    program.rollups.before = () => undefined;
    for (let run = 0; run < 3; run += 1) {
      program.advance(16 * minuteMs);
      expect(await program.rollUp()).toMatchObject({ auditDrift: 0 });
    }
    expect(await exceptionsOf(program)).toEqual([]);
    expect(await costOf(program)).toBe('0.0105');
  });

  it('are reported as a number that falls to zero', async () => {
    const program = await rolledUpByOlderRules(threeDays, { secondsMax: 60 });
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(8_000);
    };
    const left: number[] = [];
    for (let run = 0; run < 4; run += 1) {
      left.push((await program.rollUp()).windowsOfOlderRules);
      program.advance(minuteMs);
    }
    expect(left).toEqual([2, 1, 0, 0]);
    const metrics = program.telemetry.metrics.filter(
      ({ name }) => name === 'rollup.windowsOfOlderRules',
    );
    expect(metrics.map(({ value }) => value).slice(-4)).toEqual(left);
    expect(program.telemetry.named('RollupTick').at(-4)?.measurements).toMatchObject({
      windowsOfOlderRules: 2,
    });
  });
});

describe('the background work of a run', () => {
  it('begins no window after an eighth of the run, and goes on at the next one', async () => {
    const days = Array.from({ length: 8 }, (_, day) => `2026-11-0${day + 1}T10:00:00Z`);
    const program = await rolledUpByOlderRules(days, { secondsMax: 60 });
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(4_000);
    };
    const done: number[] = [];
    for (let run = 0; run < 5; run += 1) {
      done.push((await program.rollUp()).windowsRecomputed);
      program.advance(minuteMs);
    }
    expect(done).toEqual([2, 2, 2, 2, 0]);
    expect(await costOf(program)).toBe('0.028');
  });

  it('rests as many times as a window took longer than a quarter of a run', async () => {
    const program = await rolledUpByOlderRules(threeDays, { secondsMax: 60 });
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(45_000);
    };
    const done: number[] = [];
    for (let run = 0; run < 8; run += 1) {
      done.push((await program.rollUp()).windowsRecomputed);
      program.advance(done.at(-1) === 1 ? 15_000 : minuteMs);
    }
    // 45 seconds are a quarter of three minutes.
    expect(done).toEqual([1, 0, 0, 1, 0, 0, 1, 0]);
  });

  it('rests no longer than the longest pass asks for, though a clock jumped by days in the middle of one', async () => {
    const program = await rolledUpByOlderRules(threeDays, { secondsMax: 60 });
    program.usage.before = ({ kind }) => {
      if (kind !== 'query') return;
      program.usage.before = () => undefined;
      program.advance(3 * dayMs);
    };
    await program.rollUp();
    await program.rollUp();
    expect(await costOf(program)).toBe('0.0105');
  });

  it('comes after every mark of new usage, and waits while one is left for want of time', async () => {
    const program = await rolledUpByOlderRules(threeDays, { secondsMax: 60 });
    const fresh = ['2026-11-05T10:00:00Z', '2026-11-06T10:00:00Z'];
    await program.deliver(
      program.enqueue(...fresh.map((time, index) => usageEvent({ id: index + 10, time }))),
    );
    expect(await queriesOf(program)).toEqual([
      '2026-11-05T10:00Z',
      '2026-11-06T10:00Z',
      '2026-11-18T10:00Z',
      '2026-11-10T10:00Z',
      '2026-11-02T10:00Z',
    ]);
    const busy = await rolledUpByOlderRules(threeDays);
    await busy.deliver(
      busy.enqueue(...fresh.map((time, index) => usageEvent({ id: index + 10, time }))),
    );
    expect(await queriesOf(busy, { windowsMax: 1 })).toEqual(['2026-11-05T10:00Z']);
    expect(await queriesOf(busy)).toHaveLength(4);
  });

  it('costs nothing once it is done', async () => {
    const program = await rolledUpByOlderRules(threeDays);
    await program.rollUp();
    const { rollUp } = program.process();
    const quiet = async (): Promise<readonly string[]> => {
      const { calls } = await interrupted(
        program,
        () => undefined,
        () => rollUp(),
      );
      return calls.map(({ store, kind, id }) => `${store} ${kind} ${id}`);
    };
    await quiet();
    expect(await quiet()).toEqual([
      'state read tick/last',
      'state range mark/0',
      'state read period/begun',
      expect.stringMatching(/^reference read /),
      'state read settlement/references',
      'state range audit/',
      'state put tick/last',
    ]);
  });

  it('is done after the work of a whole retention, with never more than a bound of marks', async () => {
    const windows = Array.from({ length: 12 * 96 }, (_, index) =>
      new Date(Date.parse('2026-11-01T00:00:00Z') + index * 15 * minuteMs).toISOString(),
    );
    const program = await rolledUpByOlderRules(windows);
    let most = 0;
    program.usage.before = async ({ kind }) => {
      if (kind === 'query') most = Math.max(most, (await marksOf(program)).length);
    };
    const left: number[] = [];
    while (left.at(-1) !== 0) left.push((await program.rollUp()).windowsOfOlderRules);
    expect(left).toEqual([672, 192, 0]);
    expect(most).toBe(480);
    expect(await costOf(program)).toBe('4.032');
  });

  it('goes on after a run that died in the middle of it', async () => {
    const program = await rolledUpByOlderRules(threeDays);
    program.rollups.before = ({ kind, partition }) => {
      if (kind === 'put' && partition === '2026-11') throw new Error('planted');
    };
    program.state.before = ({ kind, partition }) => {
      if (kind === 'put' && partition === 'tick') throw new DependencyUnavailable('planted');
    };
    await expect(program.rollUp()).rejects.toThrow('planted');
    expect(await costOf(program)).toBe('0');
    program.rollups.before = () => undefined;
    program.state.before = () => undefined;
    expect(await program.rollUp()).toMatchObject({ windowsOfOlderRules: 0, pendingWindows: 0 });
    expect(await costOf(program)).toBe('0.0105');
  });

  it('that fails is reported, and takes nothing else of the run with it', async () => {
    const program = await rolledUpByOlderRules(threeDays);
    await program.deliver(program.enqueue(usageEvent({ id: 9, time: '2026-11-05T10:00:00Z' })));
    program.rollups.before = ({ kind, partition }) => {
      if (kind === 'excerpts' && partition === '2026-11-20') throw new Error('planted');
    };
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 1, pendingWindows: 0 });
    expect(program.failures).toEqual(['the windows of older rules: Error: planted']);
    program.rollups.before = () => undefined;
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 3 });
  });

  it('makes no rollup look late, though its windows are pending', async () => {
    const program = await rolledUpByOlderRules(threeDays, { secondsMax: 60 });
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(8_000);
    };
    await program.rollUp();
    program.advance(2 * hourMs);
    const { marks } = program.process().collections;
    expect(await marks.oldestDueSince(120, program.clock.now())).toBeUndefined();
    expect(await program.rollUp()).toMatchObject({ oldestMarkAgeSeconds: 0, pendingWindows: 1 });
    expect((await program.report('2026-11')).pendingWindows).toBe(1);
  });

  it('gives way to new usage of its windows', async () => {
    const program = await rolledUpByOlderRules(threeDays, { secondsMax: 60 });
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(8_000);
    };
    await program.rollUp();
    await program.deliver(program.enqueue(usageEvent({ id: 9, time: '2026-11-02T10:00:00Z' })));
    const [first] = await queriesOf(program);
    expect(first).toBe('2026-11-02T10:00Z');
  });
});

describe('a rolling deployment', () => {
  it('finds also what the older program wrote behind the search', async () => {
    const program = await rolledUpByOlderRules(threeDays);
    await program.rollUp();
    expect(await costOf(program)).toBe('0.0105');
    await program.deliver(program.enqueue(usageEvent({ id: 9, time: '2026-11-05T10:00:00Z' })));
    await program.rollUp({ rules: olderRules });
    expect(await costOf(program)).toBe('0.0105');
    await program.rollUp();
    expect(await costOf(program)).toBe('0.014');
  });

  it('finds it also if the older run ended while a newer one was under way', async () => {
    const program = await rolledUpByOlderRules(threeDays);
    await program.deliver(program.enqueue(usageEvent({ id: 9, time: '2026-11-05T10:00:00Z' })));
    program.state.before = async ({ kind, partition }) => {
      if (kind !== 'range' || partition !== 'audit') return;
      program.state.before = () => undefined;
      await program.deliver(program.enqueue(usageEvent({ id: 8, time: '2026-11-06T10:00:00Z' })));
      await program.rollUp({ rules: olderRules });
    };
    await program.rollUp();
    expect(await costOf(program)).toBe('0.014');
    await program.rollUp();
    expect(await costOf(program)).toBe('0.0175');
  });

  it('leaves to the audit what not even that shows', async () => {
    const program = await rolledUpByOlderRules(threeDays);
    await program.rollUp();
    await program.deliver(program.enqueue(usageEvent({ id: 9, time: '2026-11-05T10:00:00Z' })));
    program.state.before = ({ kind, partition }) => {
      if (kind === 'put' && partition === 'tick') throw new DependencyUnavailable('planted');
    };
    await expect(program.rollUp({ rules: olderRules })).rejects.toThrow('planted');
    program.state.before = () => undefined;
    program.advance(dayMs + minuteMs);
    await program.rollUp();
    await program.rollUp();
    expect(await costOf(program)).toBe('0.014');
    expect(await exceptionsOf(program)).toEqual([]);
  });
});

describe('an older program', () => {
  const window = '2026-11-02T10:00Z';
  const made = async (): Promise<InMemoryProgram> => {
    const program = new InMemoryProgram();
    await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
    await program.deliver(program.enqueue(usageEvent({ id: 1, time: '2026-11-02T10:00:00Z' })));
    await program.rollUp({ rules: newerRules });
    await program.deliver(program.enqueue(usageEvent({ id: 2, time: '2026-11-02T10:00:00Z' })));
    return program;
  };

  it('replaces no window of newer rules, keeps its mark, and leaves it to a newer program', async () => {
    const program = await made();
    const before = program.figures();
    expect(await program.rollUp()).toMatchObject({
      windowsRecomputed: 0,
      windowsOfNewerRules: 1,
      windowsFailed: 0,
      pendingWindows: 1,
    });
    expect(program.figures()).toBe(before);
    expect(await marksOf(program)).toEqual([window]);
    expect(await program.rollUp({ rules: newerRules })).toMatchObject({
      windowsRecomputed: 1,
      windowsOfNewerRules: 0,
      pendingWindows: 0,
    });
    expect((await program.report('2026-11')).totals.requests).toBe(2);
  });

  it('reads neither the records nor the head of such a window again, until it is marked again', async () => {
    const program = await made();
    await program.rollUp();
    const { calls } = await interrupted(
      program,
      () => undefined,
      () => program.rollUp(),
    );
    expect(calls.filter(({ store }) => store === 'usage' || store === 'rollups')).toEqual([]);
    await markWindow(program, window);
    expect(await program.rollUp()).toMatchObject({ windowsOfNewerRules: 1, pendingWindows: 1 });
  });

  it('works on all other windows meanwhile, also if it may take few', async () => {
    const program = await made();
    await program.rollUp({ windowsMax: 1 });
    await program.deliver(program.enqueue(usageEvent({ id: 3, time: '2026-11-05T10:00:00Z' })));
    await program.rollUp({ windowsMax: 1 });
    expect(await marksOf(program)).toEqual([window]);
    expect((await program.report('2026-11')).totals.requests).toBe(2);
  });

  it('lets people see that such a window waits', async () => {
    const program = await made();
    await program.rollUp();
    program.advance(hourMs);
    expect(await program.rollUp()).toMatchObject({ oldestMarkAgeSeconds: 3_600 });
  });

  it('recomputes the neighbours of such a window', async () => {
    const program = await made();
    await program.deliver(
      program.enqueue(
        usageEvent({ id: 3, time: '2026-11-02T09:45:00Z' }),
        usageEvent({ id: 4, time: '2026-11-02T10:15:00Z' }),
      ),
    );
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 2, windowsOfNewerRules: 1 });
    expect((await program.report('2026-11')).totals.requests).toBe(3);
  });

  it('audits no window of newer rules, and leaves the audit to a newer program', async () => {
    const program = await made();
    await program.rollUp({ rules: newerRules });
    program.advance(dayMs + minuteMs);
    for (let run = 0; run < 3; run += 1) {
      expect(await program.rollUp()).toMatchObject({ auditDrift: 0 });
      program.advance(61 * minuteMs);
    }
    expect(await exceptionsOf(program)).toEqual([]);
    const due = () => program.process().collections.audits.due(program.clock.now());
    expect(await due()).toHaveLength(1);
    await program.rollUp({ rules: newerRules });
    expect(await due()).toEqual([]);
  });

  it('forgets the audit of such a window when that is sealed', async () => {
    const program = await made();
    await program.rollUp({ rules: newerRules });
    program.advance(45 * dayMs);
    await program.rollUp();
    expect(await program.process().collections.audits.due(program.clock.now())).toEqual([]);
  });
});

describe('a day or a period that a newer program made', () => {
  type Store = 'rollups' | 'chargebacks';
  const newer = async (store: Store, id: string): Promise<InMemoryProgram> => {
    const program = new InMemoryProgram();
    await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
    const events = ['2026-11-02T10:00:00Z', '2026-11-03T10:00:00Z'].map((time, index) =>
      usageEvent({ id: index + 1, time }),
    );
    await program.deliver(program.enqueue(...events));
    await program.rollUp();
    await change(program, store, id, { algorithmVersion: 99, fingerprint: 'of a newer program' });
    return program;
  };
  const change = async (
    program: InMemoryProgram,
    store: Store,
    id: string,
    members: object,
  ): Promise<void> => {
    const head = (await program[store].read<object>('2026-11', id))!;
    const value = { ...head.value, ...members };
    await program[store].put([{ partition: '2026-11', id, value, condition: 'any' }]);
  };

  it.each([
    ['day', 'rollups', '2026-11-02'],
    ['period', 'chargebacks', 'summary'],
  ] as const)(
    'is not replaced, and its marks wait for that program: a %s',
    async (_, store, id) => {
      const program = await newer(store, id);
      const stored = () => program[store].contents()[`2026-11/${id}`];
      const before = stored();
      await program.deliver(program.enqueue(usageEvent({ id: 5, time: '2026-11-02T10:00:00Z' })));
      expect(await program.rollUp()).toMatchObject({
        windowsOfNewerRules: 1,
        windowsFailed: 0,
        pendingWindows: 1,
      });
      await program.push(priceBookFile({ input: '5', output: '20' }, '2026-02-01'));
      for (let run = 0; run < 3; run += 1) await program.rollUp();
      expect(stored()).toBe(before);
      expect(await marksOf(program)).toEqual(['2026-11-02T10:00Z']);
      expect(await queriesOf(program)).toEqual([]);
      // The newer program, which is this one, since the stored version is set back.
      await change(program, store, id, { algorithmVersion: 1 });
      await markWindow(program, '2026-11-02T10:00Z');
      expect(await program.rollUp()).toMatchObject({ pendingWindows: 0, windowsOfNewerRules: 0 });
      expect((await program.report('2026-11')).totals.usageCost).toBe('0.021');
    },
  );

  it('is compared with the reference data in force no more often than others', async () => {
    const program = await newer('rollups', '2026-11-02');
    await program.push(priceBookFile({ input: '5', output: '20' }, '2026-02-01'));
    await program.rollUp();
    await program.rollUp();
    const { calls } = await interrupted(
      program,
      () => undefined,
      () => program.rollUp(),
    );
    expect(calls.filter(({ store }) => store === 'rollups')).toEqual([]);
  });
});
