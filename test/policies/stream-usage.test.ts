// How the gateway asks for the usage of a stream: text is inserted into the request, and nothing else of
// it changes. What the backend gets is compared byte by byte.
import { chatCall, classicCall, streamed, v1Call } from './support/calls';
import { handleWith } from './support/changed-policies';
import { describeExecuted } from './support/execute-policies';
import {
  includeUsage as asked,
  outcomeOf as outcome,
  type StreamOutcome,
} from './support/stream-outcome';

describeExecuted('a streamed chat completion', (execute) => {
  const outcomeOf = async (
    body: string | Buffer,
    changes: Parameters<typeof chatCall>[1] = {},
  ): Promise<StreamOutcome> => outcome(execute, chatCall(streamed(), { body, ...changes }));

  it.each([
    [
      'names no options',
      '{"messages":[],"stream":true}',
      `{"stream_options":{${asked}},"messages":[],"stream":true}`,
    ],
    [
      'names other options',
      '{"stream":true,"stream_options":{"include_obfuscation":false}}',
      `{"stream":true,"stream_options":{${asked},"include_obfuscation":false}}`,
    ],
    [
      'names no option in particular',
      '{"stream":true,"stream_options":{ }}',
      `{"stream":true,"stream_options":{${asked} }}`,
    ],
    [
      'says null for options',
      '{"stream":true,"stream_options": null }',
      `{"stream":true,"stream_options": {${asked}} }`,
    ],
    [
      'is formatted',
      '\r\n{\t"stream" : true ,\n "n" : 0.70 }\n',
      `\r\n{"stream_options":{${asked}},\t"stream" : true ,\n "n" : 0.70 }\n`,
    ],
    [
      'holds dates, numbers and texts that JSON may write in other ways',
      '{"stream":true,"d":"2024-01-01T00:00:00+02:00","t":0.70,"e":1E+2,"u":"\\u00e9é\\/","big":12345678901234567890}',
      `{"stream_options":{${asked}},"stream":true,"d":"2024-01-01T00:00:00+02:00","t":0.70,"e":1E+2,"u":"\\u00e9é\\/","big":12345678901234567890}`,
    ],
    [
      'has braces, quotes and the words themselves in its texts',
      '{"messages":[{"content":"\\"stream_options\\":{\\"include_usage\\":true}} ]\\\\"}],"stream":true}',
      `{"stream_options":{${asked}},"messages":[{"content":"\\"stream_options\\":{\\"include_usage\\":true}} ]\\\\"}],"stream":true}`,
    ],
    [
      'writes the names with escapes',
      '{"\\u0073tream":true,"stream\\u005foptions":{"a":1}}',
      `{"\\u0073tream":true,"stream\\u005foptions":{${asked},"a":1}}`,
    ],
    [
      'has members of the same names deeper inside',
      '{"metadata":{"stream":false,"stream_options":{"include_usage":true}},"stream":true}',
      `{"stream_options":{${asked}},"metadata":{"stream":false,"stream_options":{"include_usage":true}},"stream":true}`,
    ],
    [
      'does not want it',
      '{"stream":true,"stream_options":{"include_usage": false ,"a":1}}',
      '{"stream":true,"stream_options":{"include_usage": true ,"a":1}}',
    ],
    [
      'says null for it',
      '{"stream":true,"stream_options":{"a":{},"include_usage":null}}',
      '{"stream":true,"stream_options":{"a":{},"include_usage":true}}',
    ],
    [
      'says two things, of which the last counts',
      '{"stream":true,"stream_options":{"include_usage":true,"include_usage":false}}',
      '{"stream":true,"stream_options":{"include_usage":true,"include_usage":true}}',
    ],
    [
      'names any member twice',
      '{"user":"a","user":"b","stream":true}',
      `{"stream_options":{${asked}},"user":"a","user":"b","stream":true}`,
    ],
    [
      'is streamed by its last word',
      '{"stream":false,"stream":true}',
      `{"stream_options":{${asked}},"stream":false,"stream":true}`,
    ],
    [
      'has options twice, of which the last count',
      '{"stream":true,"stream_options":{"include_usage":true},"stream_options":{}}',
      `{"stream":true,"stream_options":{"include_usage":true},"stream_options":{${asked}}}`,
    ],
    [
      'begins with a byte order mark',
      '\ufeff{"stream":true}',
      `\ufeff{"stream_options":{${asked}},"stream":true}`,
    ],
    ['has a comma too many', '{"stream":true, }', `{"stream_options":{${asked}},"stream":true, }`],
  ])('that %s is asked to end with its usage, by the gateway', async (_, body, sent) => {
    const result = await outcomeOf(body);
    expect(result.sent.toString()).toBe(sent);
    expect(result.askedBy).toBe('gateway');
  });

  it.each([
    [
      'asks for it itself',
      '{"stream":true,"stream_options":{"a":[{}],"include_usage": true}}',
      'client',
    ],
    ['has data sources', '{"stream":true,"data_sources":[{}]}', 'nobody'],
  ])('that %s is left alone', async (_, body, askedBy) => {
    const result = await outcomeOf(body);
    expect(result.sent.toString()).toBe(body);
    expect(result.askedBy).toBe(askedBy);
  });

  it.each([
    ['a call that is not streamed', '{"messages":[],"stream":false}'],
    ['a call that says nothing of streams', '{"messages":[]}'],
    ['a stream that is no true', '{"stream":"true"}'],
    ['options that are a text', '{"stream":true,"stream_options":"include_usage"}'],
    ['options that are a list', '{"stream":true,"stream_options":[]}'],
    ['a stream that is taken back', '{"stream":true,"stream":false}'],
    ['a list', '[{"stream":true}]'],
    ['a text', '"stream"'],
    ['nothing', ''],
    ['blanks', ' \n '],
    ['an empty object', '{}'],
    ['text that is no JSON', 'stream: true'],
    ['text behind the object', '{"stream":true} x'],
    ['two objects', '{"stream":true}{"stream":true}'],
    ['an object that does not end', '{"stream":true'],
    ['a text that does not end', '{"stream":true,"x":"y\\"}'],
    ['a member without a value', '{"stream":true,"x":}'],
    ['a member without a name', '{"stream":true,:1}'],
    ['a comma too many at the begin', '{,"stream":true}'],
    ['two commas', '{"stream":true,,"a":1}'],
    ['a comment', '{/*c*/"stream":true}'],
    ['brackets that close too early', '{"stream":true,"x":]}'],
  ])('%s is forwarded as it is', async (_, body) => {
    const result = await outcomeOf(body);
    expect(result.sent.toString()).toBe(body);
    expect(result.askedBy).not.toBe('gateway');
  });

  it('is forwarded as it is where it is not in UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from('{"stream":true,"x":"'),
      Buffer.from([0xe9, 0xff, 0xc3]),
      Buffer.from('"}'),
    ]);
    const { sent, askedBy } = await outcomeOf(body);
    expect(sent.equals(body)).toBe(true);
    expect(askedBy).toBe('nobody');
  });

  it('is forwarded as it is where it is compressed', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const body = '{"stream":true}';
    const { sent, askedBy } = await outcomeOf(body, { headers });
    expect(sent.toString()).toBe(body);
    expect(askedBy).toBe('nobody');
  });

  it.each([
    'chat//completions',
    'chat/%63ompletions',
    'Chat/Completions/',
    'x/../chat/./completions',
    'chat/completions/%2E',
  ])('at the path %s is asked too', async (path) => {
    const call = classicCall(path, streamed(), { body: '{"stream":true}' });
    expect((await outcome(execute, call)).askedBy).toBe('gateway');
  });

  it('is kept in memory once: no variable holds its body until the answer has come', async () => {
    const told = {
      file: 'fragments/correlate-response.xml',
      edit: (xml: string) =>
        xml.replace(
          '</fragment>',
          '<set-header name="x-plan" exists-action="override">' +
            '<value>@("[" + (string)context.Variables["llmStreamPlan"] + "]")</value></set-header></fragment>',
        ),
    };
    const { response } = await handleWith(told, chatCall(streamed(), { body: '{"stream":true}' }));
    expect(response.headers['x-plan']).toEqual(['[]']);
  });

  it('whose request the gateway cannot read says that nobody asked', async () => {
    expect((await outcomeOf('{/*c*/"stream":true}')).askedBy).toBe('nobody');
  });

  it.each([
    ['2023-05-15', false],
    ['2024-08-01-preview', false],
    ['2024-09-01-preview', true],
    ['2024-10-21', true],
    ['preview', true],
  ])('to API version %s is asked: %s', async (version, isAsked) => {
    const url = `/openai/deployments/gpt-4o/chat/completions?api-version=${version}`;
    const { askedBy } = await outcomeOf('{"stream":true}', { url });
    expect(askedBy).toBe(isAsked ? 'gateway' : 'nobody');
  });

  it.each([
    ['the Responses API', v1Call('responses', streamed(), { body: '{"model":"m","stream":true}' })],
    ['a completion', classicCall('completions', streamed(), { body: '{"stream":true}' })],
  ])('is what the gateway asks, and not %s', async (_, call) => {
    const { sent, askedBy } = await outcome(execute, call);
    expect(sent.toString()).toBe(call.body);
    expect(askedBy).toBeUndefined();
  });

  it('of the v1 surface is asked too', async () => {
    const call = v1Call('chat/completions', streamed(), { body: '{"model":"m","stream":true}' });
    const { sent, askedBy } = await outcome(execute, call);
    expect(sent.toString()).toBe(`{"stream_options":{${asked}},"model":"m","stream":true}`);
    expect(askedBy).toBe('gateway');
  });
});
