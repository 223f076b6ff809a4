import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  answer,
  log,
  openInlineGateway,
  requestBody,
  texts,
  type InlineGateway,
} from './inline-gateway';
import { describeWithMono } from './with-mono';

const reading = (code: string) => ({
  outbound: `<set-variable name="body" value='${code.replace(/</g, '&lt;')}' />`,
});

const apis = {
  plain: {},
  reading: reading('@(context.Response.Body.As<string>(true))'),
  consuming: reading('@(context.Response.Body.As<string>())'),
  guarded: reading(
    '@{ try { return context.Response.Body.As<string>(true); } catch (Exception) { return ""; } }',
  ),
  twice: reading('@(context.Response.Body.As<string>() + context.Response.Body.As<string>())'),
  parsed: reading('@(context.Response.Body.As<JObject>(true)["usage"]["total_tokens"].ToString())'),
  bytes: reading('@(context.Response.Body.As<byte[]>(true))'),
  counted: {
    inbound: `<llm-token-limit counter-key="k" tokens-per-minute="10" estimate-prompt-tokens="false"
      tokens-consumed-variable-name="consumed" />`,
    outbound: log('@(Convert.ToString(context.Variables["consumed"]))'),
  },
  unbuffered: {
    backend: '<forward-request buffer-response="false" />',
    outbound: log('@(context.Response.Headers.GetValueOrDefault("content-type", "none"))'),
  },
  parsing: {
    inbound:
      '<set-body>@(context.Request.Body.As&lt;JObject&gt;(true).ToString(Newtonsoft.Json.Formatting.None))</set-body>',
  },
  bodiless: { outbound: '<set-body>new</set-body>' },
};

describeWithMono('bodies', () => {
  let gateway: InlineGateway<keyof typeof apis>;
  beforeAll(async () => {
    gateway = await openInlineGateway(apis);
  });
  afterAll(() => gateway.close());

  const stream = { ...answer, headers: { 'Content-Type': 'text/event-stream' }, stream: true };

  it('pass through byte for byte where no expression reads them', async () => {
    const result = await gateway.call('plain');
    expect(result.backendCalls[0]?.body.toString()).toBe(requestBody);
    expect(result.response.body.toString()).toBe(answer.body);
    expect(result.bodyReads).toEqual({ request: 0, response: 0 });
  });

  it('are other bytes where JSON was parsed and written anew', async () => {
    const result = await gateway.call('parsing');
    expect(result.backendCalls[0]?.body.toString()).not.toContain('0.70');
    expect(result.backendCalls[0]?.body.toString()).not.toContain('+02:00');
  });

  it('stay where an expression preserves them', async () => {
    const result = await gateway.call('reading');
    expect(result.response.body.toString()).toBe(answer.body);
    expect(result.bodyReads.response).toBe(1);
  });

  it('are lost to the client where it does not', async () => {
    const result = await gateway.call('consuming');
    expect(result.response.body).toHaveLength(0);
  });

  it('cannot be read again after that', async () => {
    const result = await gateway.call('twice');
    expect(result.lastError).toMatchObject({ source: 'set-variable', section: 'outbound' });
  });

  it.each(['reading', 'consuming', 'guarded'] as const)(
    'fail the test where a stream is read, whatever the expression catches (%s)',
    async (api) => {
      await expect(gateway.call(api, { backends: [stream] })).rejects.toThrow(/streamed response/);
    },
  );

  it('fail the test where a stream is forwarded through a buffer', async () => {
    await expect(gateway.call('plain', { backends: [stream] })).rejects.toThrow(/buffer-response/);
  });

  it('of a stream reach the client', async () => {
    const result = await gateway.call('unbuffered', { backends: [stream] });
    expect(texts(result)).toEqual(['text/event-stream']);
    expect(result.response.body.toString()).toBe(answer.body);
  });

  it('that break off throw in the expression that reads them, and reach the client in part', async () => {
    const broken = { ...answer, breaks: true };
    const result = await gateway.call('reading', { backends: [broken] });
    expect(result.expressionErrors[0]?.error).toContain('closed within the body');
    const passed = await gateway.call('plain', { backends: [broken] });
    expect(answer.body).toContain(passed.response.body.toString());
    expect(passed.response.body.toString()).not.toBe(answer.body);
  });

  it('that are absent are null, and cannot be set', async () => {
    const result = await gateway.call('reading', { backends: [{ status: 204, headers: {} }] });
    expect(result.expressionErrors[0]?.error).toContain('NullReferenceException');
    const returned = await gateway.call('bodiless', { backends: [{ status: 204, headers: {} }] });
    expect(returned.lastError?.source).toBe('set-body');
  });

  describe('that come compressed', () => {
    const compressed = (coding: string, body: Buffer) => ({
      ...answer,
      headers: { ...answer.headers, 'Content-Encoding': coding },
      body,
    });
    const zipped = compressed('gzip', gzipSync(answer.body as string));
    const brotli = compressed('br', brotliCompressSync(answer.body as string));

    it('by gzip are decoded for expressions and limits, and reach the client as they were', async () => {
      const result = await gateway.call('parsed', { backends: [zipped] });
      expect(result.expressionErrors).toEqual([]);
      expect(result.response.body).toEqual(zipped.body);
      expect(texts(await gateway.call('counted', { backends: [zipped] }))).toEqual(['42']);
    });

    it('by another coding are noise to whoever reads them', async () => {
      const result = await gateway.call('parsed', { backends: [brotli] });
      expect(result.expressionErrors[0]?.error).toContain('JsonReaderException');
      const passed = await gateway.call('plain', { backends: [brotli] });
      expect(passed.response.body).toEqual(brotli.body);
    });

    it('fail the test where their bytes are read, of which no page says what they are', async () => {
      const read = gateway.call('bytes', { backends: [zipped] });
      await expect(read).rejects.toThrow('is not documented');
      expect((await gateway.call('bytes')).response.status).toBe(200);
    });
  });
});
