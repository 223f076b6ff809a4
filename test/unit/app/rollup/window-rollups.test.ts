// Windows, days and their parts as they are stored: many rows, many dates, and nothing left behind.
import { rulesVersion } from '../../../../shared/domain/usage/rules-version';
import type { WindowHead } from '../../../../shared/app/rollup/window-rollups';
import type { WindowId } from '../../../../shared/domain/window';
import { documentCharsMax, factCharsMax } from '../../../../shared/limits';
import { allOf } from '../../../support/all-of';
import { InMemoryProgram, dayMs, hourMs, minuteMs } from '../../../support/in-memory-program';
import {
  businessUnitsFile,
  chatUsage,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../../support/sample-events';

const from = '2026-11-02T10:15Z' as WindowId;
const to = '2026-11-02T10:30Z' as WindowId;

const prepared = async (): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram();
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  return program;
};

/** Requests of as many rows, each of which takes up all the room that facts may have. */
const rowsMax = 450;
const useManyRows = async (program: InMemoryProgram, version = 0): Promise<void> => {
  const long = (fact: string, n: number): string => `${fact}-${n}-`.padEnd(factCharsMax, 'x');
  const events = Array.from({ length: rowsMax }, (_, n) => {
    const event = usageEvent({ id: version * rowsMax + n, usage: chatUsage(n + 1, 0) });
    const caller = { subscriptionId: long('s', n), productId: long('p', n), appId: long('a', n) };
    const backend = { id: long('b', n), deployment: long('d', n) };
    return { ...event, data: { ...(event as { data: object }).data, caller, backend } };
  });
  await program.deliver(program.enqueue(...events));
};
const windows = (program: InMemoryProgram) => program.process().collections.windows;
const headOf = async (program: InMemoryProgram): Promise<WindowHead> => {
  const head = await windows(program).read(from);
  if (head === undefined) throw new Error('no head');
  return head.value;
};
const partsIn = (program: InMemoryProgram): readonly string[] =>
  Object.keys(program.rollups.contents()).filter((key) => key.includes('/part:2026-11-02T10:15Z:'));

describe('a window of many rows', () => {
  it('is looked at without them', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ id: 1 })));
    await program.rollUp();
    const { recordsSeen, revision, computedAt, tookMs } = await headOf(program);
    const facts = { window: from, recordsSeen, revision, computedAt, tookMs, rulesVersion };
    const heads = await windows(program).heads(from, to);
    expect([...heads].map(([id, { value }]) => [id, value])).toEqual([[from, facts]]);
  });

  it('is stored in parts of bounded size, and read back whole', async () => {
    const program = await prepared();
    await useManyRows(program);
    await program.rollUp();
    const head = await headOf(program);
    expect('parts' in head ? head.parts.length : 0).toBeGreaterThan(1);
    for (const [address, json] of Object.entries(program.rollups.contents())) {
      expect([address, json.length < documentCharsMax * 1.1]).toEqual([address, true]);
    }
    const [usage] = await allOf(windows(program).windows(from, to));
    expect(usage?.rows).toHaveLength(rowsMax);
    const report = await program.report('2026-11');
    // 1 + 2 + … + 450
    expect(report.totals.meters).toEqual({ input: 101_475 });
    expect(report.coverage).toMatchObject({ unattributed: rowsMax });
  });

  it('leaves nothing of a replaced version once it was audited', async () => {
    const program = await prepared();
    await useManyRows(program);
    await program.rollUp();
    const first = partsIn(program).length;
    await useManyRows(program, 1);
    await program.rollUp();
    expect(partsIn(program).length).toBe(2 * first);
    program.advance(dayMs + minuteMs);
    await program.rollUp();
    const head = await headOf(program);
    expect(partsIn(program)).toHaveLength('parts' in head ? head.parts.length : 0);
    expect((await program.report('2026-11')).totals.requests).toBe(2 * rowsMax);
  });

  it('is read again where its parts are swept between the head and them', async () => {
    const program = await prepared();
    await useManyRows(program);
    await program.rollUp();
    const old = partsIn(program);
    program.advance(2 * hourMs);
    let isFirst = true;
    program.rollups.before = async ({ kind }) => {
      if (kind !== 'readMany' || !isFirst) return;
      isFirst = false;
      await useManyRows(program, 1);
      await program.rollUp();
      await windows(program).sweep(from, await headOf(program), program.clock.now());
      expect(partsIn(program).filter((part) => old.includes(part))).toEqual([]);
    };
    const [usage] = await allOf(windows(program).windows(from, to));
    expect(usage?.recordsSeen).toBe(2 * rowsMax);
  });
});

describe('stored windows', () => {
  it('are found over the turn of a day, the last one excluded, oldest first', async () => {
    const program = await prepared();
    const times = ['2026-11-02T23:45', '2026-11-03T00:00', '2026-11-03T23:45', '2026-11-04T00:00'];
    await program.deliver(
      program.enqueue(...times.map((time, id) => usageEvent({ id, time: `${time}:00Z` }))),
    );
    await program.rollUp();
    const found = async (first: string, last: string) =>
      (await allOf(windows(program).windows(first as WindowId, last as WindowId))).map(
        (one) => one.window,
      );
    expect(await found('2026-11-02T23:45Z', '2026-11-04T00:00Z')).toEqual([
      '2026-11-02T23:45Z',
      '2026-11-03T00:00Z',
      '2026-11-03T23:45Z',
    ]);
    expect(await found('2026-11-03T00:15Z', '2026-11-04T00:15Z')).toEqual([
      '2026-11-03T23:45Z',
      '2026-11-04T00:00Z',
    ]);
    expect(await found('2026-11-03T00:00Z', '2026-11-03T00:00Z')).toEqual([]);
  });
});

describe('a day that runs', () => {
  it('is swept once an hour at the most', async () => {
    const program = await prepared();
    const sweeps: string[] = [];
    program.rollups.before = ({ kind, id }) => {
      if (kind === 'list') sweeps.push(id);
    };
    for (let tick = 0; tick < 5; tick += 1) {
      await program.deliver(program.enqueue(usageEvent({ id: tick })));
      await program.rollUp();
      program.advance(25 * minuteMs);
    }
    expect(sweeps).toEqual(['part:2026-11-02:']);
  });
});

describe('a day that the first release published', () => {
  it('is read in milliseconds, wherever its rows are', async () => {
    const program = await prepared();
    await program.deliver(
      program.enqueue(usageEvent({ id: 1, usage: { type: 'duration', seconds: 90 } })),
    );
    await program.rollUp();
    const { days } = program.process().collections;
    const stored = await days.read('2026-11', '2026-11-02');
    if (stored === undefined || !('rows' in stored.value)) throw new Error('no rows');
    const { algorithmVersion, ...head } = stored.value;
    const inSeconds = stored.value.rows.map((row) => ({ ...row, meters: { audioSeconds: 90 } }));
    const value = { ...head, rows: inSeconds };
    await program.rollups.put([
      { partition: '2026-11', id: '2026-11-02', value, condition: { etag: stored.etag } },
    ]);
    const [read] = await allOf(days.days('2026-11', '2026-11-02', '2026-11-02'));
    expect(read?.rows.map(({ meters }) => meters)).toEqual([{ audioSeconds: 90_000 }]);
  });
});
