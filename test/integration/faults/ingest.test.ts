// Cosmos DB fails in the middle of a batch: the batch is delivered again, and then the report is that
// of one delivery without faults. The failure is in the telemetry, with the hours that are left.
import { DependencyUnavailable } from '../../../shared/app/ports';
import { bulkRetriesMax } from '../../../shared/limits';
import type { FaultAnswer } from '../../support/cosmos-fault-proxy';
import type { CosmosProgram } from '../../support/cosmos-program';
import { chatUsage, llmLogEvent, requestGuid, usageEvent } from '../../support/sample-events';
import { bulkOf, useCosmos } from './cosmos-fixture';

const cosmos = useCosmos();

/** The writes of a batch, in their order. */
const records = { write: 'the records', match: bulkOf('usage', /"Create"/) };
const deadLetters = { write: 'the dead letters', match: bulkOf('deadletters') };
const positions = {
  write: 'the rejected positions',
  match: bulkOf('state', /"Create".*"partitionKey":"\[\\"rejected:/),
};
const marks = { write: 'the marks', match: bulkOf('state', /"partitionKey":"\[\\"mark\\"\]"/) };
const watermark = {
  write: 'the watermark',
  match: bulkOf('state', /"Create".*"partitionKey":"\[\\"watermark\\"\]"/),
};

/** Three good events of two days and three windows, and a bad one between them. */
const batch = [
  usageEvent({ id: 1 }),
  usageEvent({ id: 2, time: '2026-11-02T10:31:00Z', usage: chatUsage(2_000, 0) }),
  'not JSON',
  usageEvent({ id: 3, time: '2026-11-03T10:31:00Z', usage: chatUsage(4_000, 50) }),
];

// 1,000 × 2.50/M + 100 × 10/M = 0.0035; 2,000 × 2.50/M = 0.005; 4,000 × 2.50/M + 50 × 10/M = 0.0105
const expectExactReport = async (program: CosmosProgram): Promise<void> => {
  await program.rollUp();
  const report = await program.report('2026-11');
  expect(report.totals).toMatchObject({
    requests: 3,
    meters: { input: 7_000, output: 150 },
    usageCost: '0.019',
    total: '0.02',
  });
  expect(report.coverage).toMatchObject({ requests: 3, deadLettered: 1 });
  expect(report.pendingWindows).toBe(0);
  expect(program.failures).toEqual([]);
};

/** What operations sees: where, how often, and how long the hub will still have the events. */
const expectFailureSeen = (program: CosmosProgram): void => {
  expect(program.telemetry.named('IngestFailed')).toEqual([
    expect.objectContaining({
      properties: { hub: 'llm-usage', partition: '0', errorName: 'DependencyUnavailable' },
      measurements: { attempt: 0, firstSequenceNumber: 1, hoursUntilOldestExpires: 168 },
    }),
  ]);
};

describe.each([records, deadLetters, positions, marks, watermark])(
  'when the write of $write',
  ({ match }) => {
    const failures: readonly (readonly [string, FaultAnswer])[] = [
      ['fails a precondition as a whole (412)', { status: 412 }],
      ['is answered 503', { status: 503 }],
      ['fails in one of its operations (503)', { failBulkOperations: [0], status: 503 }],
      ['breaks before the commit', 'dropBefore'],
      ['breaks after the commit', 'dropAfterCommit'],
    ];
    it.each(failures)(
      '%s, the failure is seen and the redelivery makes the report exact',
      async (_how, answer) => {
        const program = await cosmos.open();
        const events = program.enqueue(...batch);
        const fault = program.proxy.inject({ match, times: Infinity, answer });
        await expect(program.deliver(events)).rejects.toThrow(DependencyUnavailable);
        expect(fault.hits()).toBe(1);
        expectFailureSeen(program);
        // A rollup in between sees half a batch, and must not settle on it.
        program.proxy.clear();
        await program.rollUp();
        await program.deliver(events, 1);
        await expectExactReport(program);
      },
    );
  },
);

describe('a batch that Cosmos DB takes with difficulty', () => {
  it('needs no redelivery when operations are throttled (429) for a while', async () => {
    const program = await cosmos.open();
    for (const { match } of [records, deadLetters, positions, marks, watermark]) {
      const answer = { failBulkOperations: [0], status: 429, retryAfterMs: 1 };
      program.proxy.inject({ match, times: 2, answer });
    }
    await program.deliver(program.enqueue(...batch));
    expect(program.telemetry.named('IngestFailed')).toEqual([]);
    await expectExactReport(program);
  });

  it('is right after its redelivery when it was throttled for longer than it waits', async () => {
    const program = await cosmos.open();
    const events = program.enqueue(...batch);
    const answer = { failBulkOperations: [0], status: 429, retryAfterMs: 1 };
    const fault = program.proxy.inject({ match: records.match, times: Infinity, answer });
    await expect(program.deliver(events)).rejects.toThrow(DependencyUnavailable);
    expect(fault.hits()).toBe(bulkRetriesMax + 1);
    expectFailureSeen(program);
    program.proxy.clear();
    await program.deliver(events, 1);
    await expectExactReport(program);
  });

  it('is right after its redelivery when the commit was made and no answer came in time', async () => {
    const program = await cosmos.open(1_000);
    const events = program.enqueue(...batch);
    for (const { match } of [records, marks]) {
      program.proxy.inject({ match, times: 1, answer: { delayMs: 60_000 } });
      await expect(program.deliver(events)).rejects.toThrow(/1000 ms/);
    }
    expect(program.telemetry.named('IngestFailed')).toHaveLength(2);
    // All of it was stored at the first attempt.
    expect(await program.deliver(events, 2)).toMatchObject({ accepted: 0, duplicate: 3 });
    await expectExactReport(program);
  });
});

