// Which backend a request goes to, and which deployment the event says has served it.
import type { BackendAnswer, GatewayRequest } from './harness/gateway-call';
import { answered, chatBody, chatCall, messagesCall, streamed, v1Call } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { observationOf } from './support/readings';

const good = answered({ usage: { prompt_tokens: 1 } });
const premium = { product: { id: 'llm-premium', name: 'LLM premium' } };
const busy = (status: number): BackendAnswer => answered('{"error":"no room"}', {}, status);

const calledBackends = (calls: readonly { readonly backendId?: string }[]) =>
  calls.map(({ backendId }) => backendId);

describeExecuted('the choice of a backend', (execute) => {
  it.each<[string, Partial<GatewayRequest>, string]>([
    ['an entitled product and a provisioned deployment', premium, 'llm-provisioned'],
    [
      'a deployment that is not provisioned',
      { ...premium, url: '/openai/deployments/o4-mini/chat/completions' },
      'llm-standard',
    ],
    ...['GPT-4O', 'gpt%2D4o'].map((name): [string, Partial<GatewayRequest>, string] => [
      `a provisioned deployment that is written ${name}`,
      { ...premium, url: `/openai/deployments/${name}/chat/completions` },
      'llm-provisioned',
    ]),
    ['a product that is not entitled', {}, 'llm-standard'],
    ['a subscription without a product', { product: null }, 'llm-standard'],
  ])('for %s', async (_, changes, backendId) => {
    const result = await execute(chatCall(good, changes));
    expect(calledBackends(result.backendCalls)).toEqual([backendId]);
    expect(observationOf(result).facts.backendId).toBe(backendId);
  });

  it("finds the v1 surface's deployment in the body, which reaches the backend as it was", async () => {
    const body = '{ "model":"gpt-4o", "temperature":0.70 }';
    const result = await execute(v1Call('responses', good, { ...premium, body }));
    expect(calledBackends(result.backendCalls)).toEqual(['llm-provisioned']);
    expect(result.backendCalls[0]?.body.toString()).toBe(body);
    expect(observationOf(result).facts.deployment).toBe('gpt-4o');
  });

  it.each([
    '/openai/deployments/o4-mini/../gpt-4o/chat/completions',
    '/openai/deployments/o4-mini/%2e%2E/gpt-4o/chat/completions',
    '/openai/deployments/../../openai/deployments/./gpt-4o/chat/completions',
  ])('names the deployment that %s leads to', async (url) => {
    const { facts } = observationOf(await execute(chatCall(good, { url })));
    expect(facts.deployment).toBe('gpt-4o');
  });

  it.each([
    ['openai/v1', '/openai/v1/responses', '/v1/responses'],
    [
      'ai/OpenAI/v1',
      '/ai/OpenAI/v1/responses?api-version=preview',
      '/v1/responses?api-version=preview',
    ],
    ['openai/v1', '/openai/v1/responses/resp_1/cancel', '/v1/responses/resp_1/cancel'],
  ])('puts the /v1 back that the path %s took off', async (apiPath, url, called) => {
    const backends = [busy(429), good];
    const body = '{"model":"gpt-4o"}';
    const call = v1Call('responses', good, { ...premium, backends, body, apiPath, url });
    const { backendCalls } = await execute(call);
    expect(backendCalls.map((sent) => sent.url)).toEqual(
      ['llm-provisioned', 'llm-standard'].map((name) => `https://${name}.backend.example${called}`),
    );
  });

  it.each([
    [
      'behind a prompt of nearly a megabyte',
      `{"input":"${'x'.repeat(1_000_000)}","model":"gpt-4o"}`,
    ],
    ['with escapes', '{"\\u006dodel":"gpt\\u002d4o"}'],
    ['behind other models', '{"a":[{"model":"x"},"}"],"b":"model","c":"\\"","model" : "gpt-4o"}'],
    ['twice, of which the last counts', '{"model":"x","model":"gpt-4o"}'],
  ])('finds the deployment in a body that names it %s', async (_, body) => {
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
    };
    const result = await execute(v1Call('responses', good, { ...premium, body, headers }));
    expect(observationOf(result).facts).toMatchObject({
      deployment: 'gpt-4o',
      backendId: 'llm-provisioned',
    });
    expect(result.backendCalls[0]?.body.toString()).toBe(body);
  });

  it.each([
    ['no JSON', 'model=gpt-4o', 'application/json'],
    ['JSON that ends too early', '{"model":"gpt-4o"', 'application/json'],
    ['a form', '--x\r\nname="model"\r\n\r\ngpt-4o', 'multipart/form-data; boundary=x'],
    ['a list', '["gpt-4o"]', 'application/json'],
    ['a model that is no name', '{"model":"sk-live-123 my whole prompt"}', 'application/json'],
    ['a model that is no text', '{"model":{"name":"gpt-4o"}}', 'application/json'],
  ])('knows no deployment in %s, and forwards it as it is', async (_, body, type) => {
    const headers = { 'Content-Type': type };
    const result = await execute(v1Call('responses', good, { body, headers }));
    expect(result.backendCalls[0]?.body.toString()).toBe(body);
    expect(observationOf(result).facts.deployment).toBeUndefined();
    expect(result.expressionErrors).toEqual([]);
  });

  it.each([429, 503])(
    'goes on to pay as you go where provisioned throughput answers %d, with the same body',
    async (status) => {
      const result = await execute(chatCall(good, { ...premium, backends: [busy(status), good] }));
      expect(calledBackends(result.backendCalls)).toEqual(['llm-provisioned', 'llm-standard']);
      for (const call of result.backendCalls) expect(call.body.toString()).toBe(chatBody);
      expect(observationOf(result).facts).toMatchObject({ backendId: 'llm-standard', status: 200 });
      expect(result.response.status).toBe(200);
    },
  );

  it('goes on with a stream too, and with the usage asked', async () => {
    const backends = [busy(429), streamed()];
    const result = await execute(chatCall(good, { ...premium, backends, body: '{"stream":true}' }));
    const bodies = result.backendCalls.map(({ body }) => body.toString());
    const sent = '{"stream_options":{"include_usage":true},"stream":true}';
    expect(bodies).toEqual([sent, sent]);
    expect(observationOf(result).facts).toMatchObject({
      streamed: true,
      backendId: 'llm-standard',
    });
  });

  it.each([400, 408, 500, 502, 504])(
    'does not try again after %d: the model may have worked',
    async (status) => {
      const result = await execute(chatCall(good, { ...premium, backends: [busy(status)] }));
      expect(calledBackends(result.backendCalls)).toEqual(['llm-provisioned']);
      expect(result.response.status).toBe(status);
    },
  );

  it('tries pay as you go once: its 429 is the answer', async () => {
    const result = await execute(chatCall(good, { ...premium, backends: [busy(429), busy(429)] }));
    expect(result.backendCalls).toHaveLength(2);
    expect(result.response.status).toBe(429);
    expect(observationOf(result).facts).toMatchObject({ status: 429, backendId: 'llm-standard' });
    expect(observationOf(result).facts.notBilled).toBeUndefined();
  });

  it.each([
    ['no Retry-After, as the gateway of a pool without a member', {}, '60'],
    ['a day', { 'Retry-After': '86400', 'retry-after-ms': '86400000' }, '60'],
    ['more than a number holds', { 'Retry-After': '99999999999999999999' }, '60'],
    ['a date', { 'Retry-After': 'Wed, 02 Dec 2026 07:28:00 GMT' }, '60'],
    ['less than nothing', { 'Retry-After': '-1' }, '60'],
    ['a minute', { 'Retry-After': '60', 'retry-after-ms': '60000' }, '60'],
    ['a moment', { 'Retry-After': '0' }, '0'],
  ])('says after 429 with %s when to come again, within a minute', async (_, headers, wait) => {
    for (const call of [chatCall, messagesCall]) {
      const { response } = await execute(call(answered('{"error":{}}', headers, 429)));
      expect([response.status, response.headers['Retry-After']]).toEqual([429, [wait]]);
      const milliseconds = Number(response.headers['retry-after-ms']?.[0] ?? 0);
      expect(milliseconds).toBeLessThanOrEqual(60_000);
    }
  });

  it.each([200, 403, 503])('leaves what %d says of it as it is', async (status) => {
    const { response } = await execute(chatCall(answered('{}', { 'Retry-After': '7200' }, status)));
    expect(response.headers['Retry-After']).toEqual(['7200']);
    const silent = await execute(chatCall(answered('{}', {}, status)));
    expect(silent.response.headers).not.toHaveProperty('Retry-After');
  });

  it.each([
    [{}, undefined, undefined],
    [{ 'x-ms-deployment-name': 'gpt-4o' }, 'gpt-4o', false],
    [
      { 'x-ms-deployment-name': 'gpt-4o-paygo', 'x-ms-spillover-from-deployment': 'gpt-4o' },
      'gpt-4o-paygo',
      true,
    ],
    [{ 'x-ms-spillover-from-deployment': 'gpt-4o' }, undefined, true],
    [{ 'x-ms-spillover-from-gpt-4o': 'true' }, undefined, true],
    [
      { 'X-MS-Spillover-From-gpt-4o': '', 'x-ms-deployment-name': 'gpt-4o-paygo' },
      'gpt-4o-paygo',
      true,
    ],
    [{ 'x-ms-spillover-error': '429' }, undefined, false],
    [
      { 'x-ms-spillover-error': '429', 'x-ms-spillover-from-deployment': 'gpt-4o' },
      undefined,
      false,
    ],
    [{ 'x-ms-spillover-error': '500', 'x-ms-deployment-name': 'gpt-4o' }, 'gpt-4o', false],
    [{ 'x-ms-spillover-deployment': 'gpt-4o-paygo' }, undefined, undefined],
    [{ 'x-ms-is-spilled-over': 'True' }, undefined, true],
  ])('served by %j', async (headers, servedDeployment, spilledOver) => {
    for (const answer of [answered('{}', headers), streamed(headers)]) {
      const { facts } = observationOf(await execute(chatCall(answer)));
      expect(facts.deployment).toBe('gpt-4o');
      expect([facts.servedDeployment, facts.spilledOver]).toEqual([servedDeployment, spilledOver]);
    }
  });

  it("names the model's region where the answer does", async () => {
    const result = await execute(chatCall(answered('{}', { 'x-ms-region': 'Sweden Central' })));
    expect(observationOf(result).facts.region).toBe('Sweden Central');
  });
});
