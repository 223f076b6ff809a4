// Whatever a backend answers, reading its usage neither fails the call nor changes the answer, and the usage
// of an answer that has one is found, wherever it stands.
import fc from 'fast-check';
import { readUsage } from '../../shared/domain/readers/usage-counters';
import { Faults } from '../../shared/domain/readers/field-reader';
import { answered, classicCall } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { observationOf } from './support/readings';
import { spacedJson } from './support/spaced-json';

const member = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter((name) => !['id', 'model', 'usage', 'service_tier', '__proto__'].includes(name));
const members = fc.dictionary(member, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });

const count = fc.integer({ min: 0, max: 1_000_000 });
const usages = fc.record({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: fc.record({ cached_tokens: count }),
  note: fc.string({ unit: 'grapheme', maxLength: 20 }),
});

const blanks = fc.array(fc.constantFrom('', ' ', '\n', '\t', '\r\n  '), {
  minLength: 1,
  maxLength: 9,
});

/** Members as JSON has them, but for a token here and there: the platform's parser lets some of it pass. */
const nearlyJson = fc
  .array(
    fc.tuple(
      fc.constantFrom('"a"', '"a":', 'true', '1', "'a'", 'a'),
      fc.constantFrom(':', ': ', ''),
      fc.constantFrom(...['0', '1', '01', '-01', '00', '1.', '.5', '1e5', '0x1', '+1', 'true']),
      fc.constantFrom('', '', '0', ' ', '{}', '"b"'),
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((all) => all.map((tokens) => tokens.join('')).join());

describeExecuted('an answer of any form', (execute) => {
  it('has its usage counted, wherever it stands and however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(members, usages, members, blanks, async (before, usage, after, gaps) => {
        const body = spacedJson({ ...before, usage, ...after }, gaps);
        const result = await execute(classicCall('rerank', answered(body)));
        const { counters } = observationOf(result);
        expect(counters).toEqual(readUsage(usage, '', new Faults()));
        expect(result.response.body.toString()).toBe(body);
      }),
      { numRuns: 200 },
    );
  });

  it('passes to the client as it is, and is one event that can be read', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json().map((text) => `{"usage":${text},"id":${text}}`),
      fc
        .array(
          fc.constantFrom(
            ...['{', '}', '[', ']', ',', ':', '"', '\\', ' ', '1', 'null', '"usage":'],
          ),
          { maxLength: 20 },
        )
        .map((tokens) => `{"usage":${tokens.join('')}`),
      nearlyJson.map((text) => `{"id":"a","usage":{${text}}}`),
    );
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const body = Buffer.from(text);
        const result = await execute(classicCall('rerank', answered(body)));
        expect(() => JSON.parse(result.events[0]?.text ?? '') as unknown).not.toThrow();
        expect(result.events).toHaveLength(1);
        expect(result.expressionErrors).toEqual([]);
        expect(result.response.body.equals(body)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
