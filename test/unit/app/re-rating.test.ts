// Prices and owners that change: all that is open follows them at the next tick, by the time of each
// request, and what nothing changed is left alone.
import type { PeriodBounds } from '../../../shared/domain/calendar';
import { reRatedDaysMax } from '../../../shared/limits';
import { InMemoryProgram, dayMs, hourMs } from '../../support/in-memory-program';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
  requestGuid,
  usageEvent,
} from '../../support/sample-events';

const dates = ['2026-10-25', '2026-11-02', '2026-11-03', '2026-11-18'];

/** One request of 1,000 and 100 tokens on each of four days of two months: 0.0035 each. */
const prepared = async (): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram();
  await program.push(
    businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'] }),
    deploymentsFile,
    priceBookFile(),
  );
  await program.deliver(
    program.enqueue(
      ...dates.map((date, n) => usageEvent({ id: n + 1, time: `${date}T10:00:00Z` })),
    ),
  );
  await program.rollUp();
  return program;
};

const costs = async (program: InMemoryProgram): Promise<readonly string[]> =>
  Promise.all(
    ['2026-10', '2026-11'].map(async (period) => (await program.report(period)).totals.usageCost),
  );
/** The only version of a kind that was pushed, to say that another one is in its place. */
const versionOf = async (program: InMemoryProgram, kind: 'priceBooks' | 'businessUnits') => {
  const { set } = await program.process().collections.references.load();
  return set[kind][0]?.version;
};

