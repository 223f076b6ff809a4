// Azure sells the hosted tools of the Responses API by the call, and no usage object counts them.
import { toolCallsIn } from '../../shared/domain/readers/tool-calls';
import { answered, chatCall, streamed, v1Call } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { dataOf, observationOf } from './support/readings';

const usage = { input_tokens: 9, output_tokens: 1, total_tokens: 10 };
const search = { type: 'web_search_call', status: 'completed', action: { type: 'search' } };

describeExecuted('the hosted tools that a response used', (execute) => {
  const toolCallsOf = async (body: unknown): Promise<unknown> =>
    dataOf(await execute(v1Call('responses', answered(body))))['toolCalls'];

  it('are counted by type, from the items that are completed or have no status', async () => {
    const output = [
      search,
      { id: 'ws_2', ...search, results: [{ type: 'file_search_call', status: 'completed' }] },
      { ...search, status: 'failed' },
      { ...search, status: 'in_progress' },
      { type: 'file_search_call', queries: ['"type":"web_search_call"'] },
      { type: 'code_interpreter_call', status: null, code: '{"type":"web_search_call"}' },
      { type: 'image_generation_call', status: 'completed', result: 'A'.repeat(100_000) },
      { type: 'function_call', status: 'completed' },
      { type: 'reasoning', summary: [] },
      { type: 'message', content: [{ type: 'web_search_call', status: 'completed' }] },
    ];
    expect(await toolCallsOf({ id: 'resp_1', output, usage })).toEqual({
      web_search_call: 2,
      file_search_call: 1,
      code_interpreter_call: 1,
      image_generation_call: 1,
    });
  });

  it.each([
    ['uses none', { output: [{ type: 'message' }], usage }],
    ['has no output', { usage }],
    ['has an output that is no list', { output: { a: search }, usage }],
    ['has tools that it did not use', { tools: [search], output: [], usage }],
    ['has lists in its output', { output: [[search]], usage }],
    ['is not finished', '{"output":[{"type":"web_search_call"}],"usage":{}'],
  ])('are not in the event of a response that %s', async (_, body) => {
    expect(await toolCallsOf(body)).toBeUndefined();
  });

  it.each([
    ['search', 1],
    ['open_page', 0],
    ['find_in_page', 0],
  ])('are as many web searches as there are of the action %s: %i', async (type, count) => {
    const action = { sources: [{ type: 'url' }], query: '"type":"search"', type };
    const output = [
      { ...search, action: undefined },
      { ...search, action },
      { action, type: 'file_search_call', status: 'completed' },
      { type: 'function_call', action: { type: 'search' } },
    ];
    expect(await toolCallsOf({ output, usage })).toEqual({
      web_search_call: 1 + count,
      file_search_call: 1,
    });
  });

  it('are those that the program counts in the same response', async () => {
    const actions = ['search', 'open_page', 'find_in_page', 'search', 'click'];
    const output = [
      ...actions.map((type) => ({ ...search, action: { type } })),
      { ...search, action: null },
      { ...search, action: 'search' },
      { ...search, action: [{ type: 'open_page' }] },
      { ...search, action: {} },
      { ...search, content: { type: 'open_page' } },
    ];
    const counted = toolCallsIn({ output })?.['tool_calls.web_search_call'];
    expect(await toolCallsOf({ output, usage })).toEqual({ web_search_call: counted });
  });

  it("are the vendor's own number of searches, if it states one", async () => {
    const tool_usage = { image_gen: { total_tokens: 0 }, web_search: { num_requests: 1 } };
    expect(await toolCallsOf({ output: [search, search], tool_usage, usage })).toEqual({
      web_search_call: 1,
    });
    expect(
      await toolCallsOf({ output: [search], tool_usage: { web_search: { num_requests: 'x' } } }),
    ).toEqual({ web_search_call: 1 });
  });

  it.each([0, 1, 2, -1, 1.5, null])(
    'are those that the program counts if the vendor states %j searches',
    async (stated) => {
      const body = { output: [search], tool_usage: { web_search: { num_requests: stated } } };
      const counted = toolCallsIn(body)?.['tool_calls.web_search_call'];
      expect(await toolCallsOf({ ...body, usage })).toEqual({ web_search_call: counted });
    },
  );

  it('leave the usage as it is', async () => {
    const result = await execute(v1Call('responses', answered({ output: [search], usage })));
    expect(observationOf(result).counters).toMatchObject(usage);
  });

  it('are not in the event of a stream or of another API', async () => {
    const stream = await execute(v1Call('responses', streamed()));
    expect(dataOf(stream)['toolCalls']).toBeUndefined();
    const chat = await execute(chatCall(answered({ output: [search], usage })));
    expect(dataOf(chat)['toolCalls']).toBeUndefined();
  });
});
