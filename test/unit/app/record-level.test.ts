// What the record of one request comes to in the report, where the sources say more, or other things,
// than the usage of one successful call.
import { sha256 } from '../../../shared/domain/digest';
import { statementsPerSourceMax } from '../../../shared/limits';
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

const key = 'the raw key';

const prepared = async (
  units: object = businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'] }),
) => {
  const program = new InMemoryProgram();
  await program.push(units, deploymentsFile, priceBookFile());
  return program;
};

/** The report on a batch that is delivered twice. */
const reportOn = async (program: InMemoryProgram, ...bodies: readonly unknown[]) => {
  const events = program.enqueue(...bodies);
  for (let delivery = 0; delivery < 2; delivery += 1) {
    await program.deliver(events);
    await program.rollUp();
  }
  return program.report('2026-11');
};

const gatewayLog = (id: number, properties: Record<string, unknown>): object => ({
  records: [
    {
      time: '2026-11-02T10:16:00Z',
      category: 'GatewayLogs',
      correlationId: requestGuid(id),
      properties: {
        apiId: 'azure-openai',
        apimSubscriptionId: 'sub-a',
        method: 'POST',
        url: 'https://x/openai/deployments/gpt-4o/chat/completions',
        responseCode: 200,
        ...properties,
      },
    },
  ],
});

// Of a good request: 1,000 × 2.50/M + 100 × 10/M = 0.0035.

it('bills no read of a stored response, whatever the LLM log counts in it', async () => {
  const url = 'https://x/openai/v1/responses/resp_1';
  const report = await reportOn(
    await prepared(),
    gatewayLog(1, {}),
    llmLogEvent(1, { prompt: 1_000, completion: 100 }),
    gatewayLog(2, { method: 'GET', url }),
    llmLogEvent(2, { prompt: 1_000, completion: 100 }),
    gatewayLog(3, { method: 'HEAD', url }),
    gatewayLog(4, { method: 'GET', url: 'https://x/openai/batches/batch_1' }),
  );
  expect(report.totals).toMatchObject({ requests: 4, usageCost: '0.0035' });
  expect(report.coverage).toMatchObject({ withoutUsage: 0, suspectedDoubles: 0 });
});

it('bills no answer from the cache of the gateway, whatever the LLM log counts in it', async () => {
  const report = await reportOn(
    await prepared(),
    gatewayLog(1, { backendResponseCode: 200, cache: 'miss' }),
    llmLogEvent(1, { prompt: 1_000, completion: 100 }),
    gatewayLog(2, { cache: 'hit' }),
    llmLogEvent(2, { prompt: 1_000, completion: 100 }),
    gatewayLog(3, { cache: 'hit' }),
  );
  expect(report.totals).toMatchObject({ requests: 3, usageCost: '0.0035' });
  expect(report.coverage).toMatchObject({ withoutUsage: 0, suspectedDoubles: 0 });
});

it('reports what a model answered and no source counted, though the gateway failed', async () => {
  const event = structuredClone(usageEvent({ id: 3, status: 500, usage: null })) as {
    data: { response: object };
  };
  event.data.response = { ...event.data.response, backendStatus: 200 };
  const report = await reportOn(
    await prepared(),
    gatewayLog(1, { responseCode: 499, backendResponseCode: 200 }),
    gatewayLog(2, { responseCode: 500, backendResponseCode: 200 }),
    event,
    gatewayLog(4, { responseCode: 500, backendResponseCode: 500 }),
  );
  expect(report.coverage).toMatchObject({ requests: 4, withoutUsage: 3 });
});

