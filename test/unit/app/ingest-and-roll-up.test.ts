// From events to a report, through every use case, over stores in memory: what finance reads is
// right whatever the delivery does.
import { DependencyUnavailable } from '../../../shared/app/ports';
import { InMemoryProgram, dayMs, hourMs, minuteMs } from '../../support/in-memory-program';
import { allOf } from '../../support/all-of';
import {
  businessUnitsFile,
  chatUsage,
  deploymentsFile,
  llmLogEvent,
  priceBookFile,
  requestGuid,
  usageEvent,
} from '../../support/sample-events';

const prepared = async (options = {}): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram(options);
  await program.push(
    businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'] }),
    deploymentsFile,
    priceBookFile(),
  );
  return program;
};

describe('a report', () => {
  it('states what one request costs, to the last place', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ usage: chatUsage(1_234, 57) })));
    await program.rollUp();
    const report = await program.report('2026-11');
    // 1,234 × 2.50 / 1,000,000 + 57 × 10 / 1,000,000 = 0.003085 + 0.00057
    expect(report.totals).toMatchObject({ requests: 1, usageCost: '0.003655', total: '0.00' });
    expect(report.businessUnits.map((unit) => unit.businessUnit)).toEqual(['alpha', 'beta']);
    expect(report.businessUnits[0]?.lines).toEqual([
      expect.objectContaining({
        meter: 'input',
        quantity: 1_234,
        unitPrice: '2.50',
        cost: '0.003085',
      }),
      expect.objectContaining({ meter: 'output', quantity: 57, unitPrice: '10', cost: '0.00057' }),
    ]);
    expect(report.pendingWindows).toBe(0);
  });

  it('counts a request once when its event is delivered again, in the same batch and in others', async () => {
    const program = await prepared();
    const [event] = program.enqueue(usageEvent());
    const summary = await program.deliver([event!, event!]);
    expect(summary).toMatchObject({ accepted: 1, duplicate: 1 });
    await program.rollUp();
    expect(await program.deliver([event!])).toMatchObject({ accepted: 0, duplicate: 1 });
    await program.rollUp();
    expect((await program.report('2026-11')).totals.requests).toBe(1);
  });

  it('takes the caller from one hub and the tokens from the other, in any order', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const program = await prepared();
      const bodies = [
        usageEvent({ usage: null, streamed: true }),
        llmLogEvent(1, { prompt: 2_000, completion: 300 }),
      ];
      for (const index of order) {
        await program.deliver(program.enqueue(bodies[index]));
        await program.rollUp();
      }
      const report = await program.report('2026-11', 'alpha');
      expect(report.businessUnits[0]?.meters).toEqual({ input: 2_000, output: 300 });
      expect(report.coverage).toMatchObject({ requests: 1, withoutUsage: 0 });
    }
  });

  it('shows a streamed request whose log never came as without usage, not as free of doubt', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ usage: null, streamed: true })));
    await program.rollUp();
    expect((await program.report('2026-11')).coverage).toMatchObject({
      requests: 1,
      withoutUsage: 1,
    });
  });

  it('keeps business units and unattributed usage adding up to the total', async () => {
    const program = await prepared();
    const events = [1, 2, 3, 4, 5].map((id) =>
      usageEvent({
        id,
        subscription: ['sub-a', 'sub-b', 'sub-nobody', null, 'sub-a'][id - 1] ?? null,
        usage: chatUsage(3_333 * id, 777 * id),
      }),
    );
    await program.deliver(program.enqueue(...events));
    await program.rollUp();
    const report = await program.report('2026-11');
    const cents = (text: string): number => Math.round(Number(text) * 100);
    const parts = report.businessUnits.reduce((sum, unit) => sum + cents(unit.total), 0);
    expect(parts).toBe(cents(report.totals.total));
    expect(report.businessUnits.map((unit) => [unit.businessUnit, unit.requests])).toEqual([
      ['alpha', 2],
      ['beta', 1],
      ['unattributed', 2],
    ]);
    expect(report.coverage.unattributed).toBe(2);
  });

  it('leaves a model without a price unpriced, and prices it at the tick after a price came', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ model: 'brand-new-model' })));
    await program.rollUp();
    const before = await program.report('2026-11');
    expect(before.coverage.unpriced).toBe(1);
    expect(before.businessUnits[0]?.unpriced).toEqual([
      expect.objectContaining({ model: 'brand-new-model', meter: 'input', quantity: 1_000 }),
      expect.objectContaining({ model: 'brand-new-model', meter: 'output', quantity: 100 }),
    ]);
    await program.push({
      ...priceBookFile(),
      validFrom: '2026-02-01',
      models: [
        {
          model: 'brand-new-model',
          aliases: [],
          entries: [{ skus: ['GlobalStandard'], prices: { input: '1', output: '2' } }],
        },
      ],
    });
    await program.rollUp();
    const after = await program.report('2026-11');
    expect(after.coverage.unpriced).toBe(0);
    expect(after.totals.usageCost).toBe('0.0012');
  });

  it('prices by the time of the request where the price changes within the month', async () => {
    const program = await prepared();
    await program.push(priceBookFile({ input: '5', output: '20' }, '2026-11-10'));
    await program.deliver(
      program.enqueue(
        usageEvent({ id: 1, time: '2026-11-09T23:59:59.999Z' }),
        usageEvent({ id: 2, time: '2026-11-10T00:00:00Z' }),
      ),
    );
    await program.rollUp();
    const report = await program.report('2026-11');
    // 1,000 × 2.50/M + 100 × 10/M = 0.0035; then 1,000 × 5/M + 100 × 20/M = 0.007
    expect(report.totals.usageCost).toBe('0.0105');
    const prices = report.businessUnits[0]?.lines.map((line) => [line.meter, line.unitPrice]);
    expect(prices).toHaveLength(4);
  });
});

