// What each dialect does with the fields that decide over money: faults are rejected with their
// path, and what is merely unusual is read. The plain shapes are in read-event.test.ts.
import { sha256 } from '../../../../shared/domain/digest';
import type { Observation } from '../../../../shared/domain/usage/observation';
import { envelopeRecordsMax } from '../../../../shared/limits';
import { eventFixtures } from '../../../support/event-fixtures';
import { readBody } from '../../../support/raw-events';

const bodyOf = (dialect: string, index = 0): Record<string, unknown> =>
  structuredClone(
    eventFixtures.filter((fixture) => fixture.dialect === dialect)[index]?.body,
  ) as Record<string, unknown>;

/** The first fixture of a dialect with other fields, by dotted path. */
const withFields = (dialect: string, fields: Record<string, unknown>): unknown => {
  const body = bodyOf(dialect);
  for (const [path, value] of Object.entries(fields)) {
    const names = path.split('.');
    const last = names.pop()!;
    let inner = body;
    for (const name of names) inner = inner[name] as Record<string, unknown>;
    inner[last] = value;
  }
  return body;
};

const rejected = (body: unknown): unknown => {
  const [reading] = readBody(body);
  return reading?.kind === 'rejected' ? [reading.reason, reading.path] : reading;
};

const observed = (body: unknown): Observation => {
  const [reading] = readBody(body);
  if (reading?.kind !== 'observed') throw new Error(`not observed: ${JSON.stringify(reading)}`);
  return reading.observation;
};

describe('our own contract', () => {
  it.each([
    ['specversion', '0.3', 'unknownShape', 'specversion'],
    ['type', 'llm.usage.v2', 'unknownShape', 'type'],
    ['id', null, 'badField', 'id'],
    ['id', {}, 'badField', 'id'],
    ['time', undefined, 'badTime', 'time'],
    ['time', '2026-02-30T00:00:00Z', 'badTime', 'time'],
    ['data', undefined, 'badField', 'data'],
    ['data', [], 'badField', 'data'],
    ['data.caller', 'finance', 'badField', 'data.caller'],
    ['data.caller.subscriptionId', {}, 'badField', 'data.caller.subscriptionId'],
    ['data.response.status', 'OK', 'badField', 'data.response.status'],
    ['data.response.streamed', 1, 'badField', 'data.response.streamed'],
    ['data.usage', 'none', 'badField', 'data.usage'],
    ['data.usage.prompt_tokens', -1, 'badCount', 'data.usage.prompt_tokens'],
    ['data.usage.completion_tokens', 1.5, 'badCount', 'data.usage.completion_tokens'],
    ['data.usage.total_tokens', 1e12, 'badCount', 'data.usage.total_tokens'],
  ])('rejects %s = %j as %s at %s', (path, value, reason, at) => {
    expect(rejected(withFields('cloudevents', { [path]: value }))).toStrictEqual([reason, at]);
  });

  it.each([
    [null, undefined, undefined],
    ['azure-openai', 'azure-openai', undefined],
    ['azure-openai/a/b', 'azure-openai', 'a/b'],
    ['/op', undefined, 'op'],
    ['api/', 'api', undefined],
  ])('finds API and operation in the subject %j', (subject, api, operation) => {
    const { facts } = observed(withFields('cloudevents', { subject }));
    expect([facts.api, facts.operation]).toStrictEqual([api, operation]);
  });

  it('knows why nothing was bought, who asked for the usage, and the error by its names', () => {
    const { facts } = observed(
      withFields('cloudevents', {
        'data.notBilled': 'turnedAway',
        'data.usageAskedBy': 'gateway',
        'data.error': { source: 'rate-limit-by-key', reason: 'RateLimitExceeded', message: 'no' },
      }),
    );
    expect(facts).toMatchObject({
      notBilled: 'turnedAway',
      usageAskedBy: 'gateway',
      errorSource: 'rate-limit-by-key',
      errorReason: 'RateLimitExceeded',
    });
    expect(JSON.stringify(facts)).not.toContain('message');
  });

  it.each(['promotion', true, null, {}])('bills what is not billed for the reason %j', (reason) => {
    const { facts } = observed(withFields('cloudevents', { 'data.notBilled': reason }));
    expect(facts.notBilled).toBeUndefined();
  });

  it('takes the service tier of the usage object where the response names none', () => {
    const fields = { 'data.response.serviceTier': null, 'data.usage.service_tier': 'flex' };
    expect(observed(withFields('cloudevents', fields)).facts.serviceTier).toBe('flex');
  });

  it.each([
    ['Priority', 'priority'],
    ['none', 'none'],
    [null, undefined],
  ])('keeps the tier that the request asked for: %s', (serviceTier, kept) => {
    const { facts } = observed(withFields('cloudevents', { 'data.request': { serviceTier } }));
    expect(facts.requestedTier).toBe(kept);
  });

  it.each([
    null,
    'a text',
    ['priority'],
    { serviceTier: 5 },
    { serviceTier: { name: 'priority' } },
    { serviceTier: '' },
    { serviceTier: 'x'.repeat(33) },
    { serviceTier: 'sk-5f0e' },
  ])('takes what is no tier neither for one nor for none, and reads the rest: %j', (request) => {
    const { facts, counters } = observed(withFields('cloudevents', { 'data.request': request }));
    expect(facts).not.toHaveProperty('requestedTier');
    expect(counters).not.toBeNull();
  });

  it.each([-1, 'none', 1_000, {}])(
    'leaves out a status of the backend that is none: %j',
    (status) => {
      const fields = { 'data.response.backendStatus': status };
      expect(observed(withFields('cloudevents', fields)).facts).not.toHaveProperty('backendStatus');
    },
  );

  it('knows a request of an unnamed source by its id alone', () => {
    const { requestId } = observed(withFields('cloudevents', { id: 'r-1', source: null }));
    expect(requestId).toMatch(/^cloudevents:[0-9a-f]{64}$/);
  });

  it('is never told a user or an e-mail address', () => {
    const body = withFields('cloudevents', {
      'data.caller.appId': 'someone@example.com',
      'data.caller.userId': '17',
      'data.caller.email': 'someone@example.com',
    });
    expect(JSON.stringify(readBody(body))).not.toMatch(/someone|userId/);
  });
});

