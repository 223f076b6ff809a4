// What the event of a buffered response says, for every shape of body that a model answers with.
import type { Counters, Facts } from '../../shared/domain/usage/observation';
import type { BackendAnswer, GatewayRequest } from './harness/gateway-call';
import { answered, chatCall, classicCall, messagesCall, prompt, v1Call } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { expected, observationOf } from './support/readings';

type Call = (answer: BackendAnswer) => GatewayRequest;

interface Shape {
  readonly title: string;
  readonly call: Call;
  readonly body: unknown;
  readonly facts: Facts;
  readonly counters: Counters | null;
}

const on =
  (path: string): Call =>
  (answer) =>
    classicCall(path, answer);
const onV1 =
  (path: string): Call =>
  (answer) =>
    v1Call(path, answer);

const chatUsage = {
  prompt_tokens: 1200,
  completion_tokens: 340,
  total_tokens: 1540,
  prompt_tokens_details: { cached_tokens: 1024, audio_tokens: 0, cache_write_tokens: 7 },
  completion_tokens_details: {
    reasoning_tokens: 64,
    audio_tokens: 0,
    accepted_prediction_tokens: 3,
    rejected_prediction_tokens: 5,
  },
};
const chatCounters = {
  prompt_tokens: 1200,
  completion_tokens: 340,
  total_tokens: 1540,
  'prompt_tokens_details.cached_tokens': 1024,
  'prompt_tokens_details.audio_tokens': 0,
  'prompt_tokens_details.cache_write_tokens': 7,
  'completion_tokens_details.reasoning_tokens': 64,
  'completion_tokens_details.audio_tokens': 0,
  'completion_tokens_details.accepted_prediction_tokens': 3,
  'completion_tokens_details.rejected_prediction_tokens': 5,
};

