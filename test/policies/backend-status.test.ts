// The gateway can fail after the model has answered. Azure charges that answer all the same.
import { answered, chatCall, streamed } from './support/calls';
import { handleWith } from './support/changed-policies';
import { describeExecuted } from './support/execute-policies';
import { dataOf } from './support/readings';

const good = answered({ id: 'chatcmpl-1', usage: { prompt_tokens: 1 } });
const premium = { product: { id: 'llm-premium', name: 'LLM premium' } };

/** A policy of the platform team that fails before the policies emit the event. */
const failing = (before: string) => ({
  file: 'apis/azure-openai.xml',
  edit: (xml: string) =>
    xml.replace(
      before,
      `<set-header name="x"><value>@(((string)null).Trim())</value></set-header>${before}`,
    ),
});
const beforeReading = failing('<include-fragment fragment-id="read-usage" />');

describeExecuted("the status of the model's answer", (execute) => {
  it.each([
    ['buffered', good],
    ['streamed', streamed()],
  ])('is in the event if the gateway fails after a %s answer', async (_, answer) => {
    const result = await handleWith(beforeReading, chatCall(answer, { body: '{"stream":true}' }));
    expect(result.response.status).toBe(500);
    const data = dataOf(result);
    expect(data).toMatchObject({
      response: { status: 500, backendStatus: 200 },
      error: { section: 'outbound' },
    });
    expect(data).not.toHaveProperty('notBilled');
  });

  it('is in the event, with the usage, if the gateway fails after it read the usage', async () => {
    const afterReading = {
      file: 'fragments/read-usage.xml',
      edit: (xml: string) =>
        xml.replace(
          '</fragment>',
          '<set-header name="x"><value>@(((string)null).Trim())</value></set-header></fragment>',
        ),
    };
    const data = dataOf(await handleWith(afterReading, chatCall(good)));
    expect(data).toMatchObject({
      response: { status: 500, backendStatus: 200 },
      usage: { prompt_tokens: 1 },
    });
  });

  it('is in the event even if events of failures are switched off', async () => {
    const namedValues = { 'llm-emit-failures': 'false' };
    const result = await handleWith(beforeReading, chatCall(good, { namedValues }));
    expect(dataOf(result)).toMatchObject({ response: { status: 500, backendStatus: 200 } });
  });

  it.each([
    ['an answer that reaches the caller', chatCall(good)],
    ['a failure of the model', chatCall(answered('{}', {}, 500))],
    ['a request that is turned away', chatCall(good, { limits: 'calls-exceeded' })],
    ['a model that does not answer', chatCall(good, { fault: 'timeout' })],
    [
      'a second try that does not answer',
      chatCall(good, {
        ...premium,
        backends: [answered('{}', {}, 429), { fault: 'connection-failure' }],
      }),
    ],
  ])('is not in the event of %s', async (_, call) => {
    expect(dataOf(await execute(call))['response']).not.toHaveProperty('backendStatus');
  });
});