describe("API Management's diagnostic logs", () => {
  const gatewayLog = (fields: Record<string, unknown>, properties: Record<string, unknown>) => {
    const record = bodyOf('diagnostics', 2);
    return {
      ...record,
      ...fields,
      properties: { ...(record['properties'] as object), ...properties },
    };
  };

  it('names the deployment that the URL names, and keeps nothing else of it', () => {
    const url = (text: unknown) => observed(gatewayLog({}, { url: text })).facts.deployment;
    const path = 'https://contoso.azure-api.net/openai/deployments';
    expect(url(`${path}/my-gpt.4o/chat/completions?key=secret`)).toBe('my-gpt.4o');
    expect(url(`${path}/gpt-4o`)).toBe('gpt-4o');
    expect(url('https://contoso.azure-api.net/openai/v1/responses')).toBeUndefined();
    expect(url('https://contoso.azure-api.net/?next=/deployments/x/')).toBeUndefined();
    expect(url(`${path}/${'x'.repeat(65)}/`)).toBeUndefined();
    expect(url('')).toBeUndefined();
    expect(url(null)).toBeUndefined();
  });

  it('finds its category by its operation where it names none', () => {
    const record = gatewayLog({ category: null }, {});
    expect(observed(record).source).toBe('gatewayLog');
  });

  it('prefers a key in camel case where both are there', () => {
    const record = gatewayLog({ CorrelationId: 'other' }, { ApiId: 'orders' });
    expect(observed(record).requestId).toBe('0f8fad5b-d9cb-469f-a165-70867728950e');
  });

  it.each([
    ['properties that are no object', { properties: 5 }, {}, 'badField', 'properties'],
    ['properties that are text', { properties: '[1]' }, {}, 'badField', 'properties'],
    ['an API that is no text', {}, { apiId: {} }, 'badField', 'properties.apiId'],
    ['a status that is none', {}, { responseCode: 'OK' }, 'badField', 'properties.responseCode'],
    ['no time', { time: null }, {}, 'badTime', 'time'],
  ])('rejects a gateway log with %s', (_title, fields, properties, reason, path) => {
    const record = { ...gatewayLog({}, properties), ...fields };
    expect(rejected(record)).toStrictEqual([reason, path]);
  });

  it('ignores a gateway log without properties: it is of no API', () => {
    expect(readBody({ ...bodyOf('diagnostics', 2), properties: null })).toStrictEqual([
      { kind: 'ignored', reason: 'notAnLlmApi' },
    ]);
  });

  it.each(['OPTIONS', 'options'])('ignores the log of a preflight: %s is no request', (method) => {
    expect(readBody(gatewayLog({}, { method }))).toStrictEqual([
      { kind: 'ignored', reason: 'preflight' },
    ]);
  });

  it('rejects an LLM log whose counts are none, even where it looks like a probe', () => {
    const record = bodyOf('diagnostics', 8);
    const properties = { promptTokens: 'many' };
    expect(rejected({ ...record, properties })).toStrictEqual([
      'badCount',
      'properties.promptTokens',
    ]);
    expect(rejected({ ...record, time: 'now' })).toStrictEqual(['badTime', 'time']);
  });

  it('knows a request by the correlation id of its properties where the record has none', () => {
    const record = gatewayLog({ correlationId: null }, { correlationId: 'hop/1' });
    expect(observed({ ...record, resourceId: null }).requestId).toMatch(/^apim:[0-9a-f]{64}$/);
  });

  it('rejects an envelope whose records are no list', () => {
    expect(rejected({ records: {} })).toStrictEqual(['unknownShape', 'records']);
  });

  it('reads an envelope up to its bound, and says what it did not read', () => {
    const records = Array.from({ length: envelopeRecordsMax + 5 }, () => ({ metricName: 'x' }));
    const readings = readBody({ records });
    expect(readings).toHaveLength(envelopeRecordsMax + 1);
    expect(readings.at(-1)).toMatchObject({ reason: 'tooLarge', path: 'records' });
  });
});

