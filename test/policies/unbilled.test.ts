// Requests by which nothing was bought, and requests that failed: one event each, whatever section they
// ended in, and never one that is billed for what no model did.
import type { Facts } from '../../shared/domain/usage/observation';
import { resolve } from '../../shared/domain/usage/resolve';
import { recordOf } from '../../shared/domain/usage/usage-record';
import type { GatewayRequest, GatewayResult } from './harness/gateway-call';
import {
  answered,
  chatBody,
  chatCall,
  messagesCall,
  prompt,
  requestId,
  v1Call,
} from './support/calls';
import { handleWith } from './support/changed-policies';
import { describeExecuted } from './support/execute-policies';
import { expected, observationOf } from './support/readings';

const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
const good = answered({ id: 'chatcmpl-1', model: 'm', usage });

/** What the program makes of a call on its own, and of the log's counts beside it. */
const billed = (result: GatewayResult): unknown => {
  const { dimensions, meters, coverage } = resolve(recordOf(observationOf(result)));
  return { outcome: dimensions.outcome, meters, withoutUsage: coverage.withoutUsage ?? 0 };
};

interface TurnedAway {
  readonly title: string;
  readonly changes: Partial<GatewayRequest>;
  readonly status: number;
  readonly facts: Facts;
  /** Whether the client is told when to come back. */
  readonly retryAfter: boolean;
}

const turnedAway: readonly TurnedAway[] = [
  {
    title: 'that called too often',
    changes: { limits: 'calls-exceeded' },
    status: 429,
    facts: { errorSource: 'rate-limit-by-key', errorReason: 'RateLimitExceeded' },
    retryAfter: true,
  },
  {
    title: 'that used too many tokens a minute',
    changes: { limits: 'tokens-exceeded' },
    status: 429,
    facts: { errorSource: 'llm-token-limit', errorReason: 'TokenLimitExceeded' },
    retryAfter: true,
  },
  {
    title: 'that used its quota of tokens',
    changes: { limits: 'quota-exceeded' },
    status: 403,
    facts: { errorSource: 'llm-token-limit', errorReason: 'TokenQuotaExceeded' },
    retryAfter: true,
  },
  {
    title: 'without key and token',
    changes: { subscription: null, product: null, token: null },
    status: 401,
    facts: { errorSource: 'validate-azure-ad-token', errorReason: 'TokenNotFound' },
    retryAfter: false,
  },
  {
    title: 'with a forged token',
    changes: { subscription: null, product: null, token: 'invalid' },
    status: 401,
    facts: { errorSource: 'validate-azure-ad-token', errorReason: 'TokenSignatureInvalid' },
    retryAfter: false,
  },
];

