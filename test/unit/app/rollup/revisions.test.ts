// What is known already is never replaced by what was made of something older.
import { nextRevision, revisionsOf, shows } from '../../../../shared/app/rollup/revisions';
import { InMemoryProgram } from '../../../support/in-memory-program';
import { at } from '../../../support/sample-period';
import { deploymentsFile, priceBookFile, usageEvent } from '../../../support/sample-events';

describe('a revision', () => {
  it('grows with every write, whatever the clock says', () => {
    const now = at('2026-11-02T10:00:00Z');
    const first = nextRevision(undefined, now);
    expect(first).toBe(Date.parse('2026-11-02T10:00:00Z'));
    expect(nextRevision(first, at('2026-11-01T10:00:00Z'))).toBe(first + 1);
  });

  it('shows a read to be older where any of its parts is older or missing', () => {
    const read = revisionsOf(
      [
        { id: 'a', revision: 3 },
        { id: 'b', revision: 5 },
      ],
      ({ id }) => id,
    );
    expect(shows(read, undefined, { a: 3 }, { a: 2, b: 5 })).toBe(true);
    expect(shows(read, { a: 4 })).toBe(false);
    expect(shows(read, { c: 1 })).toBe(false);
  });
});

describe('a day and a period', () => {
  it('are not made of a window that is older than the one they were made of', async () => {
    const program = new InMemoryProgram();
    await program.push(deploymentsFile, priceBookFile());
    const deliver = async (id: number, time: string) => {
      await program.deliver(program.enqueue(usageEvent({ id, time })));
    };
    await deliver(1, '2026-11-02T10:00:00Z');
    await program.rollUp();
    const stale = program.rollups.contents()['2026-11-02/2026-11-02T10:00Z'] ?? '';
    await deliver(2, '2026-11-02T10:01:00Z');
    await program.rollUp();
    expect((await program.report('2026-11')).totals.requests).toBe(2);

    // Another process computes another window of the day, and its reads lag behind.
    await deliver(3, '2026-11-02T11:00:00Z');
    const range = program.rollups.range.bind(program.rollups);
    program.rollups.range = async <T extends object>(...asked: Parameters<typeof range>) =>
      (await range<T>(...asked)).map((found) =>
        found.id === '2026-11-02T10:00Z' ? { ...found, value: JSON.parse(stale) as T } : found,
      );
    expect(await program.rollUp()).toMatchObject({ staleReads: 1, pendingWindows: 1 });
    expect((await program.report('2026-11')).totals.requests).toBe(2);

    program.rollups.range = range;
    expect(await program.rollUp()).toMatchObject({ staleReads: 0, pendingWindows: 0 });
    expect((await program.report('2026-11')).totals.requests).toBe(3);
  });
});
