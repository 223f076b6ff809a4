// Whatever the body of a streamed chat completion looks like, the gateway changes it at one place only.
import fc from 'fast-check';
import { chatCall, streamed } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { spacedJson } from './support/spaced-json';
import { outcomeOf } from './support/stream-outcome';

describeExecuted('the body of a streamed chat completion', (execute) => {
  it('keeps its value but for the usage that is asked, and all other bytes, however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(streamedBodies, async (text) => {
        const { sent, askedBy } = await outcomeOf(execute, chatCall(streamed(), { body: text }));
        expect(askedBy).toBe('gateway');
        const value = JSON.parse(text) as Record<string, object>;
        expect(JSON.parse(sent.toString())).toEqual({
          ...value,
          stream_options: { ...value['stream_options'], include_usage: true },
        });
        expect(lostOf(sent.toString(), text)).toBeLessThanOrEqual(denialIn(value).length);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every byte of a body that is any text at all, but for a null', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const { sent, askedBy } = await outcomeOf(execute, chatCall(streamed(), { body: text }));
        if (askedBy === 'gateway') {
          expect(lostOf(sent.toString(), text)).toBeLessThanOrEqual('null'.length);
        } else expect(sent.toString()).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});

/** How many characters of a body are not in what was sent, which differs from it at one place. */
const lostOf = (sent: string, body: string): number => {
  let head = 0;
  while (head < body.length && sent[head] === body[head]) head++;
  let tail = 0;
  while (head + tail < body.length && sent.at(-1 - tail) === body.at(-1 - tail)) tail++;
  return body.length - head - tail;
};

/** What a body says of include_usage itself: that text is replaced. */
const denialIn = (body: Record<string, object>): string => {
  const options = new Map<string, unknown>(Object.entries(body['stream_options'] ?? {}));
  return options.has('include_usage') ? JSON.stringify(options.get('include_usage')) : '';
};

const member = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter(
    (name) =>
      !['stream', 'stream_options', 'include_usage', 'data_sources', '__proto__'].includes(name),
  );

const members = fc.dictionary(member, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });

/** Bodies of streamed chat completions, as texts with any blanks. */
const streamedBodies = fc
  .record({
    before: members,
    after: members,
    options: fc.option(members, { nil: undefined }),
    denial: fc.constantFrom({}, { include_usage: false }, { include_usage: null }),
    blanks: fc.array(fc.constantFrom('', ' ', '\n', '\t', '\r\n  '), {
      minLength: 1,
      maxLength: 9,
    }),
  })
  .map(({ before, after, options, denial, blanks }) => {
    const value = {
      ...before,
      ...(options && { stream_options: { ...options, ...denial } }),
      stream: true,
      ...after,
    };
    return spacedJson(value, blanks);
  });

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        ...['{', '}', '[', ']', ',', ':', '"', '\\', ' ', 'true', 'null', '1', '"a"'],
        ...['"stream"', '"stream_options"', '"stream":true'],
      ),
      { maxLength: 20 },
    )
    .map((tokens) => tokens.join('')),
  fc.json().map((text) => `{"stream":true,"x":${text}`),
);
