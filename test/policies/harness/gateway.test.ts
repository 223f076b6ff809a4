import { openGateway, type Gateway } from './gateway';
import type { BackendAnswer, GatewayRequest, GatewayResult } from './gateway-call';
import { writeApis, type InlinePolicies } from './inline-policies';
import { describeWithMono } from './with-mono';

const log = (text: string): string =>
  `<log-to-eventhub logger-id="events" partition-key="@(context.RequestId.ToString())">${text}</log-to-eventhub>`;

const apis = {
  plain: { outbound: log('@(context.Response.StatusCode.ToString())') },
  reading: {
    outbound: `<set-variable name="body" value="@(context.Response.Body.As&lt;string&gt;(true))" />`,
  },
  consuming: {
    outbound: `<set-variable name="body" value="@(context.Response.Body.As&lt;string&gt;())" />`,
  },
  twice: {
    outbound: `<set-variable name="a" value="@(context.Response.Body.As&lt;string&gt;())" />
      <set-variable name="b" value="@(context.Response.Body.As&lt;string&gt;())" />`,
  },
  guarded: {
    outbound: `<set-variable name="body" value='@{
      try { return context.Response.Body.As&lt;string&gt;(true); } catch (Exception) { return ""; } }' />`,
  },
  unbuffered: {
    backend: '<forward-request buffer-response="false" />',
    outbound: log('@(context.Response.Headers.GetValueOrDefault("Content-Type", "none"))'),
  },
  keyed: {
    outbound: '<set-variable name="id" value="@(context.Subscription.Id)" />',
    onError: log(
      '@(context.LastError.Source + " " + context.LastError.Reason + " " + context.LastError.Path)',
    ),
  },
  parsing: {
    inbound:
      '<set-body>@(context.Request.Body.As&lt;JObject&gt;(true).ToString(Newtonsoft.Json.Formatting.None))</set-body>',
  },
  returning: {
    inbound: `<return-response><set-status code="418" reason="Teapot" />
      <set-header name="x" exists-action="override"><value>y</value></set-header>
      <set-body>short</set-body></return-response>`,
    outbound: log('@("outbound")'),
  },
  retrying: {
    backend: `<retry condition="@(context.Response.StatusCode == 429)" count="2" interval="1">
      <set-backend-service backend-id="@(context.Variables.ContainsKey(&quot;tried&quot;) ? &quot;second&quot; : &quot;first&quot;)" />
      <set-variable name="tried" value="@(true)" />
      <forward-request buffer-request-body="true" /></retry>`,
  },
  forgetful: {
    backend:
      '<retry condition="@(context.Response.StatusCode == 429)" count="1" interval="1"><forward-request /></retry>',
  },
  failing: {
    backend: '<forward-request fail-on-error-status-code="true" />',
    onError: log('@(context.Response.StatusCode + context.LastError.Section)'),
  },
  limited: {
    inbound: `<llm-token-limit counter-key="k" tokens-per-minute="10" token-quota="20" token-quota-period="Monthly"
      estimate-prompt-tokens="true" remaining-tokens-header-name="x-left" tokens-consumed-variable-name="consumed" />
      <rate-limit-by-key calls="5" renewal-period="60" counter-key="k" />`,
    outbound: log('@(Convert.ToString(context.Variables["consumed"]))'),
    onError: log('@(context.LastError.Source + context.Response.StatusCode)'),
  },
  token: {
    inbound: `<validate-azure-ad-token tenant-id="{{tenant}}" output-token-variable-name="jwt">
      <audiences><audience>{{audience}}</audience></audiences></validate-azure-ad-token>
      <set-variable name="app" value='@(((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("appid", ""))' />`,
    outbound: log('@((string)context.Variables["app"])'),
    onError: log('@(context.LastError.Reason)'),
  },
  cached: {
    inbound: `<llm-semantic-cache-lookup score-threshold="0.1" embeddings-backend-id="e" embeddings-backend-auth="system-assigned" />
      <set-variable name="missed" value="yes" />`,
    outbound: `${log('@("before")')}<llm-semantic-cache-store duration="60" />${log(
      '@(context.Variables.ContainsKey("missed") ? "missed" : "hit")',
    )}`,
  },
  cors: {
    inbound: `${log('@("inbound")')}<cors><allowed-origins><origin>https://app.example</origin></allowed-origins>
      <allowed-headers><header>*</header></allowed-headers></cors>`,
  },
  storing: { inbound: '<set-variable name="json" value="@(new JObject())" />' },
  cultured: {
    inbound: `<set-variable name="date" value='@(context.Timestamp.ToString("yyyy-MM-dd"))' />
      <set-variable name="number" value="@((1.5).ToString())" />`,
    outbound: log(
      '@((string)context.Variables["date"] + " " + (string)context.Variables["number"])',
    ),
  },
  large: { outbound: log("@(new string('x', 300 * 1024))") },
  nulls: { outbound: log('@((string)null)') },
  named: { outbound: log('@("a{{limit}}b".Length + "{{limit}}")') },
  rewriting: {
    inbound: `<rewrite-uri template="/v2/chat?x=1" /><set-query-parameter name="api-version" exists-action="override"><value>2026-01-01</value></set-query-parameter>
      <set-header name="api-key" exists-action="delete" /><authentication-managed-identity resource="https://cognitiveservices.azure.com" />`,
  },
};

