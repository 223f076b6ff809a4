import { answer, log, openInlineGateway, texts, type InlineGateway } from './inline-gateway';
import { describeWithMono } from './with-mono';

const apis = {
  plain: { outbound: log('@(context.Response.StatusCode.ToString())') },
  inherited: { inbound: '<base />', backend: '<base />', outbound: '<base />' },
  keyed: {
    outbound:
      '<choose><when condition="@(true)"><set-variable id="mine" name="id" value="@(context.Subscription.Id)" /></when></choose>',
    onError: log('@(context.LastError.Source + " " + context.LastError.Reason)'),
  },
  failingTwice: {
    inbound: '<set-variable name="id" value="@(context.Subscription.Id)" />',
    onError: '<set-variable name="id" value="@(context.Product.Id)" />',
  },
  storing: { inbound: '<set-variable name="json" value="@(new JObject())" />' },
  nulls: { outbound: log('@((string)null)') },
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
  cultured: {
    inbound: `<set-variable name="date" value='@(context.Timestamp.ToString("yyyy-MM-dd"))' />
      <set-variable name="number" value="@((1.5).ToString())" />`,
    outbound: log(
      '@((string)context.Variables["date"] + " " + (string)context.Variables["number"])',
    ),
  },
  large: { outbound: log("@(new string('x', 300 * 1024))") },
  named: { outbound: log('@("a{{limit}}b".Length + "{{limit}}")') },
  rewriting: {
    inbound: `<rewrite-uri template="/v2/chat?x=1" />
      <set-query-parameter name="api-version" exists-action="override"><value>2026-01-01</value></set-query-parameter>
      <set-header name="api-key" exists-action="delete" />
      <authentication-managed-identity resource="https://cognitiveservices.azure.com" />`,
  },
  unknown: { inbound: '<find-and-replace from="a" to="b" />' },
};

describeWithMono('the gateway', () => {
  let gateway: InlineGateway<keyof typeof apis>;
  beforeAll(async () => {
    gateway = await openInlineGateway(apis, { limit: '1234' });
  });
  afterAll(() => gateway.close());

  it('calls the backend, answers the client and sends the event', async () => {
    const result = await gateway.call('plain');
    expect(result.backendCalls).toHaveLength(1);
    expect(result.response.status).toBe(200);
    const partitionKey = '5b1f6a52-9d0c-4c1e-8f0a-3f6f0f9f2b11';
    expect(result.events).toEqual([{ loggerId: 'events', partitionKey, text: '200' }]);
  });

  it('inherits the forward-request that every new gateway has', async () => {
    expect((await gateway.call('inherited')).backendCalls).toHaveLength(1);
  });

  describe('an exception in an expression', () => {
    it('goes to on-error as the platform says, and is reported with its place', async () => {
      const result = await gateway.call('keyed');
      expect(result.response.status).toBe(500);
      expect(texts(result)).toEqual(['set-variable ExpressionValueEvaluationFailure']);
      expect(result.lastError).toMatchObject({
        section: 'outbound',
        path: 'choose[1]/set-variable[1]',
        policyId: 'mine',
      });
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
      const subscription = { id: 's', name: 'n', key: 'k' };
      const result = await gateway.call('keyed', { subscription });
      expect(result.response.status).toBe(200);
      expect(result.expressionErrors).toEqual([]);
    });

    it('ends the call where it comes in on-error', async () => {
      const result = await gateway.call('failingTwice');
      expect(result.response.status).toBe(500);
      expect(result.lastError?.section).toBe('on-error');
      expect(result.expressionErrors).toHaveLength(2);
    });

    it('is also a variable of a type that none may hold, or a text that is null', async () => {
      const stored = await gateway.call('storing');
      expect(stored.lastError?.message).toContain('Newtonsoft.Json.Linq.JObject');
      expect((await gateway.call('nulls')).lastError?.source).toBe('log-to-eventhub');
    });
  });

  it('ends at a returned response: neither the backend nor outbound runs', async () => {
    const { response, backendCalls, events } = await gateway.call('returning');
    expect(response).toMatchObject({ status: 418, headers: { x: ['y'] } });
    expect(response.body.toString()).toBe('short');
    expect([...backendCalls, ...events]).toEqual([]);
  });

  it('retries while the condition holds, up to the count, with the request kept', async () => {
    const busy = { status: 429, headers: {} };
    const result = await gateway.call('retrying', { backends: [busy, answer] });
    expect(result.backendCalls.map(({ backendId, body }) => [backendId, body.length])).toEqual([
      ['first', 43],
      ['second', 43],
    ]);
    const tired = await gateway.call('retrying', { backends: [busy, busy, busy, answer] });
    expect(tired.response.status).toBe(429);
    expect(tired.backendCalls).toHaveLength(3);
  });

  it('shows a retry that forgot to buffer the request: it sends an empty one', async () => {
    const backends = [{ status: 429, headers: {} }, answer];
    const result = await gateway.call('forgetful', { backends });
    expect(result.backendCalls.map(({ body }) => body.length)).toEqual([43, 0]);
  });

  it('goes to on-error for an error of the backend where the policy asks for it', async () => {
    const result = await gateway.call('failing', { backends: [{ ...answer, status: 503 }] });
    expect(texts(result)).toEqual(['503backend']);
    expect(result.response.body.toString()).toBe(answer.body);
  });

  it.each([
    ['connection-failure', 'request-forwarder', 'BackendConnectionFailure'],
    ['timeout', 'forward-request', 'Timeout'],
  ] as const)('goes to on-error where the backend ends in a %s', async (fault, source, reason) => {
    const result = await gateway.call('failing', { fault });
    expect(result.lastError).toMatchObject({ source, reason, path: 'forward-request[1]' });
    expect(result.response.status).toBe(500);
  });

  it('truncates an event at 200 KB, as the platform does', async () => {
    const [text = ''] = texts(await gateway.call('large'));
    expect(text).toHaveLength(200 * 1024);
  });

  it('shows text that depends on the culture of the machine', async () => {
    const [text] = texts(await gateway.call('cultured'));
    expect(text).not.toContain('2026-11-21');
    expect(text).not.toContain('1.5');
  });

  describe('named values', () => {
    it('are in the strings of expressions', async () => {
      expect(texts(await gateway.call('named'))).toEqual(['61234']);
      expect(texts(await gateway.call('named', { namedValues: { limit: '1' } }))).toEqual(['31']);
    });

    it('reject the test where one has no value, or one that would change the code around it', async () => {
      const quote = gateway.call('named', { namedValues: { limit: '" + "' } });
      await expect(quote).rejects.toThrow('would change the code');
    });
  });

  it('sends what policies made of the address and the headers', async () => {
    const [sent] = (await gateway.call('rewriting')).backendCalls;
    expect(sent?.url).toBe(
      'https://openai-contoso.openai.azure.com/v2/chat?x=1&api-version=2026-01-01',
    );
    expect(Object.keys(sent?.headers ?? {})).toEqual(['Authorization']);
  });

  it('rejects a test that is at fault, or a policy that it cannot run, and goes on', async () => {
    const backends = gateway.call('plain', { backends: [] });
    await expect(backends).rejects.toThrow('the test has no answer left');
    const nobody = gateway.call('nobody' as 'plain');
    await expect(nobody).rejects.toThrow('there is no policies/apis/nobody.xml');
    await expect(gateway.call('unknown')).rejects.toThrow('does not run this policy yet');
    expect((await gateway.call('plain')).response.status).toBe(200);
  });
});
