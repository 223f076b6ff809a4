// Work that takes longer than it may: nothing is lost, every attempt gets further, and nobody reads
// a report that is half done.
import { InMemoryProgram, minuteMs } from '../../support/in-memory-program';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../support/sample-events';
import { ingestMsMax, recordsPerLook, stowRecordsMax } from '../../../shared/limits';

const prepared = async (): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram();
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  return program;
};

const day = (n: number): string => `2026-11-${String(n).padStart(2, '0')}T10:16:00Z`;

describe('a batch that takes too long to store', () => {
  it('fails before the host would time out, keeps what it stored, and ends at a later delivery', async () => {
    const program = await prepared();
    const events = program.enqueue(
      ...Array.from({ length: stowRecordsMax + 10 }, (_, id) => usageEvent({ id })),
    );
    const slow = { ms: ingestMsMax + 1 };
    program.usage.before = ({ kind }) => {
      if (kind !== 'create' || slow.ms === 0) return;
      program.advance(slow.ms);
      slow.ms = 0;
    };
    await expect(program.deliver(events)).rejects.toThrow(/5000 of 5010 records were stored/);
    expect(program.telemetry.named('IngestFailed')).toHaveLength(1);
    expect(program.usage.records.size).toBe(stowRecordsMax);
    expect(await program.deliver(events, 1)).toMatchObject({ accepted: 10 });
    await program.rollUp();
    expect((await program.report('2026-11')).totals.requests).toBe(stowRecordsMax + 10);
  });
});

describe('a group of windows that holds more than can be read in time', () => {
  it('is given up, and its windows are read one by one by the following ticks', async () => {
    const program = await prepared();
    const times = ['2026-11-02T10:00:00Z', '2026-11-02T10:20:00Z'];
    const events = Array.from({ length: recordsPerLook + 2 }, (_, id) =>
      usageEvent({ id, time: times[id % 2]! }),
    );
    await program.deliver(program.enqueue(...events));
    program.usage.before = ({ kind }) => {
      if (kind === 'query') program.advance(2 * minuteMs);
    };
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 0, windowsFailed: 2 });
    expect(program.failures).toEqual([expect.stringContaining('GroupTooLarge')]);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 1, pendingWindows: 1 });
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 1, pendingWindows: 0 });
    expect((await program.report('2026-11')).totals.requests).toBe(recordsPerLook + 2);
  });
});

describe('a price book whose days cannot all be computed in one tick', () => {
  it('is published only when every day of the period has the new prices', async () => {
    const program = await prepared();
    const days = [2, 3, 4];
    await program.deliver(program.enqueue(...days.map((n) => usageEvent({ id: n, time: day(n) }))));
    await program.rollUp();
    // 3 × (1,000 × 2.50/M + 100 × 10/M); then 3 × (1,000 × 5/M + 100 × 20/M)
    const [old, anew] = ['0.0105', '0.021'];
    await program.push(priceBookFile({ input: '5', output: '20' }, '2026-02-01'));
    program.rollups.before = ({ kind, partition }) => {
      if (kind === 'put' && partition === '2026-11') program.advance(2 * minuteMs);
    };
    const seen: string[] = [];
    for (let tick = 0; tick < days.length; tick += 1) {
      await program.rollUp();
      seen.push((await program.report('2026-11')).totals.usageCost);
    }
    expect(seen).toEqual([old, old, anew]);
  });
});
