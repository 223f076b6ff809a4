// Events that are accepted and yet not as they should be, each in one batch with good ones. What
// they are billed is exact by a stated rule, and the report's coverage says that there is a doubt.
import type { Coverage } from '../../../shared/domain/chargeback/chargeback';
import { factCharsMax, identityCharsMax } from '../../../shared/limits';
import { InMemoryProgram } from '../../support/in-memory-program';
import {
  businessUnitsFile,
  chatUsage,
  deploymentsFile,
  llmLogEvent,
  priceBookFile,
  requestGuid,
  usageEvent,
} from '../../support/sample-events';

const prepared = async (): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram();
  await program.push(
    businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'] }),
    deploymentsFile,
    priceBookFile(),
  );
  return program;
};

/** The report on a batch, which is delivered a second time to show that this changes nothing. */
const reportOn = async (...bodies: readonly unknown[]) => {
  const program = await prepared();
  const events = program.enqueue(...bodies);
  await program.deliver(events);
  await program.rollUp();
  await program.deliver(events);
  await program.rollUp();
  return { program, report: await program.report('2026-11') };
};

const nothingOdd: Omit<Coverage, 'requests'> = {
  withoutUsage: 0,
  estimated: 0,
  conflicts: 0,
  conflictTokens: 0,
  overflowed: 0,
  suspectedDoubles: 0,
  sourcesDisagree: 0,
  totalMismatch: 0,
  unclassifiedTokens: 0,
  toolCallsUnmetered: 0,
  cacheWritesUnknown: 0,
  spilloverUnknown: 0,
  tierAssumed: 0,
  tierAssumedTokens: 0,
  tierUnknown: 0,
  modelDiffers: 0,
  unpriced: 0,
  unattributed: 0,
  unknownCounters: {},
};

// Of a good request: 1,000 × 2.50/M + 100 × 10/M = 0.0035.

describe('totals that do not add up', () => {
  it.each([
    ['the total is too large', { total_tokens: 5_000 }, { unclassifiedTokens: 3_900, unpriced: 1 }],
    ['the total is too small', { total_tokens: 3 }, {}],
  ])('bill the parts and are counted: %s', async (_what, stated, odd) => {
    const usage = { ...chatUsage(1_000, 100), ...stated };
    const { report } = await reportOn(usageEvent({ id: 1 }), usageEvent({ id: 2, usage }));
    expect(report.totals).toMatchObject({ requests: 2, usageCost: '0.007' });
    expect(report.coverage).toMatchObject({ ...nothingOdd, totalMismatch: 1, ...odd });
    const units = report.businessUnits.filter(({ coverage }) => coverage.totalMismatch > 0);
    expect(units).toMatchObject([{ coverage: { totalMismatch: 1, ...odd } }]);
  });

  it('keep every part that exceeds its sum', async () => {
    const details = { prompt_tokens_details: { cached_tokens: 4_000 } };
    const usage = { ...chatUsage(1_000, 100), ...details };
    const { report } = await reportOn(usageEvent({ id: 1 }), usageEvent({ id: 2, usage }));
    expect(report.totals.meters).toEqual({ input: 2_000, cachedInput: 4_000, output: 200 });
    // The price book of this test has no price for cached input: that, too, is said.
    expect(report.totals.usageCost).toBe('0.007');
    expect(report.coverage).toMatchObject({ ...nothingOdd, totalMismatch: 1, unpriced: 1 });
  });
});

describe('what a new vendor counts', () => {
  it('is reported by name and quantity in coverage and in telemetry', async () => {
    const usage = {
      ...chatUsage(1_000, 100),
      prompt_tokens_details: { video_tokens: 30, text_tokens: 970 },
      num_sources_used: 2,
    };
    const { program, report } = await reportOn(
      usageEvent({ id: 1, usage }),
      usageEvent({ id: 2, usage }),
    );
    const unknownCounters = { 'prompt_tokens_details.video_tokens': 60, num_sources_used: 4 };
    expect(report.coverage).toMatchObject({ ...nothingOdd, unknownCounters });
    const { properties } = program.telemetry.named('DayRated').at(-1)!;
    expect(JSON.parse(properties['unknownCounters'] ?? '')).toEqual(unknownCounters);
  });
});