describeExecuted('a request by which nothing was bought', (execute) => {
  it.each(turnedAway)('$title is turned away, reported, and not billed', async (row) => {
    const result = await execute(chatCall(good, row.changes));
    const { facts, counters } = observationOf(result);
    expect(facts).toMatchObject({ ...row.facts, status: row.status, notBilled: 'turnedAway' });
    expect(counters).toBeNull();
    expect(billed(result)).toEqual({ outcome: 'turnedAway', meters: {}, withoutUsage: 0 });
    expect(result.backendCalls).toEqual([]);
    expect(result.response.status).toBe(row.status);
    expect(result.response.headers['Retry-After'] !== undefined).toBe(row.retryAfter);
    expect(result.response.headers['x-gateway-request-id']).toEqual([requestId]);
    expect(result.expressionErrors).toEqual([]);
  });

  it('names the caller that was turned away', async () => {
    const { facts } = observationOf(await execute(chatCall(good, { limits: 'calls-exceeded' })));
    expect(facts).toMatchObject({ subscriptionId: 'team-a', productId: 'llm-standard' });
  });

  it("leaves the error's message out: it may quote what the caller sent", async () => {
    const { events, lastError } = await execute(chatCall(good, { limits: 'calls-exceeded' }));
    expect(lastError?.message).toBe('Rate limit is exceeded');
    expect(events[0]?.text).not.toContain('Rate limit is exceeded');
  });

  it('because the cache had the answer is a cached one', async () => {
    const call = chatCall(good, { api: 'azure-openai-cached', cache: 'hit' });
    const result = await execute(call);
    expect(observationOf(result)).toStrictEqual(
      expected({ api: 'azure-openai-cached', notBilled: 'cached' }, null),
    );
    expect(billed(result)).toEqual({ outcome: 'cached', meters: {}, withoutUsage: 0 });
    expect(result.backendCalls).toEqual([]);
    expect(result.response.body.toString()).toBe(good.body);
    expect(result.bodyReads.response).toBe(0);
  });

  it('is none that the cache did not have', async () => {
    const result = await execute(chatCall(good, { api: 'azure-openai-cached' }));
    expect(observationOf(result).counters).toEqual(usage);
    expect(observationOf(result).facts.notBilled).toBeUndefined();
  });

  it.each([
    '{"stream":true}',
    '{"stream":true,"user":"a","user":"b"}',
    '{/*c*/"stream":true}',
    '{"stream":"true"}',
  ])('is none that asks, or may ask, for a stream: for %s the cache is not asked', async (body) => {
    const call = chatCall(good, { api: 'azure-openai-cached', cache: 'hit', body });
    const result = await execute(call);
    expect(result.backendCalls).toHaveLength(1);
    expect(observationOf(result).facts.notBilled).toBeUndefined();
  });

  it.each([
    ['GET', 'responses/resp_1'],
    ['GET', 'models'],
    ['DELETE', 'responses/resp_1'],
    ['POST', 'responses/resp_1/cancel'],
    ['POST', 'responses/input_tokens'],
    ['POST', 'messages/count_tokens'],
    ['POST', 'threads/thread_1/messages'],
    ['POST', 'files'],
    ['DELETE', 'files/file-1'],
    ['GET', 'files/file-1/content'],
    ['POST', 'uploads'],
    ['POST', 'uploads/upload_1/parts'],
    ['POST', 'uploads/upload_1/complete'],
    ['POST', 'conversations'],
    ['POST', 'conversations/conv_1'],
    ['POST', 'conversations/conv_1/items'],
  ])(
    'as %s %s is answered by no model, whatever usage its answer repeats',
    async (method, path) => {
      const { body: _, ...call } = v1Call(path, answered({ id: 'resp_1', usage }), { method });
      const result = await execute(method === 'POST' ? { ...call, body: '{}' } : call);
      expect(observationOf(result).facts.notBilled).toBe('noModel');
      expect(billed(result)).toEqual({ outcome: 'success', meters: {}, withoutUsage: 0 });
      expect(result.bodyReads.response).toBe(0);
    },
  );

  it.each([
    '/anthropic/v1/threads/../messages',
    '/anthropic/v1/threads/%2e%2e/messages',
    '/anthropic/v1/threads/a%2Fb/../messages',
    '/anthropic/v1/threads/a\\b\\c/../messages',
    '/anthropic/v1/messages/x/count_tokens/../..',
    '/anthropic/v1/./messages',
  ])(
    'is none that comes by the path %s, which a backend may read as that of a model',
    async (url) => {
      const result = await execute(messagesCall(answered({ usage }), { url }));
      expect(observationOf(result).counters).toEqual(usage);
      expect(observationOf(result).facts.notBilled).toBeUndefined();
    },
  );

  it('as a response in the background is refused, unless it is allowed: its usage would be told twice or never', async () => {
    const answer = answered({ id: 'resp_1', status: 'queued', usage: null });
    const body = '{"model":"gpt-5-mini","background" : true}';
    const refused = await execute(v1Call('responses', answer, { body }));
    expect(refused.response.status).toBe(400);
    expect(JSON.parse(refused.response.body.toString())).toMatchObject({
      error: { code: 'background_not_allowed' },
    });
    expect([refused.backendCalls, refused.events]).toEqual([[], []]);

    const namedValues = { 'llm-background-responses': 'allow' };
    const allowed = await execute(v1Call('responses', answer, { body, namedValues }));
    expect(billed(allowed)).toEqual({ outcome: 'success', meters: {}, withoutUsage: 1 });
  });

  it.each([
    '{"model":"m","background":false}',
    '{"model":"m","background":null}',
    '{"model":"m","metadata":{"background":true}}',
    '{"model":"m"',
  ])('is no refusal of the body %s', async (body) => {
    const { backendCalls } = await execute(v1Call('responses', good, { body }));
    expect(backendCalls.map((call) => call.body.toString())).toEqual([body]);
  });

  it.each(['rerank', 'files/file-1', 'something/files/of', 'vector_stores/vs_1/search'])(
    'is none that is not known here, such as POST %s: that is reported with its usage',
    async (path) => {
      const result = await execute(v1Call(path, answered({ usage })));
      expect(observationOf(result).counters).toEqual(usage);
      expect(observationOf(result).facts.notBilled).toBeUndefined();
    },
  );
});

