// Logging never fails the caller's request, and a request never logs twice.
import { answered, chatCall, requestId } from './support/calls';
import { handleWith } from './support/changed-policies';
import { describeExecuted } from './support/execute-policies';
import { observationOf } from './support/readings';

const good = answered({ id: 'chatcmpl-1', usage: { prompt_tokens: 1 } });

describeExecuted('logging', (execute) => {
  it('sends id, time and status where the event cannot be made, and says so', async () => {
    // A neighbour that uses a variable of ours for something else.
    const neighbour = {
      file: 'fragments/read-usage.xml',
      edit: () => '<fragment><set-variable name="llmResponse" value="@(1)" /></fragment>',
    };
    const result = await handleWith(neighbour, chatCall(good));
    expect(result.expressionErrors).toEqual([]);
    expect(result.response.status).toBe(200);
    expect(result.response.body.toString()).toBe(good.body);
    expect(observationOf(result)).toStrictEqual({
      requestId,
      source: 'policy',
      occurredAt: '2026-11-02T10:16:00.123Z',
      facts: {
        dialect: 'cloudevents',
        status: 200,
        errorSource: 'emit-usage-event',
        errorReason: 'EventIncomplete',
      },
      counters: null,
    });
  });

  it('is not done again in on-error where a later policy of outbound fails', async () => {
    const failing =
      '<choose><when condition="@(context.LastError == null)"><set-header name="x" exists-action="override">' +
      '<value>@(((string)null).Trim())</value></set-header></when></choose>';
    const later = {
      file: 'fragments/emit-usage-event.xml',
      edit: (xml: string) => xml.replace('</fragment>', `${failing}</fragment>`),
    };
    const result = await handleWith(later, chatCall(good));
    expect(result.lastError).toMatchObject({ section: 'outbound' });
    expect(observationOf(result).counters).toEqual({ prompt_tokens: 1 });
  });

  it('is done before the store of a cache can fail', async () => {
    const failing = {
      file: 'fragments/store-in-cache.xml',
      edit: (xml: string) =>
        xml.replace(
          /<llm-semantic-cache-store[^>]*>/,
          '<set-body>@(((string)null).Trim())</set-body>',
        ),
    };
    const result = await handleWith(failing, chatCall(good, { api: 'azure-openai-cached' }));
    expect(result.lastError).toMatchObject({ section: 'outbound' });
    expect(observationOf(result).counters).toEqual({ prompt_tokens: 1 });
  });

  it('is done before a policy of on-error can fail', async () => {
    const failing = {
      file: 'fragments/correlate-response.xml',
      edit: (xml: string) => xml.replace('string sent =', 'string sent = ((string)null).Trim() +'),
    };
    const result = await handleWith(failing, chatCall(good, { limits: 'calls-exceeded' }));
    expect(result.lastError).toMatchObject({ section: 'on-error' });
    expect(observationOf(result).facts).toMatchObject({ status: 429, notBilled: 'turnedAway' });
  });

  it('spreads over the partitions by request id, to the logger of the usage hub', async () => {
    const { events } = await execute(chatCall(good));
    expect(events.map(({ loggerId, partitionKey }) => [loggerId, partitionKey])).toEqual([
      ['llm-usage', requestId],
    ]);
  });

  it('is CloudEvents 1.0, whose source is the gateway and its region', async () => {
    const { events } = await execute(chatCall(good));
    expect(JSON.parse(events[0]?.text ?? '')).toMatchObject({
      specversion: '1.0',
      id: requestId,
      source: '/apim/apim-contoso/westeurope',
      type: 'llm.usage.v1',
      time: '2026-11-02T10:16:00.1234567Z',
      subject: 'azure-openai/an-operation',
    });
  });
});