describe('an id that no store takes', () => {
  const withId = (id: string): object => ({ ...usageEvent({ id: 9 }), id });

  it.each([
    ['a slash', 'a/b'],
    ['a backslash', 'a\\b'],
    ['a question mark', 'a?b'],
    ['a number sign', 'a#b'],
    ['2,000 characters', 'x'.repeat(2_000)],
    ['a line break and a null', 'a\n\u0000b'],
  ])('counts its request once all the same: %s', async (_what, id) => {
    const { program, report } = await reportOn(usageEvent({ id: 1 }), withId(id), withId(id));
    expect(report.totals).toMatchObject({ requests: 2, usageCost: '0.007' });
    expect(report.coverage).toMatchObject({ ...nothingOdd, deadLettered: 0 });
    for (const stored of program.usage.records.keys()) {
      expect(stored).toMatch(/^[\w.:-]+$/);
      expect(stored.length).toBeLessThanOrEqual(identityCharsMax);
    }
  });

  it('is not taken for another one that only looks alike', async () => {
    const long = 'x'.repeat(2_000);
    const ids = ['a/b', 'a\\b', 'a?b', 'a b', 'A/B', `${long}1`, `${long}2`];
    const { report } = await reportOn(...ids.map(withId));
    expect(report.totals.requests).toBe(ids.length);
  });

  it('does not keep a caller, a model or a backend of such a name out of the report', async () => {
    const odd = 'a/b\\c?d#e'.repeat(300);
    const body = structuredClone(usageEvent({ id: 2, model: odd, subscription: odd })) as {
      data: { backend: object };
    };
    body.data.backend = { id: odd, deployment: odd };
    const { report } = await reportOn(usageEvent({ id: 1 }), body);
    expect(report.totals).toMatchObject({ requests: 2, usageCost: '0.0035' });
    const nobody = report.businessUnits.find((unit) => unit.businessUnit === 'unattributed');
    expect(nobody?.unpriced.map(({ model, quantity }) => [model.length, quantity])).toEqual([
      [factCharsMax, 1_000],
      [factCharsMax, 100],
    ]);
    expect(report.coverage).toMatchObject({ ...nothingOdd, unpriced: 1, unattributed: 1 });
  });
});

describe('an event of a megabyte', () => {
  const megabyte = 'x'.repeat(1024 * 1024);

  it('is billed as any other, and what is stored of it stays small', async () => {
    const counters = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`extra_${index}`, index]),
    );
    const usage = { ...counters, ...chatUsage(1_000, 100) };
    const body = { ...usageEvent({ id: 2, usage }), note: megabyte };
    const { program, report } = await reportOn(usageEvent({ id: 1 }), body);
    expect(report.totals).toMatchObject({ requests: 2, usageCost: '0.007' });
    expect(report.coverage).toMatchObject({ ...nothingOdd, deadLettered: 0 });
    const [stored] = await program.usage.read([requestGuid(2)]);
    expect(JSON.stringify(stored).length).toBeLessThan(5_000);
  });

  it('of a gateway that logs whole bodies is billed by the usage at its end', async () => {
    const chunks = [
      ...Array.from({ length: 4_000 }, () => ({
        id: 'chatcmpl-long',
        model: 'gpt-4o-2024-11-20',
        choices: [{ delta: { content: 'x'.repeat(200) } }],
        usage: null,
      })),
      { id: 'chatcmpl-long', model: 'gpt-4o-2024-11-20', usage: chatUsage(1_000, 100) },
    ];
    const body = {
      eventTime: '2026-11-02T10:16:00Z',
      apiOperation: 'chat',
      appSubscriptionKey: 'the raw key',
      request: '{}',
      response: chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(''),
    };
    expect(JSON.stringify(body).length).toBeGreaterThan(1_000_000);
    const { program, report } = await reportOn(usageEvent({ id: 1 }), body);
    expect(report.totals).toMatchObject({ requests: 2, usageCost: '0.007' });
    expect(report.coverage).toMatchObject({ ...nothingOdd, unattributed: 1 });
    const stored = JSON.stringify([...program.usage.records.values()]);
    expect(stored).toContain('chatcmpl-long');
    expect(stored.length).toBeLessThan(5_000);
    expect(stored).not.toContain('the raw key');
  });
});

describe('a source that contradicts itself', () => {
  it.each([[[0, 1]], [[1, 0]]])(
    'is billed by one of its statements, whatever their order (%p), and counted',
    async (order) => {
      const statements = [
        usageEvent({ id: 2, usage: chatUsage(1_000, 100) }),
        usageEvent({ id: 2, usage: null }),
      ];
      const { report } = await reportOn(
        usageEvent({ id: 1 }),
        ...order.map((at) => statements[at]),
      );
      expect(report.totals).toMatchObject({ requests: 2, usageCost: '0.007' });
      expect(report.coverage).toMatchObject({ ...nothingOdd, conflicts: 1 });
      expect(report.businessUnits[0]?.coverage.conflicts).toBe(1);
    },
  );

  it('has the tokens of its losing statements reported', async () => {
    const { report } = await reportOn(
      usageEvent({ id: 2, usage: chatUsage(1_000, 100) }),
      usageEvent({ id: 2, usage: chatUsage(1_000, 100), subscription: 'sub-b' }),
    );
    expect(report.totals).toMatchObject({ requests: 1, usageCost: '0.0035' });
    expect(report.coverage).toMatchObject({ ...nothingOdd, conflicts: 1, conflictTokens: 1_100 });
  });
});