describeExecuted('a request that failed', (execute) => {
  it.each([
    [400, 0],
    [401, 0],
    [404, 0],
    [408, 1],
    [429, 0],
    [500, 0],
    [503, 0],
  ])(
    'at the backend with %d is one event, and the answer passes as it is; charged, without usage: %d',
    async (status, withoutUsage) => {
      const body = `{"error":{"code":"${prompt}","message":"${prompt}"}}`;
      const result = await execute(chatCall(answered(body, { 'Retry-After': '9' }, status)));
      expect(observationOf(result)).toStrictEqual(expected({ status }, null));
      expect(result.response.status).toBe(status);
      expect(result.response.body.toString()).toBe(body);
      expect(result.response.headers['Retry-After']).toEqual(['9']);
      expect(result.events[0]?.text).not.toContain(prompt);
      expect(billed(result)).toMatchObject({ meters: {}, withoutUsage });
    },
  );

  const filtered = `{"error":{"message":"${prompt}","code":"content_filter","status":400}`;

  it.each([
    ['without usage', `${filtered}}`, {}, 1],
    ['with what it used', `${filtered},"usage":{"prompt_tokens":5}}`, { input: 5 }, 0],
  ])(
    'by the content filter was charged all the same: it is reported %s',
    async (_, body, meters, withoutUsage) => {
      const result = await execute(chatCall(answered(body, {}, 400)));
      expect(observationOf(result).facts).toMatchObject({
        status: 400,
        errorSource: 'backend',
        errorReason: 'content_filter',
      });
      expect(billed(result)).toEqual({ outcome: 'clientError', meters, withoutUsage });
      expect(result.events[0]?.text).not.toContain(prompt);
      expect(result.response.body.toString()).toBe(body);
    },
  );

  it('at one attempt and was got over is a success: the error that is kept is none of the request', async () => {
    // A platform team that retries more than we do.
    const retrying = {
      file: 'fragments/forward-with-fallback.xml',
      edit: (xml: string) => xml.replace('StatusCode == 503', 'StatusCode == 500'),
    };
    const call = chatCall(good, {
      namedValues: { 'llm-emit-failures': 'false' },
      product: { id: 'llm-premium', name: 'LLM premium' },
      backends: [{ fault: 'connection-failure' }, good],
    });
    const result = await handleWith(retrying, call);
    expect(result.lastError).toMatchObject({ reason: 'BackendConnectionFailure' });
    expect(result.backendCalls).toHaveLength(2);
    expect(observationOf(result)).toStrictEqual(
      expected({ productId: 'llm-premium', responseId: 'chatcmpl-1', model: 'm' }, usage),
    );
  });

  it('at provisioned throughput by a lost connection is not tried again: the model may have worked', async () => {
    const call = chatCall(good, {
      product: { id: 'llm-premium', name: 'LLM premium' },
      backends: [{ fault: 'connection-failure' }, good],
    });
    const result = await execute(call);
    expect(result.backendCalls).toHaveLength(1);
    expect(observationOf(result).facts).toMatchObject({
      errorReason: 'BackendConnectionFailure',
      backendId: 'llm-provisioned',
    });
  });

  it.each([
    ['connection-failure', 'BackendConnectionFailure'],
    ['timeout', 'Timeout'],
  ] as const)('by a %s names its error, and may have been bought', async (fault, reason) => {
    const result = await execute(chatCall(good, { fault }));
    const { facts } = observationOf(result);
    expect(facts).toMatchObject({ errorReason: reason, backendId: 'llm-standard' });
    expect(facts.notBilled).toBeUndefined();
    expect(result.events).toHaveLength(1);
  });

  it('within its body is an event, and the client gets what there is', async () => {
    const result = await execute(chatCall({ ...good, breaks: true }));
    expect(observationOf(result)).toStrictEqual(expected({}, null));
    expect(result.expressionErrors).toEqual([]);
  });

  it('is no event where failures are switched off, and a success still is', async () => {
    const namedValues = { 'llm-emit-failures': 'false' };
    const failures = [
      chatCall(good, { namedValues, limits: 'calls-exceeded' }),
      chatCall(answered('{}', {}, 500), { namedValues }),
      chatCall(good, { namedValues, fault: 'timeout' }),
    ];
    for (const call of failures) expect((await execute(call)).events).toEqual([]);
    const charged = [answered('{}', {}, 408), answered(`${filtered}}`, {}, 400)];
    for (const answer of charged) {
      expect((await execute(chatCall(answer, { namedValues }))).events).toHaveLength(1);
    }
    expect((await execute(chatCall(good, { namedValues }))).events).toHaveLength(1);
  });

  it('is not held up by anything that the documentation says may be null', async () => {
    const result = await execute({
      api: 'azure-openai',
      method: 'POST',
      url: '/deployments/gpt-4o/chat/completions',
      headers: {},
      body: chatBody,
      token: { claims: { aud: 'api://llm-gateway' } },
      backends: [{ status: 200, headers: {} }],
    });
    expect(result.expressionErrors).toEqual([]);
    expect(result.lastError).toBeUndefined();
    const { facts, counters } = observationOf(result);
    expect(facts).toEqual({
      dialect: 'cloudevents',
      api: 'azure-openai',
      deployment: 'gpt-4o',
      backendId: 'llm-standard',
      status: 200,
      streamed: false,
      durationMs: 812,
    });
    expect(counters).toBeNull();
  });
});
