// A streamed call that nobody counted: estimated where that is allowed, measured wherever it can be.
import { readEvent } from '../../../../shared/domain/readers/read-event';
import { chatUsage, usageEvent } from '../../../support/sample-events';
import { hubPosition, readBody, readerOptions } from '../../../support/raw-events';

/** A word is a token. */
const countTokens = (text: string): number => text.split(/\s+/).filter(Boolean).length;

const readEstimating = (body: unknown) =>
  readEvent({ body, position: hubPosition }, { ...readerOptions, countTokens });

const sse = (...chunks: readonly object[]): string =>
  chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('') + 'data: [DONE]\n\n';

const bodies = (request: unknown, response: string): object => ({
  eventTime: '2026-11-02T10:16:00Z',
  appSubscriptionKey: 'f00dfacef00dfacef00dfacef00dface',
  request: typeof request === 'string' ? request : JSON.stringify(request),
  response,
});

const estimated = (prompt: number, completion: number): object => ({
  kind: 'observed',
  observation: expect.objectContaining({
    counters: { prompt_tokens: prompt, completion_tokens: completion },
    facts: expect.objectContaining({ estimated: true, streamed: true }) as object,
  }) as object,
});

const uncounted = {
  kind: 'observed',
  observation: expect.objectContaining({
    counters: null,
    facts: expect.not.objectContaining({ estimated: true }) as object,
  }) as object,
};

const chat = {
  messages: [
    { role: 'system', content: 'be brief' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'what is this' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,not words at all' } },
      ],
    },
  ],
};
const delta = (content: string): object => ({ choices: [{ delta: { content } }] });

describe('a stream without usage', () => {
  it.each([
    ['chat completions', chat, sse(delta('a red'), delta(' apple')), 5, 3],
    [
      'a tool call',
      { messages: [{ role: 'user', content: 'weather' }] },
      sse({
        choices: [{ delta: { tool_calls: [{ function: { arguments: '{"in": "Bern"}' } }] } }],
      }),
      1,
      2,
    ],
    ['completions', { prompt: 'once upon' }, sse({ choices: [{ text: 'a time' }] }), 2, 2],
    [
      'the Responses API',
      { instructions: 'be brief', input: [{ content: [{ type: 'input_text', text: 'why not' }] }] },
      sse({ type: 'response.output_text.delta', delta: 'because I can' }),
      4,
      3,
    ],
    [
      'Anthropic messages',
      { system: 'be brief', messages: [{ role: 'user', content: 'go' }] },
      sse({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'gone already' } }),
      3,
      2,
    ],
    ['a prompt that is no JSON', 'not JSON', sse(delta('an answer')), 0, 2],
  ])('of %s is estimated from its texts', (_api, request, response, prompt, completion) => {
    expect(readEstimating(bodies(request, response))).toEqual([estimated(prompt, completion)]);
  });

  it('stays uncounted where estimates are not asked for', () => {
    expect(readBody(bodies(chat, sse(delta('a red apple'))))).toEqual([uncounted]);
  });

  it('does not take sound for text', () => {
    const sound = { type: 'response.audio.delta', delta: 'UklGRiQAAABXQVZF'.repeat(100) };
    expect(readEstimating(bodies(chat, sse(sound)))).toEqual([uncounted]);
    expect(readEstimating(bodies(chat, sse(sound, delta('hi'))))).toEqual([estimated(5, 1)]);
  });

  it('stays uncounted where it holds no answer', () => {
    expect(readEstimating(bodies(chat, sse({ choices: [] })))).toEqual([uncounted]);
  });

  it('keeps nothing of its texts', () => {
    const [reading] = readEstimating(bodies(chat, sse(delta('a red apple'))));
    expect(JSON.stringify(reading)).not.toMatch(/brief|what is this|apple/);
  });

  it('is estimated without what no API has: endless depth, chunks and calls of another form', () => {
    const deep = Array.from({ length: 100 }).reduce<unknown>((inner) => [inner], 'too deep');
    const request = { messages: [{ content: 'two words' }, { content: deep }] };
    const response = sse(
      { id: 'a chunk of another kind' },
      { choices: [{ delta: { tool_calls: [{ function: 'none' }], content: 'one' } }] },
    );
    expect(readEstimating(bodies(request, response))).toEqual([estimated(2, 1)]);
  });

  it('is not estimated where it states its usage after all', () => {
    const response = sse(delta('a red apple'), { choices: [], usage: chatUsage(1_200, 80) });
    const [reading] = readEstimating(bodies(chat, response));
    expect(reading).toMatchObject({
      observation: { counters: { prompt_tokens: 1_200, completion_tokens: 80 } },
    });
    expect(JSON.stringify(reading)).not.toContain('estimated');
  });
});

describe('a body that is no stream', () => {
  it('is not estimated: it states its usage, or failed', () => {
    const failed = JSON.stringify({ error: { code: 'content_filter', message: 'no' } });
    expect(readEstimating(bodies(chat, failed))).toEqual([uncounted]);
    expect(readEstimating(bodies(chat, 42 as unknown as string))).toEqual([uncounted]);
  });
});

describe("the gateway's own estimate", () => {
  const event = (usage: object | null) => {
    const { data, ...rest } = usageEvent({ id: 1, usage, streamed: true }) as { data: object };
    return { ...rest, data: { ...data, estimatedUsage: { prompt_tokens: 118 } } };
  };

  it('counts where nothing else does, and is marked', () => {
    expect(readEstimating(event(null))).toMatchObject([
      { observation: { counters: { prompt_tokens: 118 }, facts: { estimated: true } } },
    ]);
  });

  it('counts where the gateway saw no status', () => {
    const { data, ...rest } = event(null) as unknown as { data: { response: object } };
    const response = { ...data.response, status: undefined };
    expect(readEstimating({ ...rest, data: { ...data, response } })).toMatchObject([
      { observation: { counters: { prompt_tokens: 118 } } },
    ]);
  });

  it('gives way to the usage that the response states', () => {
    const [reading] = readEstimating(event(chatUsage(1_200, 80)));
    expect(reading).toMatchObject({ observation: { counters: { prompt_tokens: 1_200 } } });
    expect(JSON.stringify(reading)).not.toContain('estimated');
  });

  it('is passed over where estimates are not asked for', () => {
    expect(readBody(event(null))).toEqual([uncounted]);
  });

  it('that cannot be read is none, and costs the event nothing', () => {
    const broken = event(null);
    const data = { ...broken.data, estimatedUsage: { prompt_tokens: -1 } };
    expect(readEstimating({ ...broken, data })).toEqual([uncounted]);
  });

  it.each([
    ['was not streamed', { streamed: false }],
    ['failed', { status: 500, streamed: true }],
  ])('is passed over where the call %s', (_what, response) => {
    const { data, ...rest } = usageEvent({ id: 1, usage: null, ...response }) as { data: object };
    const estimatedUsage = { prompt_tokens: 118 };
    expect(readEstimating({ ...rest, data: { ...data, estimatedUsage } })).toEqual([uncounted]);
  });
});