describe("other gateways' events", () => {
  it.each([
    ['private-openai', 'eventTime'],
    ['chargeback-blog', 'Timestamp'],
    ['ai-hub-gateway', 'timestamp'],
    ['genai-gateway', 'EventTime'],
    ['mattfeltonma', 'event-time'],
  ])('are rejected without a time: %s', (dialect, path) => {
    expect(rejected(withFields(dialect, { [path]: '' }))).toStrictEqual(['badTime', path]);
  });

  it.each([
    ['chargeback-blog', 'PromptTokens', 'PromptTokens'],
    ['ai-hub-gateway', 'responseTokens', 'responseTokens'],
    ['genai-gateway', 'TotalTokens', 'TotalTokens'],
    ['mattfeltonma', 'completion_tokens', 'completion_tokens'],
    ['andyogah', 'responseBody.usage.prompt_tokens', 'responseBody.usage.prompt_tokens'],
  ])('are rejected with a count that is none: %s', (dialect, field, path) => {
    const body = withFields(dialect, { [field]: '-5' });
    expect(rejected(body)).toStrictEqual(['badCount', path]);
  });

  it('keep the hash of a raw key, and the key nowhere', () => {
    const key = 'KEY-CANARY-not-a-real-key';
    for (const dialect of ['private-openai', 'chargeback-blog']) {
      const observation = observed(bodyOf(dialect));
      expect(observation.facts.keyHash).toBe(sha256(key));
      expect(JSON.stringify(observation)).not.toContain(key);
    }
  });

  it('are recognised without a deployment', () => {
    const body = { subscriptionId: 'sub-legal', responseBody: { usage: { total_tokens: 5 } } };
    expect(observed(body).counters).toStrictEqual({ total_tokens: 5 });
  });

  it('are known by the whole of a long id, not by its beginning', () => {
    const idOf = (end: string) => {
      const id = `resp_${'x'.repeat(500)}${end}`;
      return observed(withFields('andyogah', { 'responseBody.id': id })).requestId;
    };
    expect(idOf('a')).not.toBe(idOf('b'));
  });

  it('happened when the model began, unless that is impossible', () => {
    const created = (value: unknown) => withFields('andyogah', { 'responseBody.created': value });
    expect(observed(created(1793614530.5)).occurredAt).toBe('2026-11-02T10:15:30.500Z');
    expect(observed(created(0)).occurredAt).toBe('2026-11-02T10:16:00.000Z');
    expect(observed(created('soon')).occurredAt).toBe('2026-11-02T10:16:00.000Z');
    expect(rejected(created(1e15))).toStrictEqual(['badTime', 'responseBody.created']);
  });

  it("of which one holds the answer's text only are no second word on the request", () => {
    const { completion_tokens, prompt_tokens, total_tokens, ...named } = bodyOf('mattfeltonma');
    const [reading] = readBody({ ...named, choices: '[{"message":{"content":"secret"}}]' });
    expect(reading).toEqual({ kind: 'ignored', reason: 'requestOnly' });
    const counts = { completion_tokens, prompt_tokens, total_tokens };
    expect(observed({ ...named, ...counts, choices: '[]' }).counters).not.toBeNull();
  });

  it('count a real request of one token only where more than the defaults is stated', () => {
    const counts = (fields: Record<string, unknown>) =>
      observed(withFields('ai-hub-gateway', fields)).counters;
    expect(counts({ promptTokens: 1, responseTokens: 0, totalTokens: 1 })).toBeNull();
    expect(counts({ promptTokens: 1, responseTokens: 'NA', totalTokens: '1' })).toBeNull();
    expect(counts({ promptTokens: 1, responseTokens: 1, totalTokens: 2 })).not.toBeNull();
    expect(counts({ promptTokens: 1, responseTokens: 0, totalTokens: 2 })).not.toBeNull();
    expect(counts({ promptTokens: 'NA', responseTokens: 'NA', totalTokens: 'NA' })).toBeNull();
  });
});