describe('two sources that disagree', () => {
  const gatewayLog = (id: number, subscription: string): object => ({
    records: [
      {
        time: '2026-11-02T10:16:00Z',
        category: 'GatewayLogs',
        correlationId: requestGuid(id),
        properties: {
          apiId: 'azure-openai',
          apimSubscriptionId: subscription,
          responseCode: 200,
        },
      },
    ],
  });

  it('on the counts bill what the policy read, and are counted', async () => {
    const { report } = await reportOn(
      usageEvent({ id: 1 }),
      llmLogEvent(1, { prompt: 1_000, completion: 100 }),
      usageEvent({ id: 2 }),
      llmLogEvent(2, { prompt: 990, completion: 100 }),
    );
    expect(report.totals).toMatchObject({ requests: 2, usageCost: '0.007' });
    expect(report.coverage).toMatchObject({ ...nothingOdd, sourcesDisagree: 1 });
  });

  it('on the caller bill the one that the policy saw, and are counted', async () => {
    const { report } = await reportOn(
      usageEvent({ id: 1 }),
      gatewayLog(1, 'sub-a'),
      usageEvent({ id: 2 }),
      gatewayLog(2, 'sub-b'),
    );
    expect(report.businessUnits.map((unit) => [unit.businessUnit, unit.requests])).toEqual([
      ['alpha', 2],
      ['beta', 0],
    ]);
    expect(report.coverage).toMatchObject({ ...nothingOdd, sourcesDisagree: 1 });
  });

  it('on the second count the request once, in the window of the earlier one', async () => {
    const { program, report } = await reportOn(
      usageEvent({ id: 1, time: '2026-11-02T10:15:00Z' }),
      llmLogEvent(1, { time: '2026-11-02T10:14:59.9999999Z', prompt: 1_000, completion: 100 }),
    );
    expect(report.totals).toMatchObject({ requests: 1, usageCost: '0.0035' });
    expect(report.pendingWindows).toBe(0);
    const [stored] = await program.usage.read([requestGuid(1)]);
    expect(stored?.value).toMatchObject({
      window: '2026-11-02T10:00Z',
      windows: ['2026-11-02T10:00Z', '2026-11-02T10:15Z'],
    });
  });

  it('are not suspected where the log cannot know what its model is billed for', async () => {
    const usage = { input_tokens: 1_000, output_tokens: 100, cache_creation_input_tokens: 500 };
    const log = structuredClone(llmLogEvent(1, { prompt: 1_000, completion: 100 })) as {
      records: { properties: { modelName: string } }[];
    };
    for (const { properties } of log.records) properties.modelName = 'claude-sonnet-4-5';
    const { report } = await reportOn(
      usageEvent({ id: 1, model: 'claude-sonnet-4-5', usage }),
      log,
    );
    expect(report.coverage).toMatchObject({ ...nothingOdd, unpriced: 1 });
  });
});

describe('two dialects that report the same traffic', () => {
  const asOtherGateway = (responseId: string): object => ({
    id: responseId,
    timestamp: '11/2/2026 10:16:00 AM',
    subscriptionId: 'sub-a',
    gatewayName: 'outer-gateway',
    model: 'gpt-4o-2024-11-20',
    deploymentName: 'gpt-4o',
    promptTokens: '1000',
    responseTokens: '100',
    totalTokens: '1100',
  });

  it('are both billed, since nobody can tell which is the echo, and are counted', async () => {
    const { report } = await reportOn(
      usageEvent({ id: 1, responseId: 'chatcmpl-one' }),
      asOtherGateway('chatcmpl-one'),
      usageEvent({ id: 2, responseId: 'chatcmpl-two' }),
    );
    expect(report.totals).toMatchObject({ requests: 3, usageCost: '0.0105' });
    expect(report.coverage).toMatchObject({ ...nothingOdd, suspectedDoubles: 1 });
  });

  it('are not suspected where the model gave two answers', async () => {
    const { report } = await reportOn(
      usageEvent({ id: 1, responseId: 'chatcmpl-one' }),
      asOtherGateway('chatcmpl-two'),
    );
    expect(report.totals).toMatchObject({ requests: 2, usageCost: '0.007' });
    expect(report.coverage).toMatchObject(nothingOdd);
  });
});
