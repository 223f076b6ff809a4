import { app, type HttpRequest, type InvocationContext } from '@azure/functions';
import { request } from 'node:http';
import type { HostLogger } from '../../../local/functions-host/logger';
import { makeTestApp, type TestApp } from './in-process';

let testApp: TestApp;
const logged: string[] = [];
const logger: HostLogger = {
  log: (level, source, message) => logged.push(`${level} [${source}] ${message}`),
};

beforeAll(async () => {
  testApp = await makeTestApp();
});
afterAll(async () => {
  await testApp.remove();
});
beforeEach(() => {
  logged.length = 0;
});

function describeRequest(req: HttpRequest): object {
  return {
    method: req.method,
    params: req.params,
    query: Object.fromEntries(req.query),
    header: req.headers.get('x-test'),
  };
}

describe('HTTP functions', () => {
  it('get parameters, query, headers and body, and answer with status, headers, body and cookies', async () => {
    const host = await testApp.start(() => {
      app.post('report', {
        route: 'chargeback/report/{period}/{format?}',
        authLevel: 'function',
        handler: async (req) => ({
          status: 201,
          headers: { 'x-answer': 'yes' },
          cookies: [{ name: 'seen', value: 'a b', httpOnly: true, sameSite: 'Lax', maxAge: 60 }],
          jsonBody: { ...describeRequest(req), body: await req.json() },
        }),
      });
      app.get('text', { handler: () => ({ body: 'plain' }) });
      app.get('nothing', { handler: () => ({ status: 304 }) });
      app.get('silent', { handler: () => undefined as never });
    });

    const response = await fetch(`${host.url}/api/chargeback/Report/2026-11?a=1&b=x&a=2`, {
      method: 'POST',
      headers: { 'x-test': 'yes', 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'größer' }),
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-answer')).toBe('yes');
    expect(response.headers.getSetCookie()).toEqual([
      'seen=a%20b; max-age=60; path=/; samesite=lax; httponly',
    ]);
    expect(await response.json()).toEqual({
      method: 'POST',
      params: { period: '2026-11' },
      query: { a: '1,2', b: 'x' },
      header: 'yes',
      body: { text: 'größer' },
    });

    expect(await (await fetch(`${host.url}/api/text`)).text()).toBe('plain');
    expect((await fetch(`${host.url}/api/nothing`)).status).toBe(304);
    expect((await fetch(`${host.url}/api/silent`)).status).toBe(204);
  });

  it('are found in the order of their names, not by the most specific route', async () => {
    const host = await testApp.start(() => {
      for (const [name, route] of [
        ['d_rest', 'orders/{*rest}'],
        ['c_latest', 'orders/latest'],
        ['b_one', 'orders/{id}'],
        ['a_number', 'orders/{id:int}'],
      ] as const) {
        app.get(name, { route, handler: (req) => ({ jsonBody: { name, ...req.params } }) });
      }
    });
    const get = async (path: string): Promise<unknown> =>
      (await fetch(`${host.url}/api/${path}`)).json();
    expect(await get('orders/7')).toEqual({ name: 'a_number', id: '7' });
    expect(await get('orders/latest')).toEqual({ name: 'b_one', id: 'latest' });
    expect(await get('orders/caf%C3%A9')).toEqual({ name: 'b_one', id: 'café' });
    expect(await get('orders/7/lines')).toEqual({ name: 'd_rest', rest: '7/lines' });
  });

  it('get repeated headers and parameters joined by commas, whatever their case', async () => {
    const host = await testApp.start(() => {
      app.get('joins', {
        handler: (req) => ({
          jsonBody: { url: req.url, a: req.query.get('a'), header: req.headers.get('x-test') },
        }),
      });
    });
    const url = `${host.url}/api/joins?a=1&A=2&a=%263`;
    const answer = await new Promise<string>((resolve, reject) => {
      const call = request(url, { headers: { 'X-Test': ['one', 'two'] } }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(text));
      });
      call.on('error', reject);
      call.end();
    });
    expect(JSON.parse(answer)).toEqual({ url, a: '1,2,&3', header: 'one,two' });
  });

  it('get no body that is sent in chunks, as in Azure', async () => {
    const host = await testApp.start(() => {
      app.post('length', { handler: async (req) => ({ body: `${(await req.text()).length}` }) });
    });
    const send = (headers: Record<string, string>): Promise<string> =>
      new Promise((resolve, reject) => {
        const call = request(
          `${host.url}/api/length`,
          { method: 'POST', headers },
          (response) => void response.on('data', (chunk: Buffer) => resolve(chunk.toString())),
        );
        call.on('error', reject);
        call.end('four');
      });
    expect(await send({ 'content-length': '4' })).toBe('4');
    expect(await send({ 'transfer-encoding': 'chunked' })).toBe('0');
  });

  it('are unknown, with 404, by another path, another method, and HEAD unless they name it', async () => {
    const host = await testApp.start(() => {
      app.get('known', { handler: () => ({ body: 'x' }) });
      app.http('heads', { methods: ['HEAD'], handler: () => ({ headers: { etag: '"1"' } }) });
    });
    const status = async (path: string, method = 'GET'): Promise<number> =>
      (await fetch(`${host.url}${path}`, { method })).status;
    expect(await status('/api/unknown')).toBe(404);
    expect(await status('/known')).toBe(404);
    expect(await status('/api/known', 'POST')).toBe(404);
    expect(await status('/api/known', 'HEAD')).toBe(404);
    expect(await status('/api/%E0%A4%A')).toBe(400);
    expect((await fetch(`${host.url}/api/heads`, { method: 'HEAD' })).headers.get('etag')).toBe(
      '"1"',
    );
    expect(await (await fetch(host.url)).text()).toContain('Development host');
    expect(await status('/', 'POST')).toBe(200);
  });

  it('leave no page at the root if a setting switches the homepage off', async () => {
    const settings = { AzureWebJobsDisableHomepage: 'True' };
    const host = await testApp.start(() => app.get('known', { handler: () => ({}) }), { settings });
    expect((await fetch(host.url)).status).toBe(204);
  });

  it('answer 500 with an empty body when the handler throws or its answer makes no sense', async () => {
    const host = await testApp.start(
      () => {
        app.get('throws', {
          handler: () => {
            throw new Error('secret detail');
          },
        });
        app.get('text', { handler: () => 'no response object' as never });
      },
      { logger },
    );
    for (const path of ['throws', 'text']) {
      const response = await fetch(`${host.url}/api/${path}`);
      expect(response.status).toBe(500);
      expect(await response.text()).toBe('');
    }
    expect(logged.join('\n')).toContain('secret detail');
  });

  it('survive a caller that goes away in the middle of a request', async () => {
    const host = await testApp.start(() => {
      app.post('echo', { handler: async (req) => ({ body: await req.text() }) });
    });
    const cut = request(`${host.url}/api/echo`, {
      method: 'POST',
      headers: { 'content-length': 99 },
    });
    const cutOff = new Promise((resolve) => cut.once('error', resolve));
    cut.write('half', () => cut.destroy(new Error('gone')));
    await cutOff;
    const whole = await fetch(`${host.url}/api/echo`, { method: 'POST', body: 'whole' });
    expect(await whole.text()).toBe('whole');
  });

  it('refuses to start where a route belongs to the host, and where a port is taken', async () => {
    const rootApp = await makeTestApp({ extensions: { http: { routePrefix: '' } } });
    const admin = (): void => app.get('mine', { route: 'admin/mine', handler: () => ({}) });
    await expect(rootApp.start(admin)).rejects.toThrow('Function "mine": the route /admin');
    await rootApp.remove();

    const fine = (): void => app.get('fine', { handler: () => ({}) });
    const host = await testApp.start(fine);
    await expect(testApp.start(fine, { port: host.port })).rejects.toThrow(
      `Port ${host.port} of 127.0.0.1 is taken`,
    );
  });
});

