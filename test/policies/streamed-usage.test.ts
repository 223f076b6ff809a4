// The event of a stream: told by the response's content type, without a look at its body.
import { answered, chatCall, messagesCall, streamed, v1Call } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { expected, observationOf } from './support/readings';

const body = '{"stream":true}';

describeExecuted('the event of a stream', (execute) => {
  it('names caller and backend and no usage, and the stream passes unread', async () => {
    const answer = streamed();
    const result = await execute(chatCall(answer, { body }));
    expect(observationOf(result)).toStrictEqual(
      expected({ streamed: true, usageAskedBy: 'gateway' }, null),
    );
    expect(result.bodyReads.response).toBe(0);
    expect(result.response.body.toString()).toBe(answer.body);
  });

  it.each([
    ['text/event-stream', true],
    ['TEXT/EVENT-STREAM;charset=utf-8', true],
    ['application/json', false],
  ])('of content type %s is streamed: %s', async (type, isStreamed) => {
    const answer = { ...answered('{}'), headers: { 'Content-Type': type } };
    const { facts } = observationOf(await execute(chatCall(answer, { body })));
    expect(facts.streamed).toBe(isStreamed);
  });

  it('that the client asked for and the model did not send is a buffered answer', async () => {
    const answer = answered({ id: 'chatcmpl-1', usage: { prompt_tokens: 3 } });
    const { facts, counters } = observationOf(await execute(chatCall(answer, { body })));
    expect(facts).toMatchObject({ streamed: false, usageAskedBy: 'gateway' });
    expect(counters).toEqual({ prompt_tokens: 3 });
  });

  it('of the Responses API and of Anthropic says so too, and nobody had to ask', async () => {
    const calls = [
      v1Call('responses', streamed(), { body: '{"model":"gpt-4o","stream":true}' }),
      messagesCall(streamed(), { body: '{"model":"gpt-4o","stream":true}' }),
    ];
    for (const call of calls) {
      const result = await execute(call);
      const { facts, counters } = observationOf(result);
      expect(facts).toMatchObject({ streamed: true, deployment: 'gpt-4o' });
      expect([facts.usageAskedBy, counters]).toEqual([undefined, null]);
      expect(result.backendCalls[0]?.body.toString()).toBe(call.body);
    }
  });

  it('that breaks off is an event all the same: its headers had come', async () => {
    const answer = { ...streamed(), breaks: true };
    const result = await execute(chatCall(answer, { body }));
    expect(observationOf(result).facts).toMatchObject({ status: 200, streamed: true });
  });

  it("states the gateway's estimate of the prompt where that is switched on", async () => {
    const namedValues = { 'llm-emit-estimates': 'true', 'llm-estimate-prompt-tokens': 'true' };
    const tokenCounts = { promptEstimate: 120, streamEstimate: 150 };
    const estimateIn = async (changes: Parameters<typeof chatCall>[1]): Promise<unknown> => {
      const { events } = await execute(chatCall(streamed(), { body, tokenCounts, ...changes }));
      const event = JSON.parse(events[0]?.text ?? '') as { data: Record<string, unknown> };
      return event.data['estimatedUsage'];
    };
    expect(await estimateIn({ namedValues })).toEqual({ prompt_tokens: 120 });
    expect(await estimateIn({})).toBeUndefined();
    expect(
      await estimateIn({ namedValues: { ...namedValues, 'llm-estimate-prompt-tokens': 'false' } }),
    ).toBeUndefined();
    expect(await estimateIn({ namedValues, backends: [answered('{}')] })).toBeUndefined();
  });
});
