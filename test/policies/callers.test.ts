// Who is let in, and who the event says it was.
import { answered, chatCall, requestId, v1Call } from './support/calls';
import { handleWith } from './support/changed-policies';
import { describeExecuted } from './support/execute-policies';
import { expected, observationOf } from './support/readings';

const good = answered({ usage: { prompt_tokens: 1 } });
const counters = { prompt_tokens: 1 };
const appId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
/** A token of version 2, as Entra issues it: for the gateway by its client id. */
const token = { claims: { aud: 'd3590ed6-52b3-4102-aeff-aad2292ab01c', azp: appId } };
const keyless = { subscription: null, product: null, user: null } as const;

/** Any text of a token's form; whether it is valid is what `token` says. */
const bearer = `Bearer ${['{"alg":"RS256","typ":"JWT"}', '{"aud":"x"}', 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.')}`;
const withBearer = (value: string) => ({
  'Content-Type': 'application/json',
  Authorization: value,
});

describeExecuted('a caller', (execute) => {
  it('with a key needs no token', async () => {
    const result = await execute(chatCall(good, { token: null }));
    expect(observationOf(result)).toStrictEqual(expected({}, counters));
  });

  it('with a key and a text that is no token, as OpenAI clients send, needs none either', async () => {
    const headers = withBearer('Bearer 0123456789abcdef0123456789abcdef');
    const result = await execute(chatCall(good, { headers, token: null }));
    expect(result.response.status).toBe(200);
    expect(observationOf(result).facts.appId).toBeUndefined();
  });

  it.each([
    ['of 32 digits', '0123456789abcdef0123456789abcdef'],
    ['with dots, because a company chose it', 'team.a.key'],
  ])(
    'of the v1 surface with a bearer key %s needs no token, and is known by its key',
    async (_, key) => {
      const subscription = { id: 'team-a', name: 'Team A', key };
      const headers = withBearer(`Bearer ${key}`);
      const call = v1Call('responses', good, { headers, subscription, token: 'invalid' });
      const result = await execute(call);
      expect(result.response.status).toBe(200);
      expect(observationOf(result).facts).toMatchObject({ subscriptionId: 'team-a' });
      expect(observationOf(result).facts.appId).toBeUndefined();
      expect(result.events[0]?.text).not.toContain(key);
      expect(JSON.stringify(result.backendCalls[0]?.headers)).not.toContain(key);
      expect(result.backendCalls[0]?.headers['Authorization']).toHaveLength(1);
    },
  );

  it.each(['one', 'two.parts', 'four.parts.of.text', '..', ''])(
    'with a key and the bearer text "%s", which has not the form of a token, needs no token',
    async (text) => {
      const headers = withBearer(`Bearer ${text}`);
      const result = await execute(chatCall(good, { headers, token: 'invalid' }));
      expect(result.response.status).toBe(200);
      expect(observationOf(result).facts.appId).toBeUndefined();
    },
  );

  it('with a key and a token is named by both', async () => {
    const result = await execute(chatCall(good, { headers: withBearer(bearer), token }));
    expect(observationOf(result)).toStrictEqual(expected({ appId }, counters));
  });

  it('with a key and a forged token is turned away: nobody names an application by a lie', async () => {
    const call = chatCall(good, { headers: withBearer(bearer), token: 'invalid' });
    expect((await execute(call)).response.status).toBe(401);
  });

  it.each([
    ['1', { aud: 'api://llm-gateway', appid: appId }],
    ['2', token.claims],
  ])(
    'without a key is the application of its token of version %s',
    async (_, claims: Readonly<Record<string, string>>) => {
      const result = await execute(chatCall(good, { ...keyless, token: { claims } }));
      const { facts } = observationOf(result);
      expect(facts).toMatchObject({ appId });
      expect(facts).not.toHaveProperty('subscriptionId');
      expect(facts).not.toHaveProperty('productId');
    },
  );

  it('with a token for somebody else is turned away', async () => {
    const claims = { aud: 'api://another', azp: appId };
    const result = await execute(chatCall(good, { ...keyless, token: { claims } }));
    expect(result.response.status).toBe(401);
    expect(result.backendCalls).toEqual([]);
  });

  it('is no person, no key and no token in any event', async () => {
    const { events } = await execute(chatCall(good, { headers: withBearer(bearer), token }));
    const [event] = events;
    for (const secret of ['0123456789abcdef', 'contoso.example', 'u-1', 'Some', bearer.slice(7)]) {
      expect(event?.text).not.toContain(secret);
    }
  });

  it('with names of any length and kind sends a small event, which can be read', async () => {
    const long = `${'x"\\\n\u0001é💶'.repeat(40_000)}@contoso.example`;
    const result = await execute(
      chatCall(answered('{}', { 'x-ms-deployment-name': 'd'.repeat(60_000) }), {
        subscription: { id: long, name: long, key: 'k' },
        product: { id: long, name: long },
        operation: { id: long, method: 'POST', urlTemplate: '/', name: long },
      }),
    );
    expect(Buffer.byteLength(result.events[0]?.text ?? '')).toBeLessThan(10_000);
    expect(observationOf(result).requestId).toBe(requestId);
  });
});