describe('a container of dead letters that takes no more', () => {
  const refusals: readonly (readonly [string, FaultAnswer])[] = [
    ['a full partition', { failBulkOperations: [0], status: 403, subStatus: 1014 }],
    [
      'throttling that outlasts the retries',
      { failBulkOperations: [0], status: 429, retryAfterMs: 1 },
    ],
  ];

  it.each(refusals)('does not stop the batch: %s', async (_why, answer) => {
    const program = await cosmos.open();
    program.proxy.inject({ match: deadLetters.match, times: Infinity, answer });
    const summary = await program.deliver(program.enqueue(...batch));
    expect(summary).toMatchObject({ accepted: 3, rejected: 1, rejectedWithoutPayload: 1 });
    await expectExactReport(program);
    const report = await program.report('2026-11');
    expect(report.coverage.deadLettersWithoutPayload).toBe(1);
    expect(program.telemetry.named('LedgerException')).toEqual([
      expect.objectContaining({
        properties: expect.objectContaining({ kind: 'deadLettersRefused' }) as unknown,
      }),
    ]);
  });

  it.each(refusals)('is an outage if the state fails too: %s', async (_why, answer) => {
    const program = await cosmos.open();
    const events = program.enqueue(...batch);
    program.proxy.inject({ match: deadLetters.match, times: Infinity, answer });
    program.proxy.inject({ match: positions.match, times: Infinity, answer });
    await expect(program.deliver(events)).rejects.toThrow(DependencyUnavailable);
    expectFailureSeen(program);
    program.proxy.clear();
    await program.deliver(events, 1);
    await expectExactReport(program);
    expect((await program.report('2026-11')).coverage.deadLettersWithoutPayload).toBe(0);
  });
});

describe('a record that another process changes at the same time', () => {
  const [policy, log] = [
    usageEvent({ usage: null, streamed: true }),
    llmLogEvent(1, { prompt: 1_000, completion: 100 }),
  ];
  const replace = bulkOf('usage', /"Replace"/);

  const expectJoined = async (program: CosmosProgram): Promise<void> => {
    await program.rollUp();
    const report = await program.report('2026-11');
    expect(report.totals).toMatchObject({ requests: 1, usageCost: '0.0035' });
    expect(report.coverage).toMatchObject({ withoutUsage: 0, unattributed: 0 });
    expect(program.telemetry.named('IngestFailed')).toEqual([]);
  };

  it('is read again and joined when its replace fails the precondition (412)', async () => {
    const program = await cosmos.open();
    await program.deliver(program.enqueue(policy));
    const answer = { failBulkOperations: [0], status: 412 };
    const fault = program.proxy.inject({ match: replace, times: 3, answer });
    expect(await program.deliver(program.enqueue(log))).toMatchObject({ joined: 1 });
    expect(fault.hits()).toBe(3);
    await expectJoined(program);
  });

  it('is joined whichever of two processes comes first', async () => {
    const program = await cosmos.open();
    const [first, second] = program.enqueue(policy, log);
    await Promise.all([program.deliver([first!]), program.deliver([second!])]);
    await expectJoined(program);
  });

  it('is joined although a read does not yet see it, after its creation was refused (409)', async () => {
    const program = await cosmos.open();
    await program.deliver(program.enqueue(policy));
    const unseen = (answers: unknown): unknown[] =>
      (answers as object[]).map((answer) => ({ ...answer, statusCode: 404, resourceBody: null }));
    const read = bulkOf('usage', /"Read"/);
    const fault = program.proxy.inject({ match: read, times: 2, answer: { rewrite: unseen } });
    expect(await program.deliver(program.enqueue(log))).toMatchObject({ joined: 1 });
    expect(fault.hits()).toBe(2);
    await expectJoined(program);
  });

  it('is joined although a read shows it as it was before the last write', async () => {
    const program = await cosmos.open();
    const read = bulkOf('usage', /"Read"/);
    let older: unknown;
    const remember = (answer: unknown): unknown => (older = answer);
    program.proxy.inject({ match: read, times: 1, answer: { rewrite: remember } });
    await program.deliver(program.enqueue(policy));
    await program.deliver(program.enqueue(policy));
    expect(older).toHaveLength(1);
    await program.deliver(program.enqueue(usageEvent({ usage: null, status: 499 })));
    const fault = program.proxy.inject({ match: read, times: 1, answer: { rewrite: () => older } });
    expect(await program.deliver(program.enqueue(log))).toMatchObject({ joined: 1 });
    expect(fault.hits()).toBe(1);
    await expectJoined(program);
    // The statement that the stale read did not show is still there.
    expect((await program.report('2026-11')).coverage.conflicts).toBe(1);
  });
});

describe('events that no store takes as they are', () => {
  it('are billed over the real wire like any other: odd ids, and a megabyte', async () => {
    const program = await cosmos.open();
    const ids = ['a/b', 'a\\b', 'a?b', 'a#b', 'x'.repeat(2_000), requestGuid(1)];
    const bodies = ids.map((id) => ({ ...usageEvent(), id, note: 'x'.repeat(1_000_000) }));
    const events = program.enqueue(...bodies);
    expect(await program.deliver(events)).toMatchObject({ accepted: 6, rejected: 0 });
    expect(await program.deliver(events)).toMatchObject({ duplicate: 6 });
    await program.rollUp();
    const report = await program.report('2026-11');
    // 6 × 0.0035
    expect(report.totals).toMatchObject({ requests: 6, usageCost: '0.021' });
  });
});
