// The service tier that a request asks for: the policies cannot read the tier that served a stream.
import { answered, chatCall, classicCall, messagesCall, streamed, v1Call } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { dataOf } from './support/readings';

describeExecuted('the service tier that a request asks for', (execute) => {
  const requestOf = async (call: Parameters<typeof execute>[0]): Promise<unknown> => {
    const result = await execute(call);
    expect(result.expressionErrors).toEqual([]);
    return dataOf(result)['request'];
  };
  const ofChat = async (body: string, headers: Record<string, string> = {}): Promise<unknown> =>
    requestOf(
      chatCall(streamed(), { body, headers: { 'Content-Type': 'application/json', ...headers } }),
    );

  it.each([
    ['{"messages":[],"stream":true,"service_tier":"priority"}', 'priority'],
    ['{ "service_tier" : "Flex" ,"stream":true}', 'flex'],
    ['{"service_tier":"auto"}', 'auto'],
    ['{"service_tier":null}', 'none'],
    ['{"messages":[]}', 'none'],
    ['{}', 'none'],
    ['{"metadata":{"service_tier":"flex"},"a":"\\"service_tier\\":\\"flex\\""}', 'none'],
    ['{"\\u0073ervice_tier":"fle\\u0078"}', 'flex'],
    ['{"service_tier":"flex","service_tier":"priority"}', 'priority'],
    ['{"service_tier":"flex","service_tier":null}', 'none'],
    ['\ufeff {"service_tier":"flex"}\r\n', 'flex'],
  ])('of the body %s is %s in the event', async (body, serviceTier) => {
    expect(await ofChat(body)).toEqual({ serviceTier });
  });

  it.each([
    ['is no JSON', 'service_tier=flex'],
    ['is a list', '[{"service_tier":"flex"}]'],
    ['ends too early', '{"service_tier":"flex"'],
    ['ends within a text', '{"service_tier":"flex","a":"b'],
    ['has text behind its object', '{"service_tier":"flex"} x'],
    ['has two objects', '{"service_tier":"flex"}{}'],
    ['has a text behind its object', '{"service_tier":"flex"}"x"'],
    ['closes too early', '{"a":1}}'],
    ['is empty', ''],
    ['names a number', '{"service_tier":1}'],
    ['names an object', '{"service_tier":{"a":"flex"}}'],
    ['names what is no word', '{"service_tier":"my whole prompt"}'],
    ['names nothing', '{"service_tier":""}'],
    ['names a word that is too long', `{"service_tier":"${'x'.repeat(33)}"}`],
    ['names what may be a key', '{"service_tier":"0123456789abcdef0123456789abcdef"}'],
  ])('is not in the event if the body %s', async (_, body) => {
    expect(await ofChat(body)).toBeUndefined();
  });

  it('is not in the event if the body is compressed, or is not declared as JSON', async () => {
    expect(await ofChat('{"service_tier":"flex"}', { 'Content-Encoding': 'br' })).toBeUndefined();
    expect(
      await ofChat('{"service_tier":"flex"}', { 'Content-Type': 'text/plain' }),
    ).toBeUndefined();
  });

  it.each([
    ['responses', v1Call('responses', streamed(), { body: '{"model":"m","service_tier":"flex"}' })],
    ['messages', messagesCall(streamed(), { body: '{"model":"m","service_tier":"flex"}' })],
  ])('is in the event of %s too', async (_, call) => {
    expect(await requestOf(call)).toEqual({ serviceTier: 'flex' });
  });

  it.each(['embeddings', 'completions', 'images/generations', 'rerank'])(
    'is not in the event of %s, which have no tiers',
    async (path) => {
      const call = classicCall(path, answered('{}'), { body: '{"service_tier":"flex"}' });
      expect(await requestOf(call)).toBeUndefined();
    },
  );

  it('leaves every byte of the request as it was', async () => {
    const body = '{"model":"m","t":0.70,"at":"2024-01-01T00:00:00+02:00","service_tier" :"flex" }';
    const { backendCalls } = await execute(v1Call('responses', streamed(), { body }));
    expect(backendCalls.map((call) => call.body.toString())).toEqual([body]);
  });
});