describe('the app', () => {
  it('has its hooks run around the app and around each invocation', async () => {
    const calls: string[] = [];
    const host = await testApp.start(() => {
      app.hook.appStart((context) => {
        context.hookData['who'] = 'app';
        calls.push('start');
      });
      app.hook.appTerminate((context) => void calls.push(`end ${String(context.hookData['who'])}`));
      app.hook.preInvocation((context) => {
        calls.push(`before ${context.invocationContext.functionName}`);
        context.functionHandler = () => ({ body: 'replaced' });
      });
      app.hook.postInvocation((context) => {
        calls.push('after');
        context.result = { status: 202, ...(context.result as object) };
      });
      app.get('hooked', { handler: () => ({ body: 'original' }) });
    });
    const response = await fetch(`${host.url}/api/hooked`);
    expect([response.status, await response.text()]).toEqual([202, 'replaced']);
    await host.close();
    expect(calls).toEqual(['start', 'before hooked', 'after', 'end app']);
  });

  it('logs through its context, with an invocation id of its own each time', async () => {
    const ids = new Set<string>();
    const host = await testApp.start(
      () => {
        app.get('talks', {
          handler: (_req: HttpRequest, context: InvocationContext) => {
            ids.add(context.invocationId);
            context.log('counted', 2, { of: 3 });
            context.warn('careful');
            return {};
          },
        });
      },
      { logger },
    );
    await fetch(`${host.url}/api/talks`);
    await fetch(`${host.url}/api/talks`);
    expect(ids.size).toBe(2);
    expect(logged).toContain('information [Function.talks] counted 2 { of: 3 }');
    expect(logged).toContain('warning [Function.talks] careful');
  });

  it('cannot start with a trigger that the host does not run, or with two functions of one name', async () => {
    const queue = (): void =>
      app.storageQueue('fromQueue', { queueName: 'q', connection: 'c', handler: () => undefined });
    await expect(testApp.start(queue)).rejects.toThrow(
      'Function "fromQueue": its trigger "queueTrigger" is not supported',
    );
    const twice = (): void => {
      app.get('same', { handler: () => ({}) });
      app.get('same', { handler: () => ({}) });
    };
    await expect(testApp.start(twice)).rejects.toThrow('"same" is registered already');
    await expect(testApp.start(() => undefined)).rejects.toThrow('registered no function');
  });

  it('cannot register functions once it has started', async () => {
    await testApp.start(() => app.get('early', { handler: () => ({}) }));
    expect(() => app.get('late', { handler: () => ({}) })).toThrow('while the app starts');
  });

  it('ends with its host: a handler that runs may answer, a new request is refused', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let reached: () => void = () => undefined;
    const running = new Promise<void>((resolve) => (reached = resolve));
    const host = await testApp.start(() => {
      app.get('slow', {
        handler: async () => {
          reached();
          await released;
          return { body: 'done' };
        },
      });
    });
    const slow = fetch(`${host.url}/api/slow`);
    await running;
    const closed = host.close();
    await expect(fetch(`${host.url}/api/slow`)).rejects.toThrow('fetch failed');
    release();
    expect(await (await slow).text()).toBe('done');
    await closed;
  });

  it('is given up when a function runs longer than functionTimeout', async () => {
    const hasty = await makeTestApp({ functionTimeout: '00:00:00.05' });
    let end: () => void = () => undefined;
    const fatal: Error[] = [];
    const host = await hasty.start(
      () =>
        app.get('stuck', {
          handler: () => new Promise<object>((resolve) => (end = () => resolve({}))),
        }),
      { onFatal: (error) => fatal.push(error) },
    );
    expect((await fetch(`${host.url}/api/stuck`)).status).toBe(500);
    expect(fatal[0]?.message).toBe('Function "stuck" ran longer than functionTimeout (50 ms).');
    end();
    await hasty.remove();
  });
});

