// Whatever the body of a streamed chat completion looks like, the gateway only ever inserts.
import fc from 'fast-check';
import { chatCall, streamed } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { spacedJson } from './support/spaced-json';
import { includeUsage, outcomeOf } from './support/stream-outcome';

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
        expect(withoutInsertion(sent.toString(), text)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every byte of a body that is any text at all, or gets valid JSON more', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const { sent, askedBy } = await outcomeOf(execute, chatCall(streamed(), { body: text }));
        if (askedBy === 'gateway') {
          expect(withoutInsertion(sent.toString(), text)).toBe(text);
        } else expect(sent.toString()).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});

/** What is left of a sent body without the text that the gateway may put into it, at one place. */
const withoutInsertion = (sent: string, body: string): string => {
  const insertions = [`"stream_options":{${includeUsage}},`, `${includeUsage},`, includeUsage];
  for (const insertion of insertions) {
    for (let at = sent.indexOf(insertion); at >= 0; at = sent.indexOf(insertion, at + 1)) {
      const rest = sent.slice(0, at) + sent.slice(at + insertion.length);
      if (rest === body) return rest;
    }
  }
  return 'no single insertion gives what was sent';
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
    blanks: fc.array(fc.constantFrom('', ' ', '\n', '\t', '\r\n  '), {
      minLength: 1,
      maxLength: 9,
    }),
  })
  .map(({ before, after, options, blanks }) => {
    const value = {
      ...before,
      ...(options && { stream_options: options }),
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
        ...['"stream"', '"stream_options"', '"include_usage"', '"stream":true'],
      ),
      { maxLength: 20 },
    )
    .map((tokens) => tokens.join('')),
  fc.json().map((text) => `{"stream":true,"x":${text}`),
);