describe('bad events', () => {
  it('go to the dead letters, are reported, and do not stop the others', async () => {
    const program = await prepared();
    const summary = await program.deliver(
      program.enqueue(
        '{"cut": ',
        42,
        [1, 2],
        null,
        usageEvent({ time: 'yesterday' }),
        usageEvent({ id: 7, usage: { prompt_tokens: -5 } }),
        usageEvent({ id: 8, time: '2026-11-20T13:00:00.001Z' }),
        usageEvent({ id: 9, time: '2026-10-20T11:59:59.999Z' }),
        usageEvent({ id: 10 }),
      ),
    );
    expect(summary).toMatchObject({
      accepted: 1,
      rejected: 8,
      rejectedByReason: { badCount: 1, badTime: 1, tooEarly: 1, tooLate: 1 },
    });
    await program.rollUp();
    const report = await program.report('2026-11');
    expect(report.totals.requests).toBe(1);
    expect(report.coverage.deadLettered).toBe(8);
  });

  it('get the same verdict and the same dead letter when they come again later', async () => {
    const program = await prepared();
    const events = program.enqueue(usageEvent({ time: '2026-11-20T13:00:00.001Z' }));
    await program.deliver(events);
    program.advance(13 * hourMs);
    expect(await program.deliver(events)).toMatchObject({ rejectedByReason: { tooEarly: 1 } });
    expect(program.deadLetters.letters.size).toBe(1);
  });

  it('that the store refuses for their own fault become dead letters, too', async () => {
    const program = await prepared();
    program.usage.refusedIds.add(requestGuid(2));
    const summary = await program.deliver(
      program.enqueue(usageEvent({ id: 1 }), usageEvent({ id: 2 })),
    );
    expect(summary).toMatchObject({ accepted: 1, rejectedByReason: { refused: 1 } });
  });

  it('are one dead letter for each event about a record that the store refuses, however cut', async () => {
    const letters = async (...cuts: readonly (readonly [number, number])[]): Promise<number> => {
      const program = await prepared();
      program.usage.refusedIds.add(requestGuid(2));
      const events = program.enqueue(
        usageEvent({ id: 2 }),
        usageEvent({ id: 2, model: 'another' }),
      );
      for (const [from, to] of cuts) await program.deliver(events.slice(from, to));
      return program.deadLetters.letters.size;
    };
    expect(await letters([0, 2])).toBe(2);
    expect(await letters([0, 1], [1, 2])).toBe(2);
  });
});