describeWithMono('the gateway', () => {
  let policies: InlinePolicies;
  let gateway: Gateway;

  beforeAll(async () => {
    policies = writeApis(apis);
    gateway = await openGateway({
      policiesDir: policies.directory,
      namedValues: { tenant: 'contoso', audience: 'api://llm', limit: '1234' },
    });
  });
  afterAll(async () => {
    await gateway.close();
    policies.remove();
  });

  const answer: BackendAnswer = {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: '{"usage":{"total_tokens":42}}',
  };

  const call = (
    api: keyof typeof apis,
    more: Partial<GatewayRequest> = {},
  ): Promise<GatewayResult> =>
    gateway.handle({
      api,
      method: 'POST',
      url: '/chat?api-version=1',
      headers: { 'api-key': 'k' },
      body: '{"at":"2024-01-01T00:00:00+02:00","n":0.70}',
      backends: [answer],
      ...more,
    });

  const texts = ({ events }: GatewayResult): readonly string[] => events.map(({ text }) => text);

  it('passes request and answer through, byte for byte, and sends the event', async () => {
    const result = await call('plain');
    expect(result.backendCalls[0]?.body.toString()).toBe(
      '{"at":"2024-01-01T00:00:00+02:00","n":0.70}',
    );
    expect(result.response.body.toString()).toBe(answer.body);
    expect(result.events).toEqual([
      { loggerId: 'events', partitionKey: '5b1f6a52-9d0c-4c1e-8f0a-3f6f0f9f2b11', text: '200' },
    ]);
    expect(result.bodyReads).toEqual({ request: 0, response: 0 });
  });

  it('shows that re-serialised JSON is another text', async () => {
    const result = await call('parsing');
    expect(result.backendCalls[0]?.body.toString()).not.toContain('0.70');
    expect(result.backendCalls[0]?.body.toString()).not.toContain('+02:00');
  });

  describe('bodies', () => {
    it('stay where an expression preserves them', async () => {
      const result = await call('reading');
      expect(result.response.body.toString()).toBe(answer.body);
      expect(result.bodyReads.response).toBe(1);
    });

    it('are lost to the client where it does not', async () => {
      const result = await call('consuming');
      expect(result.response.body).toHaveLength(0);
    });

    it('cannot be read again after that', async () => {
      const result = await call('twice');
      expect(result.lastError).toMatchObject({ source: 'set-variable', section: 'outbound' });
    });

    it.each(['reading', 'consuming', 'guarded'] as const)(
      'fail the test where a stream is read, whatever the expression catches (%s)',
      async (api) => {
        const stream = { ...answer, stream: true };
        await expect(call(api, { backends: [stream] })).rejects.toThrow(/streamed response/);
      },
    );

    it('fail the test where a stream is forwarded through a buffer', async () => {
      const stream = { ...answer, stream: true };
      await expect(call('plain', { backends: [stream] })).rejects.toThrow(/buffer-response/);
    });

    it('of a stream reach the client', async () => {
      const stream = { ...answer, headers: { 'Content-Type': 'text/event-stream' }, stream: true };
      const result = await call('unbuffered', { backends: [stream] });
      expect(texts(result)).toEqual(['text/event-stream']);
      expect(result.response.body.toString()).toBe(answer.body);
    });

    it('that break off throw in the expression that reads them', async () => {
      const result = await call('reading', { backends: [{ ...answer, breaks: true }] });
      expect(result.expressionErrors[0]?.error).toContain('closed within the body');
    });

    it('that are absent are null', async () => {
      const result = await call('reading', { backends: [{ status: 204, headers: {} }] });
      expect(result.expressionErrors[0]?.error).toContain('NullReferenceException');
    });
  });

  describe('an exception in an expression', () => {
    it('goes to on-error as the platform says, and is reported with its place', async () => {
      const result = await call('keyed');
      expect(result.response.status).toBe(500);
      expect(texts(result)).toEqual([
        'set-variable ExpressionValueEvaluationFailure set-variable[1]',
      ]);
      expect(result.expressionErrors).toEqual([
        {
          file: 'policies/apis/keyed.xml',
          line: 4,
          expression: '@(context.Subscription.Id)',
          error: expect.stringContaining('NullReferenceException') as string,
        },
      ]);
    });

    it('does not come where the caller has a key', async () => {
      const result = await call('keyed', { subscription: { id: 's', name: 'n', key: 'k' } });
      expect(result.response.status).toBe(200);
      expect(result.expressionErrors).toEqual([]);
    });

    it('is also a variable of a type that none may hold, or a text that is null', async () => {
      expect((await call('storing')).lastError?.message).toContain('Newtonsoft.Json.Linq.JObject');
      expect((await call('nulls')).lastError?.source).toBe('log-to-eventhub');
    });
  });

  it('ends at a returned response: neither the backend nor outbound runs', async () => {
    const { response, backendCalls, events } = await call('returning');
    expect(response).toMatchObject({ status: 418, headers: { x: ['y'] } });
    expect(response.body.toString()).toBe('short');
    expect([...backendCalls, ...events]).toEqual([]);
  });

  it('retries while the condition holds, up to the count, with the request kept', async () => {
    const busy = { status: 429, headers: {} };
    const result = await call('retrying', { backends: [busy, answer] });
    expect(result.backendCalls.map(({ backendId, body }) => [backendId, body.length])).toEqual([
      ['first', 43],
      ['second', 43],
    ]);
    const tired = await call('retrying', { backends: [busy, busy, busy, answer] });
    expect(tired.response.status).toBe(429);
    expect(tired.backendCalls).toHaveLength(3);
  });

  it('shows a retry that forgot to buffer the request: it sends an empty one', async () => {
    const result = await call('forgetful', { backends: [{ status: 429, headers: {} }, answer] });
    expect(result.backendCalls.map(({ body }) => body.length)).toEqual([43, 0]);
  });

  it('goes to on-error for an error of the backend where the policy asks for it', async () => {
    const result = await call('failing', { backends: [{ ...answer, status: 503 }] });
    expect(texts(result)).toEqual(['503backend']);
    expect(result.response.body.toString()).toBe(answer.body);
  });

  it.each([
    ['connection-failure', 'BackendConnectionFailure'],
    ['timeout', 'Timeout'],
  ] as const)('goes to on-error where the backend ends in a %s', async (fault, reason) => {
    const result = await call('failing', { fault });
    expect(result.lastError).toMatchObject({ source: 'forward-request', reason });
    expect(result.response.status).toBe(500);
  });

  describe('limits', () => {
    it('let a call pass, and publish what is left and what the answer reports', async () => {
      const result = await call('limited');
      expect(result.response.headers['x-left']).toEqual(['1000']);
      expect(texts(result)).toEqual(['42']);
    });

    it.each([
      ['tokens-exceeded', 429, 'llm-token-limit429'],
      ['quota-exceeded', 403, 'llm-token-limit403'],
      ['calls-exceeded', 429, 'rate-limit-by-key429'],
    ] as const)('turn a call away that has %s', async (limits, status, event) => {
      const result = await call('limited', { limits });
      expect(result.response.status).toBe(status);
      expect(result.response.headers['Retry-After']).toEqual(['7']);
      expect(texts(result)).toEqual([event]);
      expect(result.backendCalls).toEqual([]);
    });
  });

  describe('tokens', () => {
    it('become a variable where they are valid', async () => {
      const token = { claims: { aud: 'api://llm', appid: 'app-1' } };
      expect(texts(await call('token', { token }))).toEqual(['app-1']);
    });

    it.each([
      [undefined, 'TokenNotFound'],
      ['invalid', 'TokenSignatureInvalid'],
      [{ claims: { aud: 'api://other' } }, 'TokenAudienceNotAllowed'],
    ] as const)('turn a call away where they are not: %j', async (token, reason) => {
      const result = await call('token', token === undefined ? {} : { token });
      expect(result.response.status).toBe(401);
      expect(texts(result)).toEqual([reason]);
    });
  });

  it('answers from the cache: no backend, and outbound from behind the store only', async () => {
    const hit = await call('cached', { cache: 'hit' });
    expect(texts(hit)).toEqual(['hit']);
    expect(hit.backendCalls).toEqual([]);
    expect(hit.response.body.toString()).toBe(answer.body);
    expect(texts(await call('cached'))).toEqual(['before', 'missed']);
  });

  it('answers a preflight by the cors policy alone', async () => {
    const headers = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' };
    const preflight = await call('cors', { method: 'OPTIONS', headers });
    expect(preflight.response.headers['Access-Control-Allow-Origin']).toEqual([
      'https://app.example',
    ]);
    expect([...preflight.events, ...preflight.backendCalls]).toEqual([]);
    const foreign = await call('cors', { headers: { Origin: 'https://other.example' } });
    expect(foreign.response.headers['Access-Control-Allow-Origin']).toBeUndefined();
  });

  it('truncates an event at 200 KB, as the platform does', async () => {
    const [text = ''] = texts(await call('large'));
    expect(text).toHaveLength(200 * 1024);
  });

  it('shows text that depends on the culture of the machine', async () => {
    const [text] = texts(await call('cultured'));
    expect(text).not.toContain('2026-11-21');
    expect(text).not.toContain('1.5');
  });

  it('puts named values into the strings of expressions', async () => {
    expect(texts(await call('named'))).toEqual(['61234']);
    expect(texts(await call('named', { namedValues: { limit: '1' } }))).toEqual(['31']);
  });

  it('sends what policies made of the address and the headers', async () => {
    const [sent] = (await call('rewriting')).backendCalls;
    expect(sent?.url).toBe(
      'https://openai-contoso.openai.azure.com/v2/chat?x=1&api-version=2026-01-01',
    );
    expect(Object.keys(sent?.headers ?? {})).toEqual(['Authorization']);
  });

  it('rejects a test that is at fault, and goes on', async () => {
    await expect(call('plain', { backends: [] })).rejects.toThrow('the test has no answer left');
    await expect(call('nobody' as 'plain')).rejects.toThrow('there is no policies/apis/nobody.xml');
    expect((await call('plain')).response.status).toBe(200);
  });
});