const shapes: readonly Shape[] = [
  {
    title: 'a chat completion with every detail',
    call: on('chat/completions'),
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      model: 'gpt-4o-2024-11-20',
      choices: [{ message: { content: 'model "usage": {"prompt_tokens": 1}' } }],
      service_tier: 'default',
      usage: chatUsage,
    },
    facts: { responseId: 'chatcmpl-1', model: 'gpt-4o-2024-11-20', serviceTier: 'default' },
    counters: chatCounters,
  },
  {
    title: 'a chat completion whose answer was filtered',
    call: on('chat/completions'),
    body: {
      choices: [{ finish_reason: 'content_filter', content_filter_results: {} }],
      id: 'chatcmpl-2',
      usage: { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 },
      prompt_filter_results: [],
      model: 'gpt-4o',
    },
    facts: { responseId: 'chatcmpl-2', model: 'gpt-4o' },
    counters: { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 },
  },
  {
    title: 'a completion',
    call: on('completions'),
    body: {
      id: 'cmpl-1',
      model: 'gpt-35-turbo-instruct',
      usage: { prompt_tokens: 5, total_tokens: 5 },
    },
    facts: { responseId: 'cmpl-1', model: 'gpt-35-turbo-instruct' },
    counters: { prompt_tokens: 5, total_tokens: 5 },
  },
  {
    title: 'embeddings, which have no id',
    call: on('embeddings'),
    body: {
      object: 'list',
      data: [
        { embedding: [0.1, -2e-5], index: 0 },
        { embedding: 'AAAA', index: 1 },
      ],
      model: 'text-embedding-3-large',
      usage: { prompt_tokens: 8, total_tokens: 8 },
    },
    facts: { model: 'text-embedding-3-large' },
    counters: { prompt_tokens: 8, total_tokens: 8 },
  },
  {
    title: 'a response of the Responses API',
    call: onV1('responses'),
    body: {
      id: 'resp_1',
      object: 'response',
      model: 'gpt-5-mini',
      output: [{ type: 'message', content: [{ text: prompt }] }],
      service_tier: 'priority',
      usage: {
        input_tokens: 40,
        input_tokens_details: { cached_tokens: 16, cache_write_tokens: 2 },
        output_tokens: 20,
        output_tokens_details: { reasoning_tokens: 12 },
        total_tokens: 60,
      },
    },
    facts: {
      api: 'azure-openai-v1',
      responseId: 'resp_1',
      model: 'gpt-5-mini',
      serviceTier: 'priority',
    },
    counters: {
      input_tokens: 40,
      'input_tokens_details.cached_tokens': 16,
      'input_tokens_details.cache_write_tokens': 2,
      output_tokens: 20,
      'output_tokens_details.reasoning_tokens': 12,
      total_tokens: 60,
    },
  },
  {
    title: 'a response that is made in the background, and has no usage yet',
    call: onV1('responses'),
    body: { id: 'resp_2', status: 'queued', model: 'gpt-5-mini', usage: null },
    facts: { api: 'azure-openai-v1', responseId: 'resp_2', model: 'gpt-5-mini' },
    counters: null,
  },
  {
    title: 'images with usage',
    call: on('images/generations'),
    body: {
      created: 1,
      data: [{ b64_json: 'AAAA' }, { b64_json: 'BBBB' }],
      usage: {
        input_tokens: 50,
        input_tokens_details: { text_tokens: 10, image_tokens: 40 },
        output_tokens: 4160,
        total_tokens: 4210,
      },
    },
    facts: {},
    counters: {
      input_tokens: 50,
      'input_tokens_details.text_tokens': 10,
      'input_tokens_details.image_tokens': 40,
      output_tokens: 4160,
      total_tokens: 4210,
    },
  },
  {
    title: 'images of an older model, which are counted',
    call: on('images/generations'),
    body: {
      created: 1,
      data: [{ url: 'https://x/1' }, { url: 'https://x/2', revised_prompt: '{' }],
    },
    facts: {},
    counters: { images: 2 },
  },
  {
    title: 'a transcription by tokens',
    call: on('audio/transcriptions'),
    body: {
      text: prompt,
      usage: {
        type: 'tokens',
        input_tokens: 14,
        input_token_details: { text_tokens: 0, audio_tokens: 14 },
        output_tokens: 45,
        total_tokens: 59,
      },
    },
    facts: {},
    counters: {
      input_tokens: 14,
      'input_token_details.text_tokens': 0,
      'input_token_details.audio_tokens': 14,
      output_tokens: 45,
      total_tokens: 59,
    },
  },
  {
    title: 'a transcription by the second',
    call: on('audio/transcriptions'),
    body: { text: prompt, usage: { type: 'duration', seconds: 12.5 } },
    facts: {},
    counters: { seconds: 12.5 },
  },
  {
    title: 'a translation that states its duration only',
    call: on('audio/translations'),
    body: { task: 'translate', duration: 8.47, text: prompt, segments: [{ id: 0 }] },
    facts: {},
    counters: { seconds: 8.47 },
  },
  {
    title: 'a video, whose seconds are a text',
    call: onV1('videos'),
    body: { id: 'video_1', object: 'video', model: 'sora-2', status: 'queued', seconds: '4' },
    facts: { api: 'azure-openai-v1', responseId: 'video_1', model: 'sora-2' },
    counters: { seconds: 4 },
  },
  {
    title: "Anthropic's message with cache writes, reads and searches",
    call: messagesCall,
    body: {
      id: 'msg_1',
      type: 'message',
      model: 'claude-opus-4-5-20251101',
      content: [{ type: 'text', text: 'usage' }],
      usage: {
        input_tokens: 21,
        cache_creation_input_tokens: 188_086,
        cache_read_input_tokens: null,
        cache_creation: { ephemeral_5m_input_tokens: 188_000, ephemeral_1h_input_tokens: 86 },
        output_tokens: 393,
        server_tool_use: { web_search_requests: 2 },
        service_tier: 'standard',
      },
    },
    facts: {
      api: 'anthropic-messages',
      deployment: 'claude-opus-4-5',
      backendId: 'llm-anthropic',
      responseId: 'msg_1',
      model: 'claude-opus-4-5-20251101',
      serviceTier: 'standard',
    },
    counters: {
      input_tokens: 21,
      cache_creation_input_tokens: 188_086,
      'cache_creation.ephemeral_5m_input_tokens': 188_000,
      'cache_creation.ephemeral_1h_input_tokens': 86,
      output_tokens: 393,
      'server_tool_use.web_search_requests': 2,
    },
  },
];