describe('new reference data', () => {
  it('re-rates every open day that it concerns, by the time of each request', async () => {
    const program = await prepared();
    expect(await costs(program)).toEqual(['0.0035', '0.0105']);
    await program.push(priceBookFile({ input: '5', output: '20' }, '2026-11-03'));
    expect(await program.rollUp()).toMatchObject({
      windowsRecomputed: 0,
      daysPublished: 4,
      periodsPublished: 2,
    });
    // 0.0035 on the second of November, 0.007 on the third and on the eighteenth.
    expect(await costs(program)).toEqual(['0.0035', '0.0175']);
  });

  it('restates a price for all days that it was wrong on', async () => {
    const program = await prepared();
    const replaces = await versionOf(program, 'priceBooks');
    await program.push({ ...priceBookFile({ input: '2', output: '0' }), replaces });
    await program.rollUp();
    expect(await costs(program)).toEqual(['0.002', '0.006']);
  });

  it('gives usage to its new owner from the day on which that one owns it', async () => {
    const program = await prepared();
    await program.push({
      ...businessUnitsFile({ alpha: [], beta: ['sub-b', 'sub-a'] }),
      validFrom: '2026-11-03',
    });
    await program.rollUp();
    const units = (await program.report('2026-11')).businessUnits;
    expect(units.map(({ businessUnit, usageCost }) => [businessUnit, usageCost])).toEqual([
      ['alpha', '0.0035'],
      ['beta', '0.007'],
    ]);
  });

  it('takes usage out of unattributed once somebody owns it', async () => {
    const program = await prepared();
    await program.deliver(
      program.enqueue(usageEvent({ id: 9, subscription: 'sub-x', time: '2026-11-02T10:00:00Z' })),
    );
    await program.rollUp();
    expect((await program.report('2026-11')).coverage.unattributed).toBe(1);
    const replaces = await versionOf(program, 'businessUnits');
    await program.push({
      ...businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b', 'sub-x'] }),
      replaces,
    });
    await program.rollUp();
    const report = await program.report('2026-11');
    expect(report.coverage.unattributed).toBe(0);
    expect(report.businessUnits.map((unit) => [unit.businessUnit, unit.requests])).toEqual([
      ['alpha', 3],
      ['beta', 1],
    ]);
  });

  it('that names a unit gives it a statement of zero in every open period', async () => {
    const program = await prepared();
    const replaces = await versionOf(program, 'businessUnits');
    await program.push({
      ...businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'], gamma: ['sub-c'] }),
      replaces,
    });
    await program.rollUp();
    for (const period of ['2026-10', '2026-11']) {
      const report = await program.report(period, 'gamma');
      expect(report.totals).toMatchObject({ requests: 0, usageCost: '0', total: '0.00' });
    }
  });

  it('that was pushed again as it was changes nothing, and nothing is computed', async () => {
    const program = await prepared();
    const before = program.figures();
    await program.push(priceBookFile());
    expect(await program.rollUp()).toMatchObject({ daysPublished: 0, periodsPublished: 0 });
    expect(program.figures()).toBe(before);
  });

  it('leaves alone what it was computed with already, without reading a window', async () => {
    const program = await prepared();
    program.rollups.before = ({ kind, partition, id }) => {
      throw new Error(`nothing to ${kind} at ${partition}/${id}`);
    };
    expect(await program.rollUp()).toMatchObject({ daysPublished: 0 });
    program.advance(2 * hourMs);
    program.rollups.before = ({ kind }) => {
      if (kind === 'put') throw new Error('nothing to write');
    };
    // Once an hour everything is compared all the same.
    expect(await program.rollUp()).toMatchObject({ daysPublished: 0 });
  });

  it('changes no published period before there is a set to compute with', async () => {
    const program = new InMemoryProgram();
    await program.deliver(program.enqueue(usageEvent()));
    await program.rollUp();
    const before = await program.report('2026-11');
    expect(before).toMatchObject({ currency: 'XXX', totals: { usageCost: '0', requests: 1 } });
    expect(before.coverage).toMatchObject({ unpriced: 1, unattributed: 1 });
    await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
    await program.rollUp();
    expect(await program.report('2026-11')).toMatchObject({
      currency: 'USD',
      totals: { usageCost: '0.0035' },
      coverage: { unpriced: 0, unattributed: 0 },
    });
  });

  it('changes nothing that is so old that its windows are gone', async () => {
    const program = await prepared();
    const before = program.figures();
    const [october] = (await program.process().collections.periods.all()) as [PeriodBounds];
    const finalAt = Date.parse(october.to) + reRatedDaysMax * dayMs;
    program.advance(finalAt - Date.parse(program.clock.now()) + 35 * dayMs);
    await program.push(priceBookFile({ input: '5', output: '20' }, '2026-10-01'));
    expect(await program.rollUp()).toMatchObject({ daysPublished: 0, periodsPublished: 0 });
    expect(program.figures()).toBe(before);
  });

  it('re-rates a period up to two years old', async () => {
    const program = await prepared();
    const [october] = (await program.process().collections.periods.all()) as [PeriodBounds];
    const finalAt = Date.parse(october.to) + reRatedDaysMax * dayMs;
    program.advance(finalAt - Date.parse(program.clock.now()) - 1);
    await program.push(priceBookFile({ input: '5', output: '20' }, '2026-10-01'));
    await program.rollUp();
    expect(await costs(program)).toEqual(['0.007', '0.021']);
  });
});

describe('a closed period', () => {
  it('stays as it was published, whatever comes later, and the marks of its windows stay to be seen', async () => {
    const program = await prepared();
    const head = await program.chargebacks.read<object>('2026-10', 'summary');
    const value = { ...head!.value, status: 'closed' };
    await program.chargebacks.put([
      { partition: '2026-10', id: 'summary', value, condition: 'any' },
    ]);
    const before = await program.report('2026-10');
    await program.push(priceBookFile({ input: '5', output: '20' }, '2026-10-01'));
    await program.deliver(program.enqueue(usageEvent({ id: 9, time: '2026-10-25T10:00:00Z' })));
    expect(await program.rollUp()).toMatchObject({ pendingWindows: 1 });
    const after = await program.report('2026-10');
    expect({ ...after, coverage: before.coverage, pendingWindows: 0 }).toEqual(before);
    expect(await costs(program)).toEqual(['0.0035', '0.021']);
    expect(program.usage.records.has(requestGuid(9))).toBe(true);
  });
});