describeExecuted('the backend', (execute) => {
  it("never sees what the caller proved itself with, and is called by the gateway's identity", async () => {
    const { backendCalls } = await execute(
      chatCall(good, {
        url: '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21&subscription-key=k',
        headers: {
          ...withBearer(bearer),
          'api-key': 'k',
          'x-api-key': 'k',
          'Ocp-Apim-Subscription-Key': 'k',
        },
        token,
      }),
    );
    const [call] = backendCalls;
    expect(call?.url).toMatch(/\?api-version=2024-10-21$/);
    const headers = Object.keys(call?.headers ?? {}).map((name) => name.toLowerCase());
    expect(headers).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(x-)?api-key$|subscription-key/)]),
    );
    expect(call?.headers['Authorization']).not.toEqual([bearer]);
    expect(JSON.stringify(call?.headers)).toContain('cognitiveservices.azure.com');
  });

  it('is asked for an answer that policies can read, whatever compression the caller takes', async () => {
    const headers = { 'Content-Type': 'application/json', 'Accept-Encoding': 'br, gzip' };
    const { backendCalls } = await execute(chatCall(good, { headers }));
    expect(backendCalls[0]?.headers['Accept-Encoding']).toEqual(['identity']);
  });

  it("gets the gateway's request id, and the caller its own one back", async () => {
    const headers = {
      'Content-Type': 'application/json',
      'x-ms-client-request-id': 'my-request',
      'x-business-unit': 'I say so myself',
    };
    const { backendCalls, response } = await execute(chatCall(good, { headers }));
    expect(backendCalls[0]?.headers['x-ms-client-request-id']).toEqual([requestId]);
    expect(backendCalls[0]?.headers).not.toHaveProperty('x-business-unit');
    expect(response.headers['x-ms-client-request-id']).toEqual(['my-request']);
    expect(response.headers['x-gateway-request-id']).toEqual([requestId]);
  });

  it.each([
    ['finance', 'finance'],
    ['@(12)', '12'],
  ])('is told the business unit %s where a policy of the gateway knows it', async (unit, text) => {
    const known = {
      file: 'apis/azure-openai.xml',
      edit: (xml: string) =>
        xml.replace('<base />', `<set-variable name="llmBusinessUnit" value="${unit}" />`),
    };
    const { backendCalls } = await handleWith(known, chatCall(good));
    expect(backendCalls[0]?.headers['x-business-unit']).toEqual([text]);
  });
});

describeExecuted('a page in a browser', (execute) => {
  const preflight = (origin: string) =>
    chatCall(good, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'api-key,content-type',
      },
    });

  it.each([
    ['https://apps.contoso.example', true],
    ['https://elsewhere.example', false],
  ])('of %s may call: %s; the question is no event', async (origin, isAllowed) => {
    const { response, events, backendCalls } = await execute(preflight(origin));
    const allowed = Object.entries(response.headers).find(
      ([name]) => name.toLowerCase() === 'access-control-allow-origin',
    );
    expect(allowed?.[1]).toEqual(isAllowed ? [origin] : undefined);
    expect([events, backendCalls]).toEqual([[], []]);
  });

  it.each([
    ['GET', 0],
    ['POST', 1],
  ])(
    'of elsewhere that sends %s without asking first calls a model %d times',
    async (method, times) => {
      const headers = { 'Content-Type': 'application/json', Origin: 'https://elsewhere.example' };
      const { response, events, backendCalls } = await execute(chatCall(good, { method, headers }));
      expect(response.status).toBe(200);
      expect([events.length, backendCalls.length]).toEqual([times, times]);
    },
  );
});
