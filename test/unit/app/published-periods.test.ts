// Which periods there are to ask for, over the documents that a rollup published.
import { allOf } from '../../support/all-of';
import { InMemoryProgram, dayMs } from '../../support/in-memory-program';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../support/sample-events';

const prepared = async (): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram({ now: '2026-11-20T12:00:00Z' });
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  await program.deliver(
    program.enqueue(
      usageEvent({ id: 1, time: '2026-11-02T10:00:00Z' }),
      usageEvent({ id: 2, time: '2026-10-30T10:00:00Z' }),
    ),
  );
  await program.rollUp();
  return program;
};

describe('the published periods', () => {
  it('are named, oldest first, to who asks for another one', async () => {
    const program = await prepared();
    expect(await program.process().readReport({ period: '2026-09' })).toEqual({
      kind: 'unknownPeriod',
      published: ['2026-10', '2026-11'],
    });
  });

  it('are asked for without a name while they run', async () => {
    const program = await prepared();
    expect(await program.process().readReport({})).toMatchObject({
      kind: 'report',
      report: { period: '2026-11' },
    });
    program.advance(30 * dayMs);
    expect(await program.process().readReport({})).toMatchObject({ kind: 'unknownPeriod' });
  });

  it('know their business units', async () => {
    const program = await prepared();
    const question = { period: '2026-11', businessUnit: 'gamma' };
    expect(await program.process().readReport(question)).toEqual({
      kind: 'unknownBusinessUnit',
      period: '2026-11',
    });
  });

  it('have the days that were published, from one date to another', async () => {
    const program = await prepared();
    const { reader } = program.process().collections;
    const dates = async (from: string, to: string) =>
      (await allOf(reader.days('2026-11', from, to))).map(({ date }) => date);
    expect(await dates('2026-11-01', '2026-11-30')).toEqual(['2026-11-02']);
    expect(await dates('2026-11-02', '2026-11-02')).toEqual(['2026-11-02']);
    expect(await dates('2026-11-03', '2026-11-30')).toEqual([]);
  });

  it('leave out a period that was begun and not yet published', async () => {
    const program = await prepared();
    await program.process().collections.periods.begin(['2026-12-05T00:00:00.000Z' as never]);
    const published = await program.process().collections.reader.periods();
    expect(published.map(({ period }) => period)).toEqual(['2026-10', '2026-11']);
  });
});
