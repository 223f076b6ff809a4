// API Management ends an expression with a loop after five seconds, so the policies scan bodies only up to
// a bound: by default 4 MB of an answer and 1 MB of a request. Beyond it the log supplies the counts.
import type { GatewayRequest } from './harness/gateway-call';
import { answered, chatCall, streamed, v1Call } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { dataOf, expected, observationOf } from './support/readings';

const MB = 1024 * 1024;
const filledTo = (length: number, text: string, mark = '#'): string =>
  text.replace(mark, 'x'.repeat(length - text.length + mark.length));

const request = (length: number): string =>
  filledTo(length, '{"model":"gpt-4o","service_tier":"flex","stream":true,"a":"#"}');
const answerBody = (length: number): string =>
  filledTo(length, '{"id":"resp_1","a":"#","usage":{"total_tokens":9}}');
const json = { 'Content-Type': 'application/json' };

describeExecuted('a request body', (execute) => {
  const chat = (body: string, headers: Record<string, string> = {}): GatewayRequest =>
    v1Call('chat/completions', streamed(), { body, headers: { ...json, ...headers } });

  it('of 1 MB is scanned', async () => {
    const data = dataOf(await execute(chat(request(MB), { 'Content-Length': String(MB) })));
    expect(data).toMatchObject({
      request: { serviceTier: 'flex' },
      backend: { deployment: 'gpt-4o' },
      usageAskedBy: 'gateway',
    });
  });

  it.each([
    ['states its length is not read', { 'Content-Length': String(MB + 1) }, 0],
    ['does not state its length is not scanned', {}, 2],
  ])('that is longer and %s, and reaches the model unchanged', async (_, headers, reads) => {
    const body = request(MB + 1);
    const result = await execute(chat(body, headers));
    expect(result.bodyReads.request).toBe(reads);
    const data = dataOf(result);
    expect(data).toMatchObject({ backend: { deployment: null }, usageAskedBy: 'nobody' });
    expect(data).not.toHaveProperty('request');
    expect(result.backendCalls.map((call) => call.body.toString())).toEqual([body]);
  });

  it('may be longer if the named value allows it', async () => {
    const namedValues = { 'llm-request-bytes-max': String(2 * MB) };
    const data = dataOf(await execute({ ...chat(request(MB + 1)), namedValues }));
    expect(data).toMatchObject({ request: { serviceTier: 'flex' }, usageAskedBy: 'gateway' });
  });

  it('is bounded by 1 MB if the named value is not a number', async () => {
    const namedValues = { 'llm-request-bytes-max': 'none' };
    for (const [length, askedBy] of [
      [MB, 'gateway'],
      [MB + 1, 'nobody'],
    ] as const) {
      const data = dataOf(await execute({ ...chat(request(length)), namedValues }));
      expect(data['usageAskedBy']).toBe(askedBy);
    }
  });
});

describeExecuted('an answer', (execute) => {
  const call = (body: string, changes: Partial<GatewayRequest> = {}, stated = true) =>
    chatCall(answered(body, stated ? { 'Content-Length': String(body.length) } : {}), changes);

  it('of 4 MB is scanned', async () => {
    const result = await execute(call(answerBody(4 * MB)));
    expect(observationOf(result).counters).toEqual({ total_tokens: 9 });
  });

  it.each([
    ['states its length is not read', true, 0],
    ['does not state its length is not scanned', false, 1],
  ])('that is longer and %s, so the log must supply its counts', async (_, stated, reads) => {
    const body = answerBody(4 * MB + 1);
    const result = await execute(call(body, {}, stated));
    expect(result.bodyReads.response).toBe(reads);
    expect(observationOf(result)).toStrictEqual(expected({}, null));
    expect(result.response.body.toString()).toBe(body);
  });

  it('may be longer if the named value allows it, and is bounded by 4 MB if that is not a number', async () => {
    const longer = { namedValues: { 'llm-answer-bytes-max': String(5 * MB) } };
    const body = answerBody(4 * MB + 1);
    expect(observationOf(await execute(call(body, longer))).counters).toEqual({ total_tokens: 9 });
    const none = { namedValues: { 'llm-answer-bytes-max': '-' } };
    expect(observationOf(await execute(call(body, none))).counters).toBeNull();
    expect(observationOf(await execute(call(answerBody(4 * MB), none))).counters).not.toBeNull();
  });
});

describeExecuted('a bearer token', (execute) => {
  it('longer than any token of Microsoft Entra is not decoded, and the key beside it identifies the caller', async () => {
    const part = Buffer.from('{"alg":"RS256"}').toString('base64url');
    const Authorization = `Bearer ${part}.${part}.${'x'.repeat(40_000)}`;
    const headers = { ...json, Authorization };
    const result = await execute(chatCall(answered('{}'), { headers, token: 'invalid' }));
    expect(result.response.status).toBe(200);
    expect(observationOf(result).facts).toMatchObject({ subscriptionId: 'team-a' });
    expect(observationOf(result).facts).not.toHaveProperty('appId');
  });
});
