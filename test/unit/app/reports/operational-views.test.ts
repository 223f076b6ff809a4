import { makeOperationalViews } from '../../../../shared/app/reports/operational-views';
import { InMemoryProgram, dayMs } from '../../../support/in-memory-program';
import { at } from '../../../support/sample-period';
import { businessUnitsFile, usageEvent } from '../../../support/sample-events';

describe('the views of operations', () => {
  const setUp = (now = '2026-11-20T12:00:00Z') => {
    const program = new InMemoryProgram({ now });
    const { clock } = program;
    const views = makeOperationalViews(program.process().collections, {
      clock,
      settleSeconds: 120,
    });
    return { program, views };
  };

  it('of a program to which nothing happened are empty', async () => {
    const { views } = setUp();
    expect(await views.reference.loaded()).toBeUndefined();
    expect(await views.ticks.last()).toBeUndefined();
    expect(await views.exceptions.countByKind()).toEqual({});
    expect(await views.pendingWindows.oldestDueSince()).toBeUndefined();
  });

  it('show that reference data was pushed', async () => {
    const { program, views } = setUp();
    await program.push(businessUnitsFile({ alpha: ['sub-a'] }));
    const { set } = await program.process().collections.references.load();
    expect(await views.reference.loaded()).toEqual({ fingerprint: set.fingerprint });
  });

  it('show the marks of a period, and since when the oldest could be gone', async () => {
    const { program, views } = setUp('2026-11-02T10:31:00Z');
    await program.deliver(
      program.enqueue(
        usageEvent({ id: 1, time: '2026-11-02T10:16:00Z' }),
        usageEvent({ id: 2, time: '2026-10-31T23:59:00Z' }),
      ),
    );
    const november = [at('2026-11-01T00:00:00Z'), at('2026-12-01T00:00:00Z')] as const;
    expect(await views.pendingWindows.count(...november)).toBe(1);
    expect(await views.pendingWindows.oldestDueSince()).toBe('2026-11-02T10:31:00.000Z');
    await program.rollUp();
    // The window of 10:15 ended a minute ago: its mark is kept, and is not due before 10:32.
    expect(await views.pendingWindows.count(...november)).toBe(1);
    expect(await views.pendingWindows.oldestDueSince()).toBeUndefined();
    expect(await views.ticks.last()).toMatchObject({ windows: 2, pendingWindows: 1 });
  });

  it('count exceptions by kind, each place once however often it happened there, for 90 days', async () => {
    const { program, views } = setUp();
    const { exceptions } = program.process().collections;
    const record = (kind: 'auditDrift' | 'sequenceGap', where: string) =>
      exceptions.record({ kind, where, detail: '', at: program.clock.now() });
    await record('auditDrift', '2026-11-02T10:15Z');
    await record('auditDrift', '2026-11-02T10:15Z');
    await record('auditDrift', '2026-11-02T10:30Z');
    await record('sequenceGap', 'llm-usage:0:41');
    expect(await views.exceptions.countByKind()).toEqual({ auditDrift: 2, sequenceGap: 1 });
    expect(program.telemetry.named('LedgerException')).toHaveLength(4);
    program.advance(90 * dayMs);
    expect(await views.exceptions.countByKind()).toEqual({});
  });
});