describe('two answers that were bought under one id', () => {
  it('leave the tokens of the one that is not billed in the coverage of their unit', async () => {
    const report = await reportOn(
      await prepared(),
      usageEvent({ id: 1, responseId: 'chatcmpl-a', usage: chatUsage(1_000, 100) }),
      usageEvent({ id: 1, responseId: 'chatcmpl-b', usage: chatUsage(1_000, 100) }),
      usageEvent({ id: 2, subscription: 'sub-b' }),
    );
    expect(report.totals).toMatchObject({ requests: 2, usageCost: '0.007' });
    const counted = { conflicts: 1, conflictTokens: 1_100, overflowed: 0 };
    expect(report.coverage).toMatchObject(counted);
    expect(report.businessUnits.map(({ coverage }) => coverage)).toMatchObject([
      counted,
      { conflicts: 0, conflictTokens: 0, overflowed: 0 },
    ]);
  });

  it('are billed and counted apart from each other in the LLM log', async () => {
    const log = (requestId: string, prompt: number): object => {
      const event = structuredClone(llmLogEvent(1, { prompt, completion: 0 })) as {
        records: { properties: object }[];
      };
      for (const record of event.records) record.properties = { ...record.properties, requestId };
      return event;
    };
    const logs = [log('chatcmpl-a', 700), log('chatcmpl-b', 1_000), gatewayLog(1, {})];
    for (const order of [logs, logs.toReversed()]) {
      const report = await reportOn(await prepared(), ...order);
      expect(report.totals).toMatchObject({ requests: 1, meters: { input: 1_000 } });
      expect(report.businessUnits[0]?.coverage).toMatchObject({
        conflicts: 1,
        conflictTokens: 700,
      });
    }
  });
});

describe('more statements about one request than its record keeps', () => {
  const events = (count: number) =>
    Array.from({ length: count }, (_, n) => usageEvent({ id: 1, usage: chatUsage(n, 1) }));

  it('are reported, by business unit, in telemetry and as an exception', async () => {
    const program = await prepared();
    const report = await reportOn(program, ...events(statementsPerSourceMax + 1));
    expect(report.coverage).toMatchObject({ requests: 1, overflowed: 1 });
    expect(report.businessUnits[0]?.coverage).toMatchObject({ overflowed: 1 });
    for (const batch of program.telemetry.named('IngestBatch')) {
      expect(batch.measurements).toMatchObject({ overflowed: 1 });
    }
    expect(program.telemetry.named('DayRated').at(-1)?.measurements).toMatchObject({
      overflowed: 1,
    });
    const kinds = program.telemetry.named('LedgerException').map(({ properties }) => properties);
    expect(kinds[0]).toMatchObject({ kind: 'requestOverflowed', where: 'llm-usage:0:2026-11-20' });
  });

  it('are no exception while all are kept', async () => {
    const program = await prepared();
    const report = await reportOn(program, ...events(statementsPerSourceMax));
    expect(report.coverage).toMatchObject({ conflicts: 1, overflowed: 0 });
    expect(program.telemetry.named('LedgerException')).toEqual([]);
  });
});

describe('a key', () => {
  const blogEvent = (AppKey: string): object => ({
    Timestamp: '11/2/2026 10:16:00 AM',
    ApiOperation: 'chat',
    AppKey,
    PromptTokens: '1000',
    CompletionTokens: '100',
    TotalTokens: '1100',
  });
  const units = {
    ...businessUnitsFile({}),
    businessUnits: [
      {
        id: 'alpha',
        name: 'Alpha',
        costCentre: '1',
        members: { keyHashes: [sha256(key)] },
      },
    ],
  };

  it.each([
    ['itself', key],
    ['as its hash', sha256(key)],
    ['as its hash in upper case', sha256(key).toUpperCase()],
  ])(
    'that the gateway sends %s names its business unit, and is never stored as it came',
    async (_what, sent) => {
      const program = await prepared(units);
      const report = await reportOn(program, blogEvent(sent));
      expect(report.businessUnits).toMatchObject([{ businessUnit: 'alpha', requests: 1 }]);
      const stored = JSON.stringify([...program.usage.records.values()]);
      expect(stored).toContain(sha256(sent));
      expect(stored).not.toContain(sent);
    },
  );
});

it('counts what was ignored by its reason, and what was repaired', async () => {
  const program = await prepared();
  const text = JSON.stringify(gatewayLog(1, { operationId: '@@@' })).replace('@@@', '\n');
  await program.deliver(
    program.enqueue(text, gatewayLog(2, { method: 'OPTIONS' }), gatewayLog(3, { apiId: null })),
  );
  const [batch] = program.telemetry.named('IngestBatch');
  expect(batch?.measurements).toMatchObject({ accepted: 1, ignored: 2, repaired: 1 });
  expect(batch?.properties['ignoredByReason']).toBe('{"notAnLlmApi":1,"preflight":1}');
});
