import { answer, log, openInlineGateway, texts, type InlineGateway } from './inline-gateway';
import { describeWithMono } from './with-mono';

const apis = {
  limited: {
    inbound: `<llm-token-limit counter-key="k" tokens-per-minute="10" token-quota="20" token-quota-period="Monthly"
      estimate-prompt-tokens="true" remaining-tokens-header-name="x-left" tokens-consumed-variable-name="consumed" />
      <rate-limit-by-key calls="5" renewal-period="60" counter-key="k" />`,
    outbound: log('@(Convert.ToString(context.Variables["consumed"]))'),
    onError: log('@(context.LastError.Source + context.Response.StatusCode)'),
  },
  bySubscription: { inbound: '<rate-limit calls="5" renewal-period="60" />' },
  token: {
    inbound: `<validate-azure-ad-token tenant-id="{{tenant}}" output-token-variable-name="jwt">
      <audiences><audience>{{audience}}</audience></audiences></validate-azure-ad-token>
      <set-variable name="app" value='@(((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("appid", ""))' />`,
    outbound: log('@((string)context.Variables["app"])'),
    onError: log('@(context.LastError.Reason)'),
  },
  claimed: {
    inbound: `<set-variable name="claimed"
      value='@(context.Request.Headers.GetValueOrDefault("Authorization", "").Replace("Bearer ", "").AsJwt()?.Subject ?? "nobody")' />`,
    outbound: log('@((string)context.Variables["claimed"])'),
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
  strictCors: {
    inbound: `<cors terminate-unmatched-request="true"><allowed-origins><origin>https://app.example</origin></allowed-origins>
      <allowed-headers><header>*</header></allowed-headers></cors>${log('@("inbound")')}`,
  },
  openCors: {
    inbound: `<cors terminate-unmatched-request="false"><allowed-origins><origin>https://app.example</origin></allowed-origins>
      <allowed-headers><header>*</header></allowed-headers></cors>`,
  },
};

const foreignOrigin = { Origin: 'https://other.example' };

const unsigned = (claims: object): string =>
  [{ alg: 'none' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.') + '.';

describeWithMono('access', () => {
  let gateway: InlineGateway<keyof typeof apis>;
  beforeAll(async () => {
    gateway = await openInlineGateway(apis, { tenant: 'contoso', audience: 'api://llm' });
  });
  afterAll(() => gateway.close());

  describe('by limits', () => {
    it('is given, and the answer says what is left; the count is the answer’s own', async () => {
      const result = await gateway.call('limited');
      expect(result.response.headers['x-left']).toEqual(['1000']);
      expect(texts(result)).toEqual(['42']);
    });

    it('leaves an estimate where the answer is no JSON', async () => {
      const body = 'data: {}';
      const result = await gateway.call('limited', { backends: [{ ...answer, body }] });
      expect(texts(result)).toEqual(['20']);
    });

    it.each([
      ['tokens-exceeded', 429, 'llm-token-limit429'],
      ['quota-exceeded', 403, 'llm-token-limit403'],
      ['calls-exceeded', 429, 'rate-limit-by-key429'],
    ] as const)('is refused where there are %s', async (limits, status, event) => {
      const result = await gateway.call('limited', { limits });
      expect(result.response.status).toBe(status);
      expect(result.response.headers['Retry-After']).toEqual(['7']);
      expect(texts(result)).toEqual([event]);
      expect(result.backendCalls).toEqual([]);
    });

    it('needs a subscription where the limit counts by subscription', async () => {
      expect((await gateway.call('bySubscription')).response.status).toBe(401);
      const subscription = { id: 's', name: 'n', key: 'k' };
      expect((await gateway.call('bySubscription', { subscription })).response.status).toBe(200);
    });
  });

  describe('by token', () => {
    it('is given where it is valid, and the token becomes a variable', async () => {
      const token = { claims: { aud: ['api://other', 'api://llm'], appid: 'app-1' } };
      expect(texts(await gateway.call('token', { token }))).toEqual(['app-1']);
    });

    it.each([
      [null, 'TokenNotFound'],
      ['invalid', 'TokenSignatureInvalid'],
      [{ claims: { aud: 'api://other' } }, 'TokenAudienceNotAllowed'],
    ] as const)('is refused where it is %j', async (token, reason) => {
      const result = await gateway.call('token', { token });
      expect(result.response.status).toBe(401);
      expect(texts(result)).toEqual([reason]);
    });

    it('shows that AsJwt believes an unsigned token', async () => {
      const headers = { Authorization: `Bearer ${unsigned({ sub: 'anyone' })}` };
      expect(texts(await gateway.call('claimed', { headers }))).toEqual(['anyone']);
      const broken = { Authorization: 'Bearer a.b.c' };
      expect(texts(await gateway.call('claimed', { headers: broken }))).toEqual(['nobody']);
    });
  });

  it('is answered from the cache: no backend, and outbound from behind the store only', async () => {
    const hit = await gateway.call('cached', { cache: 'hit' });
    expect(texts(hit)).toEqual(['hit']);
    expect(hit.backendCalls).toEqual([]);
    expect(hit.response.body.toString()).toBe(answer.body);
    expect(texts(await gateway.call('cached'))).toEqual(['before', 'missed']);
  });

  it('from a browser is asked for by a preflight, which the cors policy alone answers', async () => {
    const headers = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' };
    const preflight = await gateway.call('cors', { method: 'OPTIONS', headers });
    const allowed = preflight.response.headers['Access-Control-Allow-Origin'];
    expect(allowed).toEqual(['https://app.example']);
    expect([...preflight.events, ...preflight.backendCalls]).toEqual([]);
    const foreign = await gateway.call('cors', { headers: foreignOrigin });
    expect(foreign.response.headers['Access-Control-Allow-Origin']).toBeUndefined();
  });

  it.each(['GET', 'HEAD'])(
    'of another origin by %s ends in an empty answer that looks like success, and nothing runs',
    async (method) => {
      const ended = await gateway.call('strictCors', { method, headers: foreignOrigin });
      expect(ended.response).toMatchObject({ status: 200, headers: {} });
      expect(ended.response.body).toHaveLength(0);
      expect([...ended.events, ...ended.backendCalls]).toEqual([]);
      const passed = await gateway.call('openCors', { method, headers: foreignOrigin });
      expect(passed.backendCalls).toHaveLength(1);
      expect(passed.response.headers['Access-Control-Allow-Origin']).toBeUndefined();
    },
  );

  it('of another origin passes by other methods, and from its own origin by all', async () => {
    const posted = await gateway.call('strictCors', { headers: foreignOrigin });
    expect(posted.backendCalls).toHaveLength(1);
    const headers = { Origin: 'https://app.example' };
    const got = await gateway.call('strictCors', { method: 'GET', headers });
    expect(got.backendCalls).toHaveLength(1);
  });

  it('fails the test where the policy leaves open what becomes of another origin', async () => {
    const open = gateway.call('cors', { method: 'GET', headers: foreignOrigin });
    await expect(open).rejects.toThrow('say terminate-unmatched-request');
  });
});
