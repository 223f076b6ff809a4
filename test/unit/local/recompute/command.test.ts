import path from 'node:path';
import { runRecomputeCommand } from '../../../../local/recompute/command';
import { DependencyUnavailable } from '../../../../shared/app/ports';
import { resolve } from '../../../../shared/domain/usage/resolve';
import type { WindowId } from '../../../../shared/domain/window';
import { InMemoryProgram, minuteMs } from '../../../support/in-memory-program';
import type { ProgramOptions } from '../../../support/program-under-test';
import { allOf } from '../../../support/all-of';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../../support/sample-events';

/** It is noon of the 20th; the first window that is not sealed begins on 11 October at 11:45. */
const prepared = async (
  times: readonly string[],
  options: ProgramOptions = {},
): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram(options);
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  const events = times.map((time, index) => usageEvent({ id: index + 1, time }));
  await program.deliver(program.enqueue(...events));
  await program.rollUp();
  return program;
};

const run = async (
  program: InMemoryProgram,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runRecomputeCommand(args, {
    env: {},
    print: (text) => out.push(text),
    printError: (text) => err.push(text),
    clock: program.clock,
    open: () => ({
      name: 'a database in memory',
      rollups: program.rollups,
      state: program.state,
      dispose: () => undefined,
    }),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
};

const marksOf = async (program: InMemoryProgram) =>
  (await program.process().collections.marks.all()).map(({ window, reason }) => [window, reason]);

const times = ['2026-11-02T10:00:00Z', '2026-11-03T23:30:00Z', '2026-11-04T10:00:00Z'];
const twoDays = ['--from', '2026-11-02', '--to', '2026-11-03'];

describe('npm run recompute', () => {
  it('marks the windows of a range of dates, both included, and prints the cost first', async () => {
    const program = await prepared(times);
    const { code, out, err } = await run(program, ...twoDays);
    expect([code, err]).toEqual([0, '']);
    // 2 records at 2.5 RU, 2 windows at 110 and 2 days at 1,850.
    expect(out.split('\n')).toEqual([
      'Quarter hours of a database in memory',
      '2026-11-02T00:00:00.000Z up to 2026-11-04T00:00:00.000Z: 2 quarter hours of 2 days, with 2 records.',
      'About 3,925 request units, in 1 run of the rollup.',
      expect.stringContaining('docs/cost.md'),
      expect.stringMatching(/^Marked: /),
    ]);
    expect(await marksOf(program)).toEqual([
      ['2026-11-02T10:00Z', 'asked'],
      ['2026-11-03T23:30Z', 'asked'],
    ]);
  });

  it('has the next run recompute them from what the records are now', async () => {
    const program = await prepared(times);
    program.usage.records.delete([...program.usage.records.keys()][0] ?? '');
    await program.rollups.put([
      {
        partition: '2026-11-02',
        id: '2026-11-02T10:00Z',
        value: {
          ...(await program.rollups.read<object>('2026-11-02', '2026-11-02T10:00Z'))?.value,
          recordsSeen: 0,
        },
        condition: 'any',
      },
    ]);
    await run(program, ...twoDays);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 2, pendingWindows: 0 });
    expect((await program.report('2026-11')).totals.requests).toBe(2);
  });

  it('takes dates in the time zone of their period', async () => {
    const program = await prepared(times, { timeZone: 'Europe/Zurich' });
    const { out } = await run(program, '--from', '2026-11-04', '--to', '2026-11-04');
    expect(out).toContain('2026-11-03T23:00:00.000Z up to 2026-11-04T23:00:00.000Z: 2 quarter');
    expect(await marksOf(program)).toHaveLength(2);
  });

  it('takes instants, of which the end is not part of the range', async () => {
    const program = await prepared(times);
    const instants = ['--from', '2026-11-02T11:10:00+01:00', '--to', '2026-11-04T10:00:00Z'];
    const { out } = await run(program, ...instants);
    expect(out).toContain('2026-11-02T10:00:00.000Z up to 2026-11-04T10:00:00.000Z: 2 quarter');
    await run(program, '--from', '2026-11-04T10:14:00Z', '--to', '2026-11-04T10:14:01Z');
    expect(await marksOf(program)).toHaveLength(3);
  });

  it('works out the runs by the time that the windows took when they were last computed', async () => {
    const program = new InMemoryProgram();
    await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
    await program.deliver(
      program.enqueue(...times.map((time, index) => usageEvent({ id: index + 1, time }))),
    );
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(10_000);
    };
    await program.rollUp({ secondsMax: 60 });
    // 20 seconds for the two windows; a run takes them for 7.5 seconds.
    const { out } = await run(program, ...twoDays, '--dry-run');
    expect(out).toContain('About 7,625 request units, in 3 runs');
  });

  it('marks nothing in a dry run', async () => {
    const program = await prepared(times);
    const { code, out } = await run(program, ...twoDays, '--dry-run');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/request units.*\nNothing was marked\.$/s),
    ]);
    expect(await marksOf(program)).toEqual([]);
  });

  it('marks a large range only with --yes', async () => {
    const many = Array.from({ length: 193 }, (_, index) =>
      new Date(Date.parse('2026-11-02T00:00:00Z') + index * 15 * minuteMs).toISOString(),
    );
    const program = await prepared(many);
    const range = ['--from', '2026-11-01', '--to', '2026-11-15'];
    const asked = await run(program, ...range);
    expect([asked.code, asked.err]).toEqual([3, expect.stringContaining('--yes')]);
    expect(asked.out).toContain('193 quarter hours of 3 days, with 193 records');
    expect(await marksOf(program)).toEqual([]);
    expect((await run(program, ...range, '--yes')).code).toBe(0);
    expect(await marksOf(program)).toHaveLength(193);
  });

  it('refuses a range that begins with sealed windows, and says from when on it can be', async () => {
    const program = await prepared(times);
    const { code, err } = await run(program, '--from', '2026-10-01', '--to', '2026-11-15', '--yes');
    expect(code).toBe(1);
    expect(err).toContain('After 40 days (SEAL_AGE_DAYS)');
    expect(err).toContain('--from 2026-10-11T12:00:00.000Z');
    expect(await marksOf(program)).toEqual([]);
    const open = await run(program, '--from', '2026-10-11T12:00:00.000Z', '--to', '2026-11-15');
    expect(open.code).toBe(0);
  });

  it('has nothing to do if nothing is stored of the range, unless it is asked for that, too', async () => {
    const program = await prepared(times);
    const range = ['--from', '2026-11-05', '--to', '2026-11-05'];
    const nothing = await run(program, ...range);
    expect([nothing.code, nothing.out]).toEqual([0, expect.stringContaining('Nothing was marked')]);
    const future = await run(program, '--from', '2027-01-01', '--to', '2027-12-31');
    expect([future.code, future.out]).toEqual([0, expect.stringContaining('0 quarter hours')]);
    expect((await run(program, ...range, '--with-empty')).out).toContain(
      '96 quarter hours of 1 day,',
    );
    expect(await marksOf(program)).toHaveLength(96);
  });

  it('finds with --with-empty the records of a window whose mark and figures are gone', async () => {
    const program = await prepared(times);
    const head = await program.rollups.read('2026-11-02', '2026-11-02T10:00Z');
    await program.rollups.delete('2026-11-02', '2026-11-02T10:00Z', head?.etag ?? '');
    await run(program, ...twoDays, '--with-empty');
    await program.rollUp();
    const { windows } = program.process().collections;
    const [window] = await allOf(
      windows.windows('2026-11-02T10:00Z' as WindowId, '2026-11-02T10:15Z' as WindowId),
    );
    expect(window?.rows).toHaveLength(1);
  });

  it('does not take the mark of new usage for its own', async () => {
    const program = await prepared(times);
    await program.deliver(program.enqueue(usageEvent({ id: 9, time: times[0] ?? '' })));
    await run(program, ...twoDays);
    expect(await marksOf(program)).toEqual([
      ['2026-11-02T10:00Z', undefined],
      ['2026-11-03T23:30Z', 'asked'],
    ]);
  });

  it('is not lost on a run that has read the records before', async () => {
    const program = await prepared(times);
    const { marks } = program.process().collections;
    await program.deliver(program.enqueue(usageEvent({ id: 9, time: times[0] ?? '' })));
    await run(program, ...twoDays);
    const read = await marks.all();
    await run(program, ...twoDays);
    for (const mark of read) expect(await marks.settle(mark)).toBe('changed');
    expect(await marksOf(program)).toHaveLength(2);
  });

  it('is not lost if such a run takes the mark off in between', async () => {
    const program = await prepared(times);
    const { marks } = program.process().collections;
    await run(program, ...twoDays);
    const read = await marks.all();
    program.state.before = async ({ kind, partition }) => {
      if (kind !== 'put' || partition !== 'mark') return;
      program.state.before = () => undefined;
      for (const mark of read) await marks.settle(mark);
    };
    await run(program, ...twoDays);
    expect(await marksOf(program)).toHaveLength(2);
  });

  it('asks a program that left the windows to a newer one to try again', async () => {
    const program = await prepared(times);
    await program.rollUp();
    const { marks } = program.process().collections;
    await run(program, ...twoDays);
    await marks.hold(await marks.all(), { rules: 99, algorithm: 99 });
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 0, windowsOfNewerRules: 2 });
    await run(program, ...twoDays);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 2, windowsOfNewerRules: 0 });
  });

  it('says so if no run of this release has come', async () => {
    const program = new InMemoryProgram();
    const { code, err } = await run(program, ...twoDays);
    expect([code, err]).toEqual([1, expect.stringContaining('no run of the rollup')]);
    const older = { version: 1, resolve };
    await program.rollUp({ rules: older });
    expect((await run(program, ...twoDays)).code).toBe(0);
  });

  it('prints what the database answered, and exits with 1', async () => {
    const program = await prepared(times);
    program.rollups.before = () => {
      throw new DependencyUnavailable('the account answered 403');
    };
    expect(await run(program, ...twoDays)).toMatchObject({
      code: 1,
      err: 'the account answered 403',
    });
    program.rollups.before = () => {
      throw new TypeError('a fault of our own');
    };
    await expect(run(program, ...twoDays)).rejects.toThrow('a fault of our own');
  });

  it.each([
    [[], 'Give --from and --to'],
    [['--from', '2026-11-01'], 'Give --from and --to'],
    [['--from', '2026-11-31', '--to', '2026-12-01'], '--from must be a date'],
    [['--from', '2026-11-01', '--to', 'tomorrow'], '--to must be a date'],
    [['--from', '1969-11-01', '--to', '2026-12-01'], '--from must be a date'],
    [['--from', '2026-11-02', '--to', '2026-11-01'], '--to must be after --from'],
    [['--from', '2026-11-02', '--to', '2026-11-03', '--force'], '--force'],
  ])('refuses %j with its usage, and exits with 2', async (args, message) => {
    const program = await prepared(times);
    const { code, err } = await run(program, ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain('Exit codes:');
  });

  it('explains itself', async () => {
    const { code, out } = await run(new InMemoryProgram(), '--help');
    expect([code, out]).toEqual([0, expect.stringContaining('--with-empty')]);
  });

  it('says where it could look if no stack runs and no setting names an account', async () => {
    const err: string[] = [];
    const code = await runRecomputeCommand(twoDays, {
      env: {},
      print: () => undefined,
      printError: (text) => err.push(text),
      stackFile: path.join(__dirname, 'no-such-folder', 'stack.json'),
    });
    expect([code, err.join()]).toEqual([1, expect.stringContaining('npm start')]);
  });
});
