// What the event of a buffered response says, for every shape of body that a model answers with.
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bodyShapes } from './support/body-shapes';
import { answered, chatCall, classicCall, prompt } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { dataOf, expected, observationOf } from './support/readings';

describeExecuted('the event of a buffered response', (execute) => {
  it.each(bodyShapes)('states the usage of $title', async ({ call, body, facts, counters }) => {
    const answer = answered(body);
    const result = await execute(call(answer));
    expect(observationOf(result)).toStrictEqual(expected(facts, counters));
    expect(result.response.body.equals(Buffer.from(answer.body ?? ''))).toBe(true);
    expect(result.expressionErrors).toEqual([]);
    expect(result.events[0]?.text).not.toContain(prompt);
  });

  it('copies the usage object: spaces, number formats, members that nobody knows, and no text but words', async () => {
    const usageWith = (note: string): string =>
      '{ "prompt_tokens" : 12,\r\n\t"total_tokens":1.20e1, "day":"2024-01-01T00:00:00+02:00",' +
      ` "big":12345678901234567890, "new":{"a":[0.70,true,null,"${note}"]} }`;
    const body = `{"id":"chatcmpl-1","usage":${usageWith(`${prompt}\\u00e9\\n[,]`.repeat(900))}}`;
    const { events } = await execute(chatCall(answered(body)));
    expect(events[0]?.text).toContain(`"usage":${usageWith('')}`);
    expect(() => JSON.parse(events[0]?.text ?? '') as unknown).not.toThrow();
  });

  it('keeps the counts beside a text that is no valid JSON, and empties that text', async () => {
    const usage = (text: string): string => `{"prompt_tokens":1,"note":"${text}"}`;
    const { events } = await execute(chatCall(answered(`{"usage":${usage('a\n\\x b')}}`)));
    expect(events[0]?.text).toContain(`"usage":${usage('')}`);
  });

  it('empties each text of the usage object that is no word, and keeps the words between them', async () => {
    const usage = (first: string, second: string): string =>
      `{"${first}":"word-1.0","list":["${second}","","a:b_C+","${second}"],"${first}x":{}}`;
    const body = `{"usage":${usage('tokens', `"[{,} ${prompt}`.replace(/"/g, '\\"'))}}`;
    const { events } = await execute(chatCall(answered(body)));
    expect(events[0]?.text).toContain(`"usage":${usage('tokens', '')}`);
  });

  const counts = { input_tokens: 39, output_tokens: 27 };

  it.each([
    ['the answer', { usage: counts }, counts],
    ['what the answer holds as response', { type: 'x', response: { usage: counts } }, counts],
    ['what the answer holds as message', { type: 'x', message: { usage: counts } }, counts],
    ['the answer before what it holds', { message: { usage: { a: 1 } }, usage: counts }, counts],
    [
      'what the answer holds, where its own is null',
      { usage: null, response: { usage: counts } },
      counts,
    ],
    [
      "Cohere's meta with billed units",
      { text: prompt, meta: { api_version: { version: '1' }, billed_units: counts } },
      { api_version: { version: '1' }, billed_units: counts },
    ],
    ["Cohere's meta with tokens", { meta: { tokens: counts } }, { tokens: counts }],
    [
      "Cohere's meta with searches",
      { meta: { billed_units: { search_units: 1 } } },
      { billed_units: { search_units: 1 } },
    ],
    [
      "Cohere's usage with billed units",
      {
        message: { role: 'assistant' },
        usage: { billed_units: counts, tokens: { input_tokens: 1683 } },
      },
      { billed_units: counts, tokens: { input_tokens: 1683 } },
    ],
    [
      "Anthropic's usage with iterations",
      {
        usage: {
          ...counts,
          iterations: [{ type: 'compaction', cache_creation: { a: 0 }, ...counts }],
        },
      },
      { ...counts, iterations: [{ type: 'compaction', cache_creation: { a: 0 }, ...counts }] },
    ],
  ])('copies the usage object of %s, with all that is nested in it', async (_, body, usage) => {
    const { events } = await execute(classicCall('rerank', answered(body)));
    expect(events[0]?.text).toContain(`"usage":${JSON.stringify(usage)}`);
  });

  it('names the model and the id of what the usage belongs to', async () => {
    const response = { id: 'resp_1', model: 'gpt-5', service_tier: 'flex', usage: counts };
    const body = { id: 'evt_1', response };
    const { facts } = observationOf(await execute(classicCall('rerank', answered(body))));
    expect(facts).toMatchObject({ responseId: 'resp_1', model: 'gpt-5', serviceTier: 'flex' });
  });

  it.each([
    ['meta of another kind', { meta: { page: 1, input_tokens: 3 } }],
    ['a list of messages', { message: [{ usage: counts }] }],
    ['choices', { choices: [{ message: { usage: counts } }] }],
    [
      'a usage nested deeper than an event may be',
      { usage: JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`) as unknown },
    ],
  ])('finds no usage in %s', async (_, body) => {
    expect(dataOf(await execute(classicCall('rerank', answered(body))))['usage']).toBeNull();
  });

  it.each([
    ['text that is no JSON', 'upstream says {"usage":{"prompt_tokens":1}}'],
    ['a list', '[{"usage":{"prompt_tokens":1}}]'],
    ['a number', '12'],
    ['nothing', ''],
    ['JSON that ends too early', '{"id":"chatcmpl-1","usage":{"prompt_tokens":1},"choices":[{"te'],
    ['JSON that ends within its usage', '{"id":"chatcmpl-1","usage":{"prompt_tokens":1'],
    ['two objects', '{"usage":{"prompt_tokens":1}}{"usage":{"prompt_tokens":1}}'],
    ['an object and a text', '{"usage":{"prompt_tokens":1}}"x"'],
    ['an object that a list closes', '{"usage":{"prompt_tokens":1}]'],
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
    ['has a number with a zero before it', '{"id":"chatcmpl-1","usage":{"prompt_tokens":010}}'],
    ['has a name without quotes', '{"id":"chatcmpl-1","usage":{true:1}}'],
    ['has a number for a name', '{"id":"chatcmpl-1","usage":{1:1}}'],
    ['has a comment', '{"id":"chatcmpl-1","usage":{"prompt_tokens":1/*one*/}}'],
    ['is far too long', `{"id":"chatcmpl-1","usage":{"x":[${'1,'.repeat(10_000)}1]}}`],
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
        namedValues: { 'llm-answer-bytes-max': '2000' },
      }),
    );
    expect(result.bodyReads.response).toBe(0);
    expect(observationOf(result)).toStrictEqual(expected({}, null));
  });

  it('states no usage for a compressed body that it cannot read, which passes as it is', async () => {
    const body = brotliCompressSync('{"id":"chatcmpl-1","usage":{"prompt_tokens":1}}');
    const result = await execute(chatCall(answered(body, { 'Content-Encoding': 'br' })));
    expect(observationOf(result)).toStrictEqual(expected({}, null));
    expect(result.response.body.equals(body)).toBe(true);
    expect(result.expressionErrors).toEqual([]);
  });

  it('counts a compressed body that it can read', async () => {
    const body = gzipSync('{"id":"chatcmpl-1","usage":{"prompt_tokens":1}}');
    const result = await execute(chatCall(answered(body, { 'Content-Encoding': 'gzip' })));
    expect(observationOf(result).counters).toEqual({ prompt_tokens: 1 });
    expect(result.response.body.equals(body)).toBe(true);
  });

  it("counts an image's answer of megabytes", async () => {
    const body = `{"data":[{"b64_json":"${'A'.repeat(2_500_000)}"}],"usage":{"total_tokens":9}}`;
    const answer = answered(body, { 'Content-Length': String(body.length) });
    const result = await execute(classicCall('images/generations', answer));
    expect(observationOf(result).counters).toEqual({ total_tokens: 9 });
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