describeExecuted('the event of a buffered response', (execute) => {
  it.each(shapes)('states the usage of $title', async ({ call, body, facts, counters }) => {
    const answer = answered(body);
    const result = await execute(call(answer));
    expect(observationOf(result)).toStrictEqual(expected(facts, counters));
    expect(result.response.body.equals(Buffer.from(answer.body ?? ''))).toBe(true);
    expect(result.expressionErrors).toEqual([]);
    expect(result.events[0]?.text).not.toContain(prompt);
  });

  it('copies the usage object as it is: spaces, number formats, members that nobody knows', async () => {
    const usage =
      '{ "prompt_tokens" : 12,\r\n\t"total_tokens":1.20e1, "day":"2024-01-01T00:00:00+02:00",' +
      ' "big":12345678901234567890, "new":{"a":[0.70,true,null,"\\u00e9\\n"]} }';
    const { events } = await execute(chatCall(answered(`{"id":"chatcmpl-1","usage":${usage}}`)));
    expect(events[0]?.text).toContain(`"usage":${usage}`);
    expect(() => JSON.parse(events[0]?.text ?? '') as unknown).not.toThrow();
  });

  it.each([
    ['text that is no JSON', 'upstream says {"usage":{"prompt_tokens":1}}'],
    ['a list', '[{"usage":{"prompt_tokens":1}}]'],
    ['a number', '12'],
    ['nothing', ''],
    ['JSON that ends too early', '{"id":"chatcmpl-1","usage":{"prompt_tokens":1},"choices":[{"te'],
    ['JSON that ends within its usage', '{"id":"chatcmpl-1","usage":{"prompt_tokens":1'],
    ['two objects', '{"usage":{"prompt_tokens":1}}{"usage":{"prompt_tokens":1}}'],
    ['text behind the object', '{"usage":{"prompt_tokens":1}} and more'],
  ])('states no usage for %s', async (_, body) => {
    const result = await execute(chatCall(answered(body)));
    expect(observationOf(result)).toStrictEqual(expected({}, null));
    expect(result.response.body.toString()).toBe(body);
  });

  it.each([
    ['is missing', '{"id":"chatcmpl-1"}'],
    ['is null', '{"id":"chatcmpl-1","usage":null}'],
    ['is a text', '{"id":"chatcmpl-1","usage":"12"}'],
    ['is a list', '{"id":"chatcmpl-1","usage":[12]}'],
    ['is empty', '{"id":"chatcmpl-1","usage":{}}'],
    ['is deeper inside', '{"id":"chatcmpl-1","inner":{"usage":{"prompt_tokens":1}}}'],
    ['is no strict JSON', `{"id":"chatcmpl-1","usage":{'prompt_tokens':1}}`],
    ['has a comma too many', '{"id":"chatcmpl-1","usage":{"prompt_tokens":1,}}'],
    ['has a gap', '{"id":"chatcmpl-1","usage":{"a":[1,,2]}}'],
    ['has a number that is none', '{"id":"chatcmpl-1","usage":{"prompt_tokens":NaN}}'],
    ['has a comment', '{"id":"chatcmpl-1","usage":{"prompt_tokens":1/*one*/}}'],
    ['is far too long', `{"id":"chatcmpl-1","usage":{"x":"${'y'.repeat(20_000)}"}}`],
  ])('keeps the id and states no usage where the usage %s', async (_, body) => {
    const result = await execute(chatCall(answered(body)));
    expect(observationOf(result)).toStrictEqual(expected({ responseId: 'chatcmpl-1' }, null));
    expect(result.response.body.toString()).toBe(body);
  });

  it.each([
    ['escapes', '{"id":"a\\"b","model":"m\\u006f"}', { responseId: 'a"b', model: 'mo' }],
    ['a number for an id', '{"id":12,"model":"m"}', { model: 'm' }],
    ['a name that is no name', `{"id":"${'x'.repeat(300)}","model":"m"}`, { model: 'm' }],
    ['a name twice, of which the last counts', '{"id":"a","id":"b"}', { responseId: 'b' }],
    ['braces in texts', '{"x":"}{\\\\","y":["]\\"["],"id":"a"}', { responseId: 'a' }],
    [
      'blanks everywhere',
      ' \n{ "id" :\t"a" ,\r\n"model": "m" } \n',
      { responseId: 'a', model: 'm' },
    ],
  ])('reads %s', async (_, body, facts) => {
    const result = await execute(chatCall(answered(body)));
    expect(observationOf(result)).toStrictEqual(expected(facts, null));
  });

  it('does not read a body that says it is longer than the named value allows', async () => {
    const body = `{"id":"chatcmpl-1","usage":{"prompt_tokens":1},"data":"${'x'.repeat(2_000)}"}`;
    const result = await execute(
      chatCall(answered(body, { 'Content-Length': String(body.length) }), {
        namedValues: { 'llm-body-bytes-max': '2000' },
      }),
    );
    expect(result.bodyReads.response).toBe(0);
    expect(observationOf(result)).toStrictEqual(expected({}, null));
  });

  it('sends a small event for a huge body', async () => {
    const vector = `[${'0.0123456789,'.repeat(1_500)}0]`;
    const data = Array.from({ length: 100 }, () => `{"embedding":${vector}}`).join();
    const body = `{"data":[${data}],"model":"m","usage":{"prompt_tokens":7}}`;
    const result = await execute(classicCall('embeddings', answered(body)));
    expect(observationOf(result)).toStrictEqual(expected({ model: 'm' }, { prompt_tokens: 7 }));
    expect(result.events[0]?.text.length).toBeLessThan(2_000);
    expect(result.response.body.toString()).toBe(body);
  });

  it.each([
    ['text/plain', 'a transcript'],
    ['audio/mpeg', Buffer.from([0xff, 0xfb, 0x00, 0x7b])],
  ])('does not read a body of type %s', async (type, body) => {
    const answer = { status: 200, headers: { 'Content-Type': type }, body };
    const result = await execute(classicCall('audio/speech', answer));
    expect(result.bodyReads.response).toBe(0);
    expect(observationOf(result)).toStrictEqual(expected({}, null));
    expect(result.response.body.equals(Buffer.from(body))).toBe(true);
  });
});
