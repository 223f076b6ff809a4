// The audit, a day later: it finds what should never happen, tells it from what explains itself, and
// holds up nothing.
import type { WindowId } from '../../../../shared/domain/window';
import { InMemoryProgram, dayMs, minuteMs } from '../../../support/in-memory-program';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
  requestGuid,
  usageEvent,
} from '../../../support/sample-events';

const window = '2026-11-02T10:15Z' as WindowId;

/** A window that was settled a day and a minute ago, if not said otherwise. */
const prepared = async (ageMs = dayMs + minuteMs): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram();
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  await program.deliver(program.enqueue(usageEvent({ id: 1 }), usageEvent({ id: 2 })));
  await program.rollUp();
  program.advance(ageMs);
  return program;
};
const due = async (program: InMemoryProgram, inMs = 0) => {
  const { collections } = program.process();
  program.advance(inMs);
  return collections.audits.due(program.clock.now());
};
/** A record without a mark, which only a defect leaves. */
const plantUnmarked = async (program: InMemoryProgram, id: number) => {
  program.state.before = ({ partition }) => {
    if (partition === 'mark') throw new Error('planted');
  };
  const events = program.enqueue(usageEvent({ id }));
  await expect(program.deliver(events)).rejects.toThrow('planted');
  program.state.before = () => undefined;
  return events;
};
const exceptions = async (program: InMemoryProgram) =>
  (await program.process().collections.exceptions.all()).map(({ kind, where, detail }) => [
    kind,
    where,
    detail,
  ]);

describe('an audit', () => {
  it('that finds what is stored is done, and writes no figure', async () => {
    const program = await prepared();
    const before = program.figures();
    expect(await due(program)).toHaveLength(1);
    expect(await program.rollUp()).toMatchObject({ auditDrift: 0 });
    expect(await due(program, dayMs)).toEqual([]);
    expect(program.figures()).toBe(before);
  });

  it('has a day computed anew that was made of an older version of a window that is right', async () => {
    const program = await prepared(minuteMs);
    await plantUnmarked(program, 3);
    // A tick that wrote the window and died before the day, and whose mark another one took off.
    await program.process().collections.marks.mark([window], program.clock.now());
    program.rollups.before = ({ kind, partition }) => {
      if (kind === 'put' && partition === '2026-11') throw new Error('planted');
    };
    await program.rollUp();
    program.rollups.before = () => undefined;
    for (const mark of await program.process().collections.marks.all()) {
      await program.process().collections.marks.settle(mark);
    }
    expect((await program.report('2026-11')).totals.requests).toBe(2);
    program.advance(dayMs);
    expect(await program.rollUp()).toMatchObject({ auditDrift: 0 });
    await program.rollUp();
    expect((await program.report('2026-11')).totals.requests).toBe(3);
  });

  it('that finds a difference twice tells a person, and has the window computed anew', async () => {
    const program = await prepared();
    await plantUnmarked(program, 3);
    expect(await program.rollUp()).toMatchObject({ auditDrift: 0 });
    program.advance(16 * minuteMs);
    expect(await program.rollUp()).toMatchObject({ auditDrift: 1 });
    expect(await exceptions(program)).toEqual([
      ['auditDrift', window, '2 records were summed, 3 are there'],
    ]);
    await program.rollUp();
    expect((await program.report('2026-11')).totals.requests).toBe(3);
  });

  it('takes a batch between its records and its marks for no drift', async () => {
    const program = await prepared();
    const events = await plantUnmarked(program, 3);
    await program.rollUp();
    await program.deliver(events, 1);
    program.advance(16 * minuteMs);
    expect(await program.rollUp()).toMatchObject({ auditDrift: 0 });
    expect(await exceptions(program)).toEqual([]);
  });

  it('waits while the window is marked', async () => {
    const program = await prepared();
    await plantUnmarked(program, 3);
    await program.rollUp();
    program.advance(16 * minuteMs);
    await program.process().collections.marks.mark([window], program.clock.now());
    program.usage.before = ({ kind, id }) => {
      // The rollup fails on the window, the audit after it does not.
      if (kind !== 'query' || id !== window) return;
      program.usage.before = () => undefined;
      throw new Error('planted');
    };
    expect(await program.rollUp()).toMatchObject({ auditDrift: 0, windowsFailed: 1 });
    expect(await exceptions(program)).toEqual([]);
    await program.rollUp();
    expect((await program.report('2026-11')).totals.requests).toBe(3);
  });

  it('takes a read that is older than what is stored for no drift', async () => {
    const program = await prepared();
    const kept = program.usage.records.get(requestGuid(1))!;
    program.usage.records.delete(requestGuid(1));
    for (let tick = 0; tick < 3; tick += 1) {
      expect(await program.rollUp()).toMatchObject({ auditDrift: 0 });
      program.advance(16 * minuteMs);
    }
    program.usage.records.set(requestGuid(1), kept);
    await program.rollUp();
    expect(await due(program, dayMs)).toEqual([]);
    expect(await exceptions(program)).toEqual([]);
  });

  it('finds a window whose stored figures are gone', async () => {
    const program = await prepared();
    const head = (await program.rollups.read('2026-11-02', window))!;
    await program.rollups.delete('2026-11-02', window, head.etag);
    await program.rollUp();
    program.advance(16 * minuteMs);
    await program.rollUp();
    expect(await exceptions(program)).toEqual([
      ['auditDrift', window, '0 records were summed, 2 are there'],
    ]);
    await program.rollUp();
    expect((await program.report('2026-11')).totals.requests).toBe(2);
  });

  it('leaves a sealed window as it is', async () => {
    const program = await prepared();
    program.advance(40 * dayMs);
    program.usage.records.clear();
    expect(await program.rollUp()).toMatchObject({ auditDrift: 0 });
    expect(await due(program, dayMs)).toEqual([]);
    expect((await program.report('2026-11')).totals.requests).toBe(2);
  });

  it('that fails ends no tick and is tried again', async () => {
    const program = await prepared();
    program.usage.before = ({ kind }) => {
      if (kind === 'query') throw new Error('planted');
    };
    expect(await program.rollUp()).toMatchObject({ auditDrift: 0 });
    expect(program.failures).toEqual([
      expect.stringMatching(/^audit of .*2026-11-02T10:15Z.*: Error: planted$/),
    ]);
    expect(await program.process().collections.status.last()).toMatchObject({
      startedAt: program.clock.now(),
    });
    expect(await due(program)).toHaveLength(1);
  });

  it('waits for the next tick where this one has no time left', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ id: 5, time: '2026-11-05T10:00:00Z' })));
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(2 * minuteMs);
    };
    await program.rollUp();
    expect(await due(program)).toHaveLength(1);
    program.usage.before = () => undefined;
    await program.rollUp();
    expect(await due(program)).toEqual([]);
  });
});
