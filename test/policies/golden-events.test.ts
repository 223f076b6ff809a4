// golden-events.json is what the policies send, of streamed calls above all, for tests that run where Mono
// is not. Where it is, this test holds the file to the policies.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayRequest } from './harness/gateway-call';
import { answered, chatCall, messagesCall, streamed, v1Call } from './support/calls';
import { describeExecuted } from './support/execute-policies';

const events = JSON.parse(readFileSync(join(__dirname, 'golden-events.json'), 'utf8')) as Readonly<
  Record<string, unknown>
>;

const body = '{"stream":true}';
const premium = { product: { id: 'llm-premium', name: 'LLM premium' } };
const spilled = streamed({
  'x-ms-deployment-name': 'gpt-4o-paygo',
  'x-ms-spillover-from-deployment': 'gpt-4o',
  'x-ms-region': 'West Europe',
});

const search = { type: 'web_search_call', status: 'completed', action: { type: 'search' } };
const searched = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'gpt-5-mini-2025-08-07',
  output: [search, search, { type: 'message', status: 'completed' }],
  service_tier: 'default',
  usage: { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 },
};
const batch = {
  id: 'batch_1',
  object: 'batch',
  status: 'completed',
  completed_at: 1793614560,
  model: 'gpt-5-mini-2025-08-07',
  usage: {
    input_tokens: 3000,
    input_tokens_details: { cached_tokens: 1000 },
    output_tokens: 500,
    output_tokens_details: { reasoning_tokens: 200 },
    total_tokens: 3500,
  },
};
const { body: _, ...batchCall } = v1Call('batches/batch_1', answered(batch), { method: 'GET' });
const refused = answered(
  '{"error":{"code":"429"}}',
  { 'x-ms-spillover-error': '429', 'x-ms-deployment-name': 'gpt-4o' },
  400,
);

const calls: Readonly<Record<string, GatewayRequest>> = {
  'a streamed chat completion whose usage the gateway asked for': chatCall(streamed(), {
    requestId: '00000001-0000-4000-8000-000000000000',
    body,
  }),
  'a streamed chat completion that spilled over': chatCall(spilled, {
    ...premium,
    requestId: '00000002-0000-4000-8000-000000000000',
    body: '{"stream":true,"stream_options":{"include_usage":true}}',
  }),
  'a streamed response of a caller without a key': v1Call('responses', streamed(), {
    requestId: '00000003-0000-4000-8000-000000000000',
    body: '{"model":"gpt-5-mini","stream":true}',
    subscription: null,
    product: null,
    token: {
      claims: {
        aud: 'd3590ed6-52b3-4102-aeff-aad2292ab01c',
        azp: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      },
    },
  }),
  "a streamed message of Anthropic's": messagesCall(streamed(), {
    requestId: '00000004-0000-4000-8000-000000000000',
  }),
  'a streamed chat completion with an estimate of its prompt': chatCall(streamed(), {
    requestId: '00000005-0000-4000-8000-000000000000',
    body,
    namedValues: { 'llm-emit-estimates': 'true', 'llm-estimate-prompt-tokens': 'true' },
    tokenCounts: { promptEstimate: 120 },
  }),
  'a streamed chat completion that asks for priority': chatCall(streamed(), {
    requestId: '00000007-0000-4000-8000-000000000000',
    body: '{"stream":true,"service_tier":"priority"}',
  }),
  'a response that used hosted tools': v1Call('responses', answered(searched), {
    requestId: '00000008-0000-4000-8000-000000000000',
  }),
  'a completed batch that is read': {
    ...batchCall,
    requestId: '00000009-0000-4000-8000-000000000000',
  },
  'an answer of provisioned throughput after a spill-over that failed': chatCall(refused, {
    ...premium,
    requestId: '00000010-0000-4000-8000-000000000000',
  }),
};

describe('golden-events.json', () => {
  it('has an event for each of the calls, and no other', () => {
    expect(Object.keys(events).sort()).toEqual(Object.keys(calls).sort());
  });
});

describeExecuted('golden-events.json', (execute) => {
  it.each(Object.entries(calls))('holds what the policies send for %s', async (title, call) => {
    const { events: sent } = await execute(call);
    expect(sent.map(({ text }) => text)).toEqual([JSON.stringify(events[title])]);
  });
});