describe('a response body', () => {
  const response = (text: unknown) => observed(withFields('private-openai', { response: text }));

  it.each(['[1]', '', 5, null, '{"usage":null}'])('states no usage: %j', (text) => {
    expect(response(text).counters).toBeNull();
  });

  it('may be an object', () => {
    expect(response({ usage: { total_tokens: 5 } }).counters).toStrictEqual({ total_tokens: 5 });
  });

  it('may be sold by units that cannot be read: then it states no usage', () => {
    expect(response({ seconds: 'many' }).counters).toBeNull();
    expect(response({ data: [{ object: 'embedding' }, 5] }).counters).toBeNull();
  });

  it('may be a stream with lines that are no JSON, comments and other line ends', () => {
    const text =
      ': ping\r\n\r\ndata: {"usage"\r\n\r\ndata: 5\r\n\r\ndata: {"usage":{"total_tokens":5}}\r\n';
    expect(response(`data: ["usage"]\n${text}`).counters).toStrictEqual({ total_tokens: 5 });
  });

  it("may be Cohere's, whose stream and whose body state what is billed", () => {
    const usage = {
      billed_units: { input_tokens: 39, output_tokens: 27 },
      tokens: { input_tokens: 1_683, output_tokens: 62 },
    };
    const counters = {
      'billed_units.input_tokens': 39,
      'billed_units.output_tokens': 27,
      'tokens.input_tokens': 1_683,
      'tokens.output_tokens': 62,
    };
    const chunks = [
      { type: 'message-start', id: 'c14c', delta: { message: { role: 'assistant' } } },
      { type: 'content-delta', delta: { message: { content: { text: 'Hi' } } } },
      { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage } },
    ];
    const text = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
    expect(response(text).counters).toStrictEqual(counters);
    expect(response({ id: 'c14c', usage }).counters).toStrictEqual(counters);
  });

  it("may be Cohere's that states what is billed beside the version of its API", () => {
    const meta = { api_version: { version: '2' }, billed_units: { input_tokens: 8 } };
    const counters = { 'billed_units.input_tokens': 8 };
    expect(response({ id: 'c14c', meta }).counters).toStrictEqual(counters);
    expect(response({ id: 'c14c', usage: null, meta }).counters).toStrictEqual(counters);
    const tokens = { input_tokens: 80 };
    expect(response({ meta: { ...meta, tokens } }).counters).toStrictEqual({
      ...counters,
      'tokens.input_tokens': 80,
    });
    expect(response({ meta: { api_version: {} } }).counters).toBeNull();
  });

  it('states the same as text and as an object', () => {
    const usage = { total_tokens: 5, input_tokens: 3, output_tokens: 2 };
    const done = { type: 'response.done', response: { id: 'resp_1', usage } };
    expect(response(done).counters).toStrictEqual(usage);
    expect(response(JSON.stringify(done)).counters).toStrictEqual(usage);
  });

  it('may be a job that makes videos: of each, its seconds are sold, unless it failed', () => {
    const job = { object: 'video.generation.job', status: 'queued', n_seconds: 5, n_variants: 2 };
    expect(response(job).counters).toStrictEqual({ seconds: 10 });
    expect(response({ ...job, n_variants: 'two' }).counters).toBeNull();
    expect(response({ ...job, n_seconds: null }).counters).toBeNull();
    expect(response({ ...job, n_seconds: 999_999, n_variants: 999 }).counters).toBeNull();
    expect(response({ ...job, status: 'failed' }).counters).toBeNull();
    const video = { object: 'video', model: 'sora-2', seconds: '4' };
    expect(response({ ...video, status: 'queued' }).counters).toStrictEqual({ seconds: 4 });
    expect(response({ ...video, status: 'failed' }).counters).toBeNull();
  });

  it("may be Anthropic's stream in which only the end states usage", () => {
    const text = 'data: {"type":"message_delta","usage":{"output_tokens":5}}\n\n';
    expect(response(text)).toMatchObject({ counters: { output_tokens: 5 } });
  });
});
