// Cosmos DB fails in the middle of a tick of the rollup: the next tick makes the report exact. Until
// then the report is the one before, and says that windows are pending.
import type { FaultAnswer, FaultMatch } from '../../support/cosmos-fault-proxy';
import type { CosmosProgram } from '../../support/cosmos-program';
import { usageEvent } from '../../support/sample-events';
import { bulkOf, useCosmos } from './cosmos-fixture';

const cosmos = useCosmos();

/** Of one request: 1,000 × 2.50/M + 100 × 10/M. */
const microsOfRequest = 3_500;

const usageCostOf = (requests: number): string => String((requests * microsOfRequest) / 1_000_000);

const deliverOne = (program: CosmosProgram, id: number, time?: string) =>
  program.deliver(program.enqueue(usageEvent({ id, ...(time !== undefined && { time }) })));

const expectExact = async (program: CosmosProgram, requests: number): Promise<void> => {
  const report = await program.report('2026-11');
  expect(report.totals).toMatchObject({ requests, usageCost: usageCostOf(requests) });
  expect(report.pendingWindows).toBe(0);
};

/** Rolls up and tells whether anybody was told of a failure: the host, or the program's log. */
const failureIsSeen = async (program: CosmosProgram): Promise<boolean> => {
  const before = program.failures.length;
  const threw = await program.rollUp().then(
    () => false,
    () => true,
  );
  return threw || program.failures.length > before;
};

const anyRequest: FaultMatch = { path: /colls\/\w+\/docs/ };
const anyWrite: FaultMatch = { path: /colls\/\w+\/docs/, body: /"(Create|Replace|Upsert)"/ };

describe('a tick of which any one request', () => {
  const sabotages: readonly (readonly [string, FaultMatch, FaultAnswer])[] = [
    ['is answered 503', anyRequest, { status: 503 }],
    ['is a write whose answer is lost after the commit', anyWrite, 'dropAfterCommit'],
  ];
  it.each(sabotages)(
    '%s shows no wrong figure, is seen, and is made good by the next tick',
    async (_how, match, answer) => {
      const program = await cosmos.open();
      await deliverOne(program, 1);
      await program.rollUp();
      let requests = 1;
      let spoiled: boolean;
      do {
        requests += 1;
        await deliverOne(program, requests);
        const fault = program.proxy.inject({ match, after: requests - 2, times: 1, answer });
        const isSeen = await failureIsSeen(program);
        program.proxy.clear();
        spoiled = fault.hits() === 1;
        expect(isSeen).toBe(spoiled);
        const between = await program.report('2026-11');
        const isNew = between.totals.requests === requests;
        expect(between.totals.usageCost).toBe(usageCostOf(isNew ? requests : requests - 1));
        if (!isNew) expect(between.pendingWindows).toBe(1);
        await program.rollUp();
        await expectExact(program, requests);
      } while (spoiled);
      // At least the window, its day, its period, the audit, and the status of the tick.
      expect(requests - 2).toBeGreaterThanOrEqual(5);
    },
  );
});

describe('a tick that meets a rival', () => {
  const outputs: readonly (readonly [string, FaultMatch, FaultAnswer])[] = [
    ['window', bulkOf('rollups', /"Replace".*"id":"2026-11-02T10:15Z"/), conflictIn(0)],
    ['day', bulkOf('rollups', /"Replace".*"id":"2026-11-02"/), conflictIn(0)],
    ['period', bulkOf('chargebacks', /"Replace".*"id":"summary"/), conflictIn(0)],
    ['mark', { method: 'DELETE', path: /colls\/state/ }, { status: 412 }],
  ];
  it.each(outputs)('keeps its mark when the %s was replaced meanwhile (412)', async (...output) => {
    const [, match, answer] = output;
    const program = await cosmos.open();
    await deliverOne(program, 1);
    await program.rollUp();
    await deliverOne(program, 2);
    const fault = program.proxy.inject({ match, times: 1, answer });
    expect(await program.rollUp()).toMatchObject({ windowsFailed: 0, pendingWindows: 1 });
    expect(fault.hits()).toBe(1);
    expect((await program.report('2026-11')).pendingWindows).toBe(1);
    expect(await program.rollUp()).toMatchObject({ pendingWindows: 0 });
    await expectExact(program, 2);
  });
});

describe('a tick of several windows', () => {
  const deliverThree = async (program: CosmosProgram): Promise<void> => {
    await deliverOne(program, 1, '2026-11-02T10:00:00Z');
    await deliverOne(program, 2, '2026-11-02T10:20:00Z');
    // So far away that it is read and written on its own.
    await deliverOne(program, 3, '2026-11-14T10:00:00Z');
  };
  const firstTwo = bulkOf('rollups', /"Create".*T10:00Z.*T10:15Z/);

  it('rolls up the others when one operation of a bulk answer failed (503), and says so', async () => {
    const program = await cosmos.open();
    await deliverThree(program);
    program.proxy.inject({
      match: firstTwo,
      times: 1,
      answer: { failBulkOperations: [1], status: 503 },
    });
    const match = bulkOf('state', /"Replace".*"partitionKey":"\[\\"mark\\"\]"/);
    const counting = program.proxy.inject({ match, times: Infinity, answer: { delayMs: 0 } });
    expect(await program.rollUp()).toMatchObject({ windowsFailed: 2, pendingWindows: 2 });
    // The failures of both are counted by one request.
    expect(counting.hits()).toBe(1);
    expect(program.failures).toEqual([expect.stringMatching(/T10:00Z to .*T10:15Z.*503/)]);
    expect(program.telemetry.named('RollupTick')[0]?.measurements).toMatchObject({
      windowsFailed: 2,
      pendingWindows: 2,
    });
    expect(await program.report('2026-11')).toMatchObject({ pendingWindows: 2 });
    await program.rollUp();
    await expectExact(program, 3);
  });

  it('needs no further tick when operations are throttled (429) for a while', async () => {
    const program = await cosmos.open();
    await deliverThree(program);
    const answer = { failBulkOperations: [0], status: 429, retryAfterMs: 1 };
    const fault = program.proxy.inject({ match: firstTwo, times: 1, answer });
    expect(await program.rollUp()).toMatchObject({ windowsFailed: 0, pendingWindows: 0 });
    expect(fault.hits()).toBe(1);
    await expectExact(program, 3);
  });

  it('is made good by the next one when a commit was made and no answer came in time', async () => {
    const program = await cosmos.open(1_000);
    await deliverThree(program);
    const match = bulkOf('chargebacks', /"Create".*"id":"summary"/);
    program.proxy.inject({ match, times: 1, answer: { delayMs: 60_000 } });
    expect(await program.rollUp()).toMatchObject({ windowsFailed: 3, pendingWindows: 3 });
    expect(program.failures).toEqual([expect.stringMatching(/1000 ms/)]);
    await program.rollUp();
    await expectExact(program, 3);
  });
});

function conflictIn(operation: number): FaultAnswer {
  return { failBulkOperations: [operation], status: 412 };
}