describe('a function', () => {
  it('is left out when a setting disables it', async () => {
    const host = await testApp.start(
      () => {
        app.get('on', { handler: () => ({}) });
        app.get('off', { handler: () => ({}) });
      },
      { settings: { 'AzureWebJobs.off.Disabled': 'true' } },
    );
    expect(host.functions).toEqual(['on']);
    expect((await fetch(`${host.url}/api/off`)).status).toBe(404);
  });
});

describe('the admin API', () => {
  it('says that the host runs, and which functions it has', async () => {
    const host = await testApp.start(() => {
      app.get('report', { route: 'chargeback/{period}', handler: () => ({}) });
    });
    const get = async (path: string): Promise<unknown> =>
      (await fetch(`${host.url}${path}`)).json();
    expect(await get('/admin/host/status')).toMatchObject({
      state: 'Running',
      developmentHost: true,
    });
    expect(await get('/admin/functions')).toMatchObject([
      { name: 'report', invoke_url_template: `${host.url}/api/chargeback/{period}` },
    ]);
    expect(await get('/admin/functions/report')).toMatchObject({
      config: { bindings: [{ type: 'httpTrigger', methods: ['GET'] }, { type: 'http' }] },
    });
    expect((await fetch(`${host.url}/admin/functions/none`)).status).toBe(404);
  });

  it('runs by hand nothing but timers, and wants JSON', async () => {
    const host = await testApp.start(() => app.get('page', { handler: () => ({}) }));
    const post = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${host.url}/admin/functions/page`, { method: 'POST', headers, body: '{}' }))
        .status;
    expect(await post({})).toBe(415);
    expect(await post({ 'content-type': 'application/json' })).toBe(400);
  });
});