describe('a batch that fails half-way', () => {
  it.each([
    ['before anything is written', 'create', false],
    ['after the records, before the marks', 'mark', false],
    ['after the marks, before the watermark', 'watermark', false],
    ['after the record was written, with the answer lost', 'create', true],
  ] as const)('is right after its redelivery: %s', async (_when, where, committed) => {
    const program = await prepared();
    const events = program.enqueue(usageEvent());
    let failed = false;
    const failOnce = (): void => {
      if (failed) return;
      failed = true;
      throw new DependencyUnavailable('planted');
    };
    if (where === 'create') {
      if (committed) program.usage.after = failOnce;
      else program.usage.before = failOnce;
    } else {
      program.state.before = ({ partition, kind }) => {
        if (partition === where && kind === 'put') failOnce();
      };
    }
    await expect(program.deliver(events)).rejects.toThrow('planted');
    expect(program.telemetry.named('IngestFailed')).toHaveLength(1);
    await program.rollUp();
    await program.deliver(events, 1);
    await program.rollUp();
    const report = await program.report('2026-11');
    expect(report.totals.requests).toBe(1);
    expect(report.pendingWindows).toBe(0);
  });

  it('leaves no window counting a record that moved away from it', async () => {
    const program = await prepared();
    await program.deliver(
      program.enqueue(usageEvent({ time: '2026-11-02T10:16:00Z', usage: null })),
    );
    await program.rollUp();
    // The log says that the request began in the window before; the batch dies before the marks.
    const events = program.enqueue(
      llmLogEvent(1, { time: '2026-11-02T10:14:59Z', prompt: 10, completion: 1 }),
    );
    program.state.before = ({ partition }) => {
      if (partition === 'mark') throw new DependencyUnavailable('planted');
    };
    await expect(program.deliver(events)).rejects.toThrow('planted');
    program.state.before = () => undefined;
    await program.deliver(events, 1);
    await program.rollUp();
    const report = await program.report('2026-11');
    expect(report.totals).toMatchObject({ requests: 1, meters: { input: 10, output: 1 } });
    const { windows: stored } = program.process().collections;
    const windows = await allOf(
      stored.windows('2026-11-02T10:00Z' as never, '2026-11-02T10:30Z' as never),
    );
    expect(
      windows.map(({ window, recordsSeen, rows }) => [window, recordsSeen, rows.length]),
    ).toEqual([
      ['2026-11-02T10:00Z', 1, 1],
      ['2026-11-02T10:15Z', 1, 0],
    ]);
  });
});

