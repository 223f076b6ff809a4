// Queries that do not yet see the last write. The account is to be strongly consistent; where it is
// not for a moment, the report is right all the same, only later, and a person sees why.
import type { FaultMatch } from '../../support/cosmos-fault-proxy';
import type { CosmosProgram } from '../../support/cosmos-program';
import { dayMs, minuteMs } from '../../support/in-memory-program';
import { llmLogEvent, usageEvent } from '../../support/sample-events';
import { queryOf, useCosmos } from './cosmos-fixture';

const cosmos = useCosmos();

const deliver = (program: CosmosProgram, ...bodies: readonly object[]) =>
  program.deliver(program.enqueue(...bodies));

/** A tick, a minute after the one before. */
const rollUp = (program: CosmosProgram) => {
  program.advance(minuteMs);
  return program.rollUp();
};

/** What queries answer in a tick, in their order. */
const answersTo = async (
  program: CosmosProgram,
  match: FaultMatch,
): Promise<readonly unknown[]> => {
  const answers: unknown[] = [];
  const rewrite = (answer: unknown): unknown => {
    answers.push(answer);
    return answer;
  };
  program.proxy.inject({ match, times: Infinity, answer: { rewrite } });
  await rollUp(program);
  program.proxy.clear();
  return answers;
};

/** A tick of which one query gets an answer of before. */
const rollUpWith = async (
  program: CosmosProgram,
  match: FaultMatch,
  { after, older }: { after: number; older: unknown },
) => {
  const fault = program.proxy.inject({ match, after, times: 1, answer: { rewrite: () => older } });
  const summary = await rollUp(program);
  program.proxy.clear();
  return { summary, isLagging: fault.hits() === 1 };
};

const usageCostOf = (requests: number): string => String((requests * 35) / 10_000);

/** Of each request: 1,000 × 2.50/M + 100 × 10/M = 0.0035. */
const expectExact = async (program: CosmosProgram, requests: number): Promise<void> => {
  const report = await program.report('2026-11');
  expect(report.totals).toMatchObject({ requests, usageCost: usageCostOf(requests) });
  expect(report.coverage.withoutUsage).toBe(0);
  expect(report.pendingWindows).toBe(0);
};

/** The ticks in which the audit of the windows of before finds a difference, and mends it. */
const auditDayLater = async (program: CosmosProgram): Promise<void> => {
  program.advance(dayMs);
  await rollUp(program);
  program.advance(20 * minuteMs);
  expect(await rollUp(program)).toMatchObject({ auditDrift: 1 });
  await rollUp(program);
};

const expectDriftSeen = async (program: CosmosProgram): Promise<void> => {
  expect(program.telemetry.named('LedgerException')).toEqual([
    expect.objectContaining({
      properties: expect.objectContaining({ kind: 'auditDrift' }) as unknown,
    }),
  ]);
  const exceptions = await program.process().collections.exceptions.all();
  expect(exceptions).toEqual([expect.objectContaining({ kind: 'auditDrift' })]);
};

describe('a query of the records', () => {
  it('is not believed where it misses a record that was seen before, and the mark stays', async () => {
    const program = await cosmos.open();
    await deliver(program, usageEvent({ id: 1 }));
    const [older] = await answersTo(program, queryOf('usage'));
    await deliver(program, usageEvent({ id: 2 }));
    await rollUp(program);
    await deliver(program, usageEvent({ id: 3 }));
    const { summary } = await rollUpWith(program, queryOf('usage'), { after: 0, older });
    expect(summary).toMatchObject({ staleReads: 1, pendingWindows: 1 });
    expect(await program.report('2026-11')).toMatchObject({
      totals: { requests: 2, usageCost: usageCostOf(2) },
      pendingWindows: 1,
    });
    expect(program.telemetry.named('RollupTick').at(-1)?.measurements['staleReads']).toBe(1);
    await rollUp(program);
    await expectExact(program, 3);
  });

  it('that misses the latest record is found out by the audit, and mended', async () => {
    const program = await cosmos.open();
    await deliver(program, usageEvent({ id: 1 }));
    const [older] = await answersTo(program, queryOf('usage'));
    await deliver(program, usageEvent({ id: 2 }));
    await rollUpWith(program, queryOf('usage'), { after: 0, older });
    await auditDayLater(program);
    await expectExact(program, 2);
    await expectDriftSeen(program);
  });

  it('that misses the latest change of a record is found out by the audit, and mended', async () => {
    const program = await cosmos.open();
    await deliver(program, usageEvent({ id: 1, usage: null, streamed: true }));
    const [older] = await answersTo(program, queryOf('usage'));
    await deliver(program, llmLogEvent(1, { prompt: 1_000, completion: 100 }));
    await rollUpWith(program, queryOf('usage'), { after: 0, older });
    await auditDayLater(program);
    await expectExact(program, 1);
    await expectDriftSeen(program);
  });
});

// The marks are a query of the state; what the windows, the day and the period are made of, queries
// of the rollups.
describe.each(['state', 'rollups'])('a tick of which any one query of %s', (container) => {
  it('answers as in the tick before writes no wrong figure, and the next tick is exact', async () => {
    const program = await cosmos.open();
    await deliver(program, usageEvent({ id: 1 }));
    await rollUp(program);
    let requests = 1;
    let lagged = 0;
    for (let isLagging = true; isLagging; lagged += 1) {
      await deliver(program, usageEvent({ id: requests + 1 }));
      const answers = await answersTo(program, queryOf(container));
      await expectExact(program, requests + 1);
      await deliver(program, usageEvent({ id: requests + 2 }));
      requests += 2;
      const older = answers[lagged];
      ({ isLagging } = await rollUpWith(program, queryOf(container), { after: lagged, older }));
      const between = await program.report('2026-11');
      const isNew = between.totals.requests === requests;
      expect(between.totals.usageCost).toBe(usageCostOf(isNew ? requests : requests - 1));
      if (!isNew) expect(between.pendingWindows).toBe(1);
      await rollUp(program);
      await expectExact(program, requests);
    }
    expect(lagged).toBeGreaterThanOrEqual(3);
    expect(await program.process().collections.exceptions.all()).toEqual([]);
  });
});

describe('a day and a period', () => {
  // A day is made of the windows from its first one on, a period of the days up to its last one.
  it.each([
    ['day', /2026-11-02T00:00Z/],
    ['period', /2026-11-31/],
  ])(
    'are not written from a query that does not show what the tick has just written: the %s',
    async (_level, parameter) => {
      const program = await cosmos.open();
      const match = queryOf('rollups', parameter);
      await deliver(program, usageEvent({ id: 1 }));
      const [older] = await answersTo(program, match);
      await deliver(program, usageEvent({ id: 2 }));
      const { summary } = await rollUpWith(program, match, { after: 0, older });
      expect(summary).toMatchObject({ staleReads: 1, windowsFailed: 0, pendingWindows: 1 });
      await rollUp(program);
      await expectExact(program, 2);
    },
  );
});
