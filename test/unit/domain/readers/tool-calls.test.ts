import { Faults } from '../../../../shared/domain/readers/field-reader';
import {
  readToolCalls,
  toolCallsIn,
  withToolCalls,
} from '../../../../shared/domain/readers/tool-calls';
import { toolCallTypesMax } from '../../../../shared/limits';
import { usageEvent } from '../../../support/sample-events';
import { readBody } from '../../../support/raw-events';

const search = (members: object = {}): object => ({ type: 'web_search_call', ...members });

describe('the calls of hosted tools in an answer', () => {
  it('are counted by type, as far as they were completed', () => {
    const output = [
      search({ status: 'completed', action: { type: 'search', query: 'x' } }),
      search({ status: 'completed' }),
      search({ status: null, action: {} }),
      search({ status: 'failed' }),
      search({ status: 'in_progress' }),
      { type: 'file_search_call', status: 'completed' },
      { type: 'code_interpreter_call', container_id: 'c' },
      { type: 'image_generation_call', status: 'completed' },
      { type: 'bing_grounding_call' },
    ];
    expect(toolCallsIn({ output })).toEqual({
      'tool_calls.web_search_call': 3,
      'tool_calls.file_search_call': 1,
      'tool_calls.code_interpreter_call': 1,
      'tool_calls.image_generation_call': 1,
      'tool_calls.bing_grounding_call': 1,
    });
  });

  it('are searches only, of what the web search tool does', () => {
    const output = ['search', 'open_page', 'find_in_page'].map((type) =>
      search({ status: 'completed', action: { type } }),
    );
    expect(toolCallsIn({ output })).toEqual({ 'tool_calls.web_search_call': 1 });
  });

  it('are as many searches as the answer states itself', () => {
    const stated = (num_requests: unknown) =>
      toolCallsIn({ output: [search()], tool_usage: { web_search: { num_requests } } });
    expect(stated(3)).toEqual({ 'tool_calls.web_search_call': 3 });
    expect(stated('many')).toEqual({ 'tool_calls.web_search_call': 1 });
    expect(toolCallsIn({ tool_usage: { web_search: null } })).toBeUndefined();
  });

  it.each([
    [undefined],
    ['text'],
    [[]],
    [[null, 5, 'web_search_call', {}, { type: 7 }, { type: 'message' }]],
    [[{ type: 'function_call' }, { type: 'computer_call' }, { type: 'mcp_call' }]],
    [[{ type: '__proto___call' }]],
  ])('are none in %j', (output) => {
    expect(toolCallsIn({ output })).toBeUndefined();
  });

  it('are bounded in types, and lose no call', () => {
    const output = Array.from({ length: 30 }, (_, at) => ({ type: `x${at}_call` }));
    const calls = toolCallsIn({ output }) ?? {};
    expect(Object.keys(calls)).toHaveLength(toolCallTypesMax + 1);
    expect(Object.values(calls).reduce((sum, count) => sum + count)).toBe(30);
  });
});

describe('the calls of hosted tools in an event', () => {
  const read = (value: unknown): unknown => {
    const faults = new Faults();
    const calls = readToolCalls(value, 'data.toolCalls', faults);
    return faults.first === undefined ? calls : [faults.first.reason, faults.first.path];
  };

  it.each([
    [{ web_search_call: 2, image_generation_call: '1' }, [2, 1]],
    [{ web_search_call: 2, function_call: 3, message: 4, odd_call: 0, other_call: null }, [2]],
  ])('are read from %j', (value, counts) => {
    expect(Object.values(read(value) as object)).toEqual(counts);
  });

  it.each([undefined, null, {}, { function_call: 1 }])('are none in %j', (value) => {
    expect(read(value)).toBeUndefined();
  });

  it.each([
    [5, 'badField'],
    [[], 'badField'],
    [{ web_search_call: -1 }, 'badCount'],
    [{ web_search_call: {} }, 'badCount'],
  ])('are at fault in %j', (value, reason) => {
    expect(read(value)).toEqual([reason, 'data.toolCalls']);
  });

  it('join the counters of the usage, and stand for no usage of their own', () => {
    const calls = { 'tool_calls.web_search_call': 2 };
    expect(withToolCalls({ input_tokens: 1 }, calls)).toEqual({ input_tokens: 1, ...calls });
    expect(withToolCalls({ input_tokens: 1 }, undefined)).toEqual({ input_tokens: 1 });
    expect(withToolCalls(null, calls)).toBeNull();
  });

  it('are part of the observation', () => {
    const event = usageEvent({ id: 1 }) as { data: object };
    const data = { ...event.data, toolCalls: { web_search_call: 2 } };
    const [reading] = readBody({ ...event, data });
    expect(reading).toMatchObject({
      kind: 'observed',
      observation: { counters: { 'tool_calls.web_search_call': 2 } },
    });
  });
});

describe('the calls of hosted tools in a body that a gateway logged whole', () => {
  const output = [search({ action: { type: 'search' } }), search({ action: { type: 'search' } })];
  const answer = { id: 'resp_1', model: 'm', output, usage: { input_tokens: 9, output_tokens: 1 } };
  const countersIn = (body: unknown): unknown => {
    const [reading] = readBody(body);
    return reading?.kind === 'observed' ? reading.observation.counters : reading;
  };
  const counters = { input_tokens: 9, output_tokens: 1, 'tool_calls.web_search_call': 2 };

  it('are counted in an object', () => {
    const body = { subscriptionId: 's', deploymentId: 'd', responseBody: answer };
    expect(countersIn(body)).toEqual(counters);
  });

  it('are counted at the end of a stream', () => {
    const chunks = [
      { type: 'response.created', response: { id: 'resp_1', output: [] } },
      { type: 'response.output_item.done', item: output[0] },
      { type: 'response.completed', response: answer },
    ];
    const response = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
    const event = { appSubscriptionKey: 'k', eventTime: '2026-11-02T10:16:00Z', response };
    expect(countersIn(event)).toEqual(counters);
  });
});
