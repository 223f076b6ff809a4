// Reads the model and the requested service tier out of any JSON body, and hosted tools out of any answer,
// however they are written. The expected values come from JSON.parse.
import fc from 'fast-check';
import { answered, v1Call } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { dataOf } from './support/readings';
import { spacedJson } from './support/spaced-json';

const wanted = ['model', 'service_tier', 'usage', 'output', 'tool_usage', 'object', '__proto__'];
const member = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter((name) => !wanted.includes(name));
const members = fc.dictionary(member, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });
const blanks = fc.array(fc.constantFrom('', ' ', '\n', '\t', '\r\n  '), {
  minLength: 1,
  maxLength: 9,
});
const kinds = ['web_search_call', 'file_search_call', 'code_interpreter_call'];
const items = fc.array(
  fc.record(
    {
      id: fc.string({ unit: 'grapheme', maxLength: 4 }),
      type: fc.constantFrom(...kinds, 'message', 'function_call'),
      status: fc.constantFrom('completed', 'failed', null),
      action: fc.jsonValue({ maxDepth: 3 }),
    },
    { requiredKeys: ['type'] },
  ),
  { maxLength: 6 },
);

describeExecuted('a JSON text of any form', (execute) => {
  it('yields the model and the tier that it asks for, and reaches the backend unchanged', async () => {
    const asked = fc.record(
      {
        model: fc.constantFrom('gpt-5', 'GPT-4o', 'a.b_c-d'),
        service_tier: fc.constantFrom('flex', 'Priority', 'auto', null),
      },
      { requiredKeys: ['model'] },
    );
    await fc.assert(
      fc.asyncProperty(members, asked, members, blanks, async (before, facts, after, gaps) => {
        const body = spacedJson({ ...before, ...facts, ...after }, gaps);
        const result = await execute(v1Call('responses', answered('{}'), { body }));
        const data = dataOf(result);
        expect(data).toMatchObject({
          request: { serviceTier: facts.service_tier?.toLowerCase() ?? 'none' },
          backend: { deployment: facts.model },
        });
        expect(result.backendCalls[0]?.body.toString()).toBe(body);
      }),
      { numRuns: 200 },
    );
  });

  it('yields the number of completed items of each hosted tool', async () => {
    await fc.assert(
      fc.asyncProperty(members, items, members, blanks, async (before, output, after, gaps) => {
        const body = spacedJson({ ...before, output, ...after }, gaps);
        const { toolCalls = {} } = dataOf(await execute(v1Call('responses', answered(body))));
        const counted = output.filter(
          ({ type, status }) => kinds.includes(type) && (status ?? 'completed') === 'completed',
        );
        const expected = Object.fromEntries(
          kinds.map((kind) => [kind, counted.filter(({ type }) => type === kind).length]),
        );
        expect({
          ...Object.fromEntries(kinds.map((kind) => [kind, 0])),
          ...(toolCalls as object),
        }).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});
