import { answer, log, openInlineGateway, texts, type InlineGateway } from './inline-gateway';
import { describeWithMono } from './with-mono';

const retry = (
  condition: string,
): string => `<retry condition="${condition}" count="1" interval="1">
  <set-variable name="tries" value='@(context.Variables.GetValueOrDefault&lt;int&gt;("tries", 0) + 1)' />
  <forward-request buffer-request-body="true" buffer-response="false" /></retry>`;

const outbound = log(
  '@("outbound " + (context.LastError == null ? "-" : context.LastError.Reason + " " + context.LastError.Path))',
);
const onError = log(
  '@("on-error " + context.LastError.Source + " " + context.LastError.Reason + " " + context.LastError.Path)',
);

const apis = {
  onFailure: {
    backend: retry('@(context.Response == null || context.Response.StatusCode &gt;= 500)'),
    outbound,
    onError,
  },
  onAnswer: { backend: retry('@(context.Response.StatusCode == 429)'), outbound, onError },
  onSecondError: {
    backend: retry('@(true)').replace('<forward-request', '<forward-request id="mine"'),
    outbound: `<set-variable name="a" value="@(context.Subscription.Id)" />`,
    onError,
  },
  inVain: {
    backend: `<retry condition="@(true)" count="1" interval="1">
      <set-variable name="a" value="@(context.Subscription.Id)" /><forward-request /></retry>`,
    onError,
  },
};

describeWithMono('a call of the backend that fails within retry', () => {
  let gateway: InlineGateway<keyof typeof apis>;
  beforeAll(async () => {
    gateway = await openInlineGateway(apis);
  });
  afterAll(() => gateway.close());

  const timeout = { fault: 'timeout' } as const;
  const path = 'retry[1]/forward-request[1]';

  it.each([timeout, { ...timeout, leaves: 'no answer' } as const])(
    'is made again where the condition says so; the error stays to be seen in outbound (%j)',
    async (failure) => {
      const result = await gateway.call('onFailure', { backends: [failure, answer] });
      expect(result.response.status).toBe(200);
      expect(result.response.body.toString()).toBe(answer.body);
      expect(result.backendCalls.map(({ body }) => body.length)).toEqual([43, 43]);
      expect(texts(result)).toEqual([`outbound Timeout ${path}`]);
      expect(result.lastError).toMatchObject({ section: 'backend', path });
    },
  );

  it('goes to on-error where the condition does not hold', async () => {
    const result = await gateway.call('onAnswer', { backends: [timeout, answer] });
    expect(result.backendCalls).toHaveLength(1);
    expect(result.response.status).toBe(500);
    expect(texts(result)).toEqual([`on-error forward-request Timeout ${path}`]);
  });

  it('goes to on-error where no try is left, with the last of the errors', async () => {
    const lost = { fault: 'connection-failure' } as const;
    const result = await gateway.call('onFailure', { backends: [timeout, lost, answer] });
    expect(result.backendCalls).toHaveLength(2);
    expect(texts(result)).toEqual([`on-error request-forwarder BackendConnectionFailure ${path}`]);
  });

  it('goes to on-error by the condition itself where that takes an answer for granted', async () => {
    const none = { ...timeout, leaves: 'no answer' } as const;
    const result = await gateway.call('onAnswer', { backends: [none, answer] });
    expect(texts(result)).toEqual(['on-error retry ExpressionValueEvaluationFailure retry[1]']);
  });

  it('leaves nothing of its own in the error of a later section', async () => {
    const result = await gateway.call('onSecondError', { backends: [timeout, answer] });
    expect(texts(result)).toEqual([
      'on-error set-variable ExpressionValueEvaluationFailure set-variable[1]',
    ]);
    expect(result.lastError).toMatchObject({ section: 'outbound' });
    expect(result.lastError?.policyId).toBeUndefined();
  });

  it('is not what another policy is that fails there: that goes to on-error at once', async () => {
    const result = await gateway.call('inVain');
    expect(result.backendCalls).toEqual([]);
    expect(texts(result)).toEqual([
      'on-error set-variable ExpressionValueEvaluationFailure retry[1]/set-variable[1]',
    ]);
  });

  it('is told from an answer that is asked for again: of that no error stays', async () => {
    const busy = { status: 429, headers: {} };
    const result = await gateway.call('onAnswer', { backends: [busy, answer] });
    expect(texts(result)).toEqual(['outbound -']);
  });
});
