import { telemetryTextCharsMax } from '../../../shared/limits';
import {
  azureOpenAiTokens,
  dayRated,
  ingestBatch,
  ingestFailed,
  ledgerException,
  telemetryEvents,
  usageRated,
  type IngestBatch,
} from '../../../shared/app/telemetry-events';
import { metricDimensions, metricNames } from '../../../shared/app/telemetry-metrics';
import { sha256 } from '../../../shared/domain/digest';
import { parseMoney } from '../../../shared/domain/money';
import { sampleEvents } from '../../support/telemetry-samples';

const batch: IngestBatch = {
  hub: 'llm-usage',
  partition: '3',
  events: 5,
  accepted: 1,
  joined: 0,
  duplicate: 0,
  conflict: 0,
  rejected: 4,
  rejectedByReason: { tooLate: 1, badTime: 3, notJson: 0 },
  ignoredByReason: {},
  repaired: 0,
  overflowed: 0,
  rejectedWithoutPayload: 0,
  ignored: 0,
  requestUnits: 12.5,
  durationMs: 8,
};

test.each(Object.entries(sampleEvents))(
  '%s has exactly the members of its table',
  (name, event) => {
    const members = Object.keys(telemetryEvents[name as keyof typeof telemetryEvents]);
    expect(event.name).toBe(name);
    expect([...Object.keys(event.properties), ...Object.keys(event.measurements)].sort()).toEqual(
      members.sort(),
    );
  },
);

test('what a caller adds to the arguments does not leave the program', () => {
  const withPayload = { ...batch, payload: 'Dear Sir', subscriptionKey: 'secret' };
  expect(ingestBatch(withPayload)).toEqual(ingestBatch(batch));
});

test('counts by reason are sorted JSON without zeros', () => {
  expect(ingestBatch(batch).properties['rejectedByReason']).toBe('{"badTime":3,"tooLate":1}');
});

test('what is not known is left out, never sent as zero', () => {
  expect(ingestBatch(batch).measurements).not.toHaveProperty('lagSeconds');
  const unknown = { ...batch, lagSeconds: undefined, hoursUntilExpiry: Number.POSITIVE_INFINITY };
  expect(ingestBatch(unknown)).toEqual(ingestBatch(batch));
});

test('an error is named by its class, and its message stays here', () => {
  const failure = { hub: 'llm-usage', partition: '0', attempt: 1 };
  const named = (errorName: string) =>
    ingestFailed({ ...failure, errorName }).properties['errorName'];
  expect(named('DependencyUnavailable')).toBe('DependencyUnavailable');
  expect(named('cannot parse "my prompt"')).toBe('Error');
});

test('a text is cut where the service would cut it out of our sight', () => {
  const { properties } = ledgerException('auditDrift', 'x'.repeat(telemetryTextCharsMax + 1));
  expect(properties['where']).toHaveLength(telemetryTextCharsMax);
});

test('rated usage states its cost exactly, and its tokens by direction', () => {
  expect(sampleEvents.UsageRated).toEqual({
    name: 'UsageRated',
    properties: {
      businessUnit: 'finance',
      model: 'gpt-4o',
      date: '2026-11-02',
      period: '2026-11',
      currency: 'USD',
      cost: '0.003170000001',
    },
    measurements: {
      revision: 1_762_128_000_000,
      costApproximate: 0.003170000001,
      requests: 7,
      inputTokens: 1200,
      cachedInputTokens: 200,
      outputTokens: 42,
      unclassifiedTokens: 9,
      unpricedQuantity: 9,
    },
  });
});

test('a cost that no double can hold is exact as text', () => {
  const cost = parseMoney('123456789012.123456789012')!;
  const day = { date: '2026-11-02', period: '2026-11', revision: 1 };
  const rated = { businessUnit: 'a', model: 'b', ...day };
  const figures = { currency: 'USD', requests: 1, meters: {}, cost, unpricedQuantity: 0 };
  expect(usageRated({ ...rated, ...figures }).properties['cost']).toBe('123456789012.123456789012');
});

test('a day that is compared with none says no cost of another day, not zero', () => {
  const { measurements } = dayRated({
    date: '2026-11-02',
    period: '2026-11',
    revision: 1,
    currency: 'USD',
    cost: parseMoney('0.1')!,
    costWeekBefore: parseMoney('0')!,
    requests: 1,
    bufferedRequests: 1,
    streamedRequests: 0,
    provisionedRequests: 0,
    spilledOverRequests: 0,
    withoutUsage: 0,
    estimated: 0,
    conflicts: 0,
    overflowed: 0,
    suspectedDoubles: 0,
    unpriced: 0,
    unattributed: 0,
    tierAssumed: 0,
    tierUnknown: 0,
    modelDiffers: 0,
  });
  expect(measurements).not.toHaveProperty('costDayBefore');
  expect(measurements).toMatchObject({ costApproximate: 0.1, costWeekBefore: 0 });
});

test('every kind of exception says what to do', () => {
  const { properties } = ledgerException('hubRecreated', 'llm-usage/3');
  expect(properties).toMatchObject({ kind: 'hubRecreated', where: 'llm-usage/3' });
  expect(properties['whatToDo']).toMatch(/^The sequence numbers .* began anew/);
});

test("the per-request event has the names, and all the text, that the sample's dashboards query", () => {
  expect(sampleEvents['Azure OpenAI Tokens']).toEqual({
    name: 'Azure OpenAI Tokens',
    properties: {
      TokenInfoId: '6f2c1f6e-9a37-4b0e-8e0e-2f1f3f0a5b11',
      Timestamp: '2026-11-02T10:15:30.000Z',
      ApiOperation: 'ChatCompletions_Create',
      AppKey: sha256('a subscription key'),
      Stream: 'True',
      PromptTokens: '1200',
      CompletionTokens: '42',
      TotalTokens: '1242',
    },
    measurements: {},
  });
});

test('a key that was not hashed does not leave the program', () => {
  const event = azureOpenAiTokens({
    requestId: 'r',
    occurredAt: '2026-11-02T10:15:30.000Z',
    operation: undefined,
    keyHash: '0123456789abcdef0123456789abcdef',
    streamed: undefined,
    promptTokens: 1,
    completionTokens: 0,
    totalTokens: 1,
  });
  expect(event.properties).toMatchObject({ AppKey: '', ApiOperation: '', Stream: 'False' });
});

test('every metric has a table of its dimensions', () => {
  expect(Object.keys(metricDimensions).sort()).toEqual(Object.values(metricNames).sort());
});