describe('the rollup', () => {
  it('changes nothing when it runs twice', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ id: 1 }), usageEvent({ id: 2 })));
    await program.rollUp();
    const first = program.figures();
    await program.deliver(program.enqueue(usageEvent({ id: 1 })));
    await program.rollUp();
    expect(program.figures()).toBe(first);
  });

  it('loses to a rival that finished while it was paused before its replace', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ id: 1 })));
    let rival: Promise<unknown> | undefined;
    program.rollups.before = async ({ kind, partition }) => {
      if (kind !== 'put' || partition !== '2026-11-02' || rival !== undefined) return;
      rival = Promise.resolve();
      await program.deliver(program.enqueue(usageEvent({ id: 2 })));
      await program.rollUp();
    };
    await program.rollUp();
    await program.rollUp();
    const report = await program.report('2026-11');
    expect(report.totals.requests).toBe(2);
    expect(report.pendingWindows).toBe(0);
  });

  it('keeps the mark of a window that was marked again while it was summed', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ id: 1 })));
    let isFirst = true;
    program.chargebacks.before = async ({ kind }) => {
      if (kind !== 'put' || !isFirst) return;
      isFirst = false;
      await program.deliver(program.enqueue(usageEvent({ id: 2 })));
    };
    expect(await program.rollUp()).toMatchObject({ pendingWindows: 1 });
    expect(await program.rollUp()).toMatchObject({ pendingWindows: 0 });
    expect((await program.report('2026-11')).totals.requests).toBe(2);
  });

  it('keeps the mark of a window that has not ended and settled', async () => {
    const program = await prepared({ now: '2026-11-02T10:29:00Z' });
    await program.deliver(program.enqueue(usageEvent()));
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 1, pendingWindows: 1 });
    program.advance(4 * minuteMs);
    expect(await program.rollUp()).toMatchObject({ windowsRecomputed: 1, pendingWindows: 0 });
  });

  it('does not write a window from a read that is older than what is stored', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ id: 1 }), usageEvent({ id: 2 })));
    await program.rollUp();
    await program.deliver(program.enqueue(usageEvent({ id: 2 })));
    const kept = program.usage.records.get(requestGuid(1))!;
    program.usage.records.delete(requestGuid(1));
    expect(await program.rollUp()).toMatchObject({ staleReads: 1, pendingWindows: 1 });
    expect((await program.report('2026-11')).totals.requests).toBe(2);
    program.usage.records.set(requestGuid(1), kept);
    expect(await program.rollUp()).toMatchObject({ staleReads: 0, pendingWindows: 0 });
  });

  it('is not held up by a window that always fails, and brings it before a person', async () => {
    const program = await prepared();
    await program.deliver(
      program.enqueue(
        usageEvent({ id: 1, time: '2026-11-02T10:00:00Z' }),
        usageEvent({ id: 2, time: '2026-11-02T10:20:00Z' }),
      ),
    );
    program.usage.before = ({ kind, id }) => {
      if (kind === 'query' && id <= '2026-11-02T10:00Z') throw new Error('planted');
    };
    for (let tick = 0; tick < 6; tick += 1) await program.rollUp();
    expect((await program.report('2026-11')).totals.requests).toBe(1);
    expect((await program.report('2026-11')).pendingWindows).toBe(1);
    const exceptions = await program.process().collections.exceptions.all();
    expect(exceptions).toEqual([expect.objectContaining({ kind: 'windowKeepsFailing' })]);
  });

  it('never recomputes a sealed window, and says so', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent()));
    await program.rollUp();
    const before = program.figures();
    program.advance(40 * dayMs);
    program.usage.records.clear();
    await program
      .process()
      .collections.marks.mark(['2026-11-02T10:15Z' as never], program.clock.now());
    expect(await program.rollUp()).toMatchObject({ sealedMarks: 1, windowsRecomputed: 0 });
    expect(program.figures()).toBe(before);
    const exceptions = await program.process().collections.exceptions.all();
    expect(exceptions).toEqual([expect.objectContaining({ kind: 'sealedWindowMarked' })]);
  });

  it('finds a window that drifted when it audits it a day later, and mends it', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ id: 1 })));
    await program.rollUp();
    // A defect: a record without its mark.
    program.state.before = ({ partition }) => {
      if (partition === 'mark') throw new DependencyUnavailable('planted');
    };
    await expect(program.deliver(program.enqueue(usageEvent({ id: 2 })))).rejects.toThrow();
    program.state.before = () => undefined;
    program.advance(dayMs + minuteMs);
    expect(await program.rollUp()).toMatchObject({ auditDrift: 0 });
    program.advance(20 * minuteMs);
    expect(await program.rollUp()).toMatchObject({ auditDrift: 1 });
    await program.rollUp();
    expect((await program.report('2026-11')).totals.requests).toBe(2);
  });
});

describe('watermarks', () => {
  it('show events that the host passed over', async () => {
    const program = await prepared();
    const events = program.enqueue(
      usageEvent({ id: 1 }),
      usageEvent({ id: 2 }),
      usageEvent({ id: 3 }),
    );
    await program.deliver(events.slice(0, 1));
    await program.deliver(events.slice(2));
    const exceptions = await program.process().collections.exceptions.all();
    expect(exceptions).toEqual([expect.objectContaining({ kind: 'sequenceGap' })]);
    expect(program.telemetry.named('LedgerException')).toHaveLength(1);
  });

  it('do not move back, nor complain, when a batch is delivered again in other splits', async () => {
    const program = await prepared();
    const events = program.enqueue(
      usageEvent({ id: 1 }),
      usageEvent({ id: 2 }),
      usageEvent({ id: 3 }),
    );
    await program.deliver(events);
    await program.deliver(events.slice(0, 2));
    await program.deliver(events.slice(1));
    const [watermark] = await program.process().collections.watermarks.read();
    expect(watermark).toMatchObject({ sequenceNumber: 3 });
    expect(await program.process().collections.exceptions.all()).toEqual([]);
  });
});
