import { counterNames } from '../../../../shared/domain/usage/counter-names';
import { Faults } from '../../../../shared/domain/readers/field-reader';
import { readUsage } from '../../../../shared/domain/readers/usage-counters';
import { counterFieldsMax, countMax, iterationModelsMax } from '../../../../shared/limits';

const read = (usage: unknown): unknown => {
  const faults = new Faults();
  const counters = readUsage(usage, 'data.usage', faults);
  return faults.first === undefined ? counters : [faults.first.reason, faults.first.path];
};

const nested = (name: string, value: unknown): Record<string, unknown> =>
  name.split('.').reduceRight<unknown>((inner, field) => ({ [field]: inner }), value) as Record<
    string,
    unknown
  >;

describe('the counters of a usage object', () => {
  it.each(counterNames)('keep their own name, and insist on a count: %s', (name) => {
    expect(read(nested(name, 5))).toStrictEqual({ [name]: 5 });
    expect(read(nested(name, '5'))).toStrictEqual({ [name]: 5 });
    expect(read(nested(name, -5))).toStrictEqual(['badCount', `data.usage.${name}`]);
    expect(read(nested(name, {}))).toStrictEqual(['badCount', `data.usage.${name}`]);
  });

  it.each([undefined, null, '', 'null', {}, { prompt_tokens: null }])(
    'are unknown, which is not zero: %j',
    (usage) => {
      expect(read(usage)).toBeNull();
    },
  );

  it('of iterations are summed up by model', () => {
    const usage = {
      input_tokens: 180,
      output_tokens: 8,
      iterations: [
        { type: 'compaction', input_tokens: 100, cache_creation: { ephemeral_5m_input_tokens: 9 } },
        { type: 'message', input_tokens: 180, output_tokens: 8, odd_tokens: 5 },
        { type: 'advisor_message', model: 'claude-opus-4-8', input_tokens: 2, output_tokens: 3 },
        { model: 'claude-opus-4-8', input_tokens: 4 },
        { model: 'no name\n', output_tokens: 1 },
        { model: 5, output_tokens: 1 },
        'no element',
        null,
      ],
    };
    expect(read(usage)).toStrictEqual({
      input_tokens: 180,
      output_tokens: 8,
      'iterations.input_tokens': 280,
      'iterations.output_tokens': 8,
      'iterations.cache_creation.ephemeral_5m_input_tokens': 9,
      'iterations[claude-opus-4-8].input_tokens': 6,
      'iterations[claude-opus-4-8].output_tokens': 3,
      'iterations[].output_tokens': 2,
    });
    expect(read({ output_tokens: 5, iterations: [] })).toStrictEqual({ output_tokens: 5 });
  });

  it('of iterations leave out what a model refused before any output, if another one answered', () => {
    const refused = { type: 'message', model: 'claude-fable-5', input_tokens: 408 };
    const answered = { type: 'fallback_message', model: 'claude-opus-4-8', input_tokens: 412 };
    const countersOf = (...iterations: readonly object[]) =>
      read({ input_tokens: 412, iterations });
    expect(countersOf({ ...refused, output_tokens: 0 }, answered)).toStrictEqual({
      input_tokens: 412,
      'iterations[claude-opus-4-8].input_tokens': 412,
    });
    expect(countersOf({ ...refused, output_tokens: 2 }, answered)).toMatchObject({
      'iterations[claude-fable-5].input_tokens': 408,
      'iterations[claude-fable-5].output_tokens': 2,
    });
    expect(countersOf({ ...refused, output_tokens: 0 })).toMatchObject({
      'iterations[claude-fable-5].input_tokens': 408,
    });
  });

  it('of iterations are bounded in models and in number, and insist on counts', () => {
    const models = Array.from({ length: iterationModelsMax + 2 }, (_, index) => `m${index}`);
    const iterations = models.map((model) => ({ model, output_tokens: 1 }));
    expect(read({ output_tokens: 1, iterations })).toMatchObject({
      [`iterations[m${iterationModelsMax - 1}].output_tokens`]: 1,
      'iterations[].output_tokens': 2,
    });
    const all = counterNames.map((name) => nested(name, 1));
    expect(read({ output_tokens: 1, iterations: [...all, ...all] })).toMatchObject({
      [`iterations.${counterNames[0]}`]: 2,
    });
    const ofTwo = [...all, ...all.map((fields) => ({ ...fields, model: 'other' }))];
    const fault = ['badField', 'data.usage.iterations'];
    expect(read({ output_tokens: 1, iterations: ofTwo })).toStrictEqual(fault);
    const huge = { output_tokens: countMax };
    expect(read({ output_tokens: 1, iterations: [huge, huge] })).toStrictEqual([
      'badCount',
      'data.usage.iterations',
    ]);
    expect(read({ output_tokens: 1, iterations: [{ output_tokens: -1 }] })).toStrictEqual([
      'badCount',
      'data.usage.iterations.output_tokens',
    ]);
  });

  it('are no times and no money that a host writes beside the counts', () => {
    expect(read({ prompt_tokens: 5, total_time: 1, cost: 0, cost_in_usd_ticks: 7 })).toStrictEqual({
      prompt_tokens: 5,
    });
  });

  it('are unknown where no name is known: nothing passes silently for zero', () => {
    expect(read({ tokens: 500 })).toBeNull();
  });

  it.each(['{}', 5, true, [{ prompt_tokens: 5 }]])('are at fault: %j', (usage) => {
    expect(read(usage)).toStrictEqual(['badField', 'data.usage']);
  });

  it('may have a fraction of a second, and no other', () => {
    expect(read({ seconds: 12.5 })).toStrictEqual({ seconds: 12.5 });
    expect(read({ seconds: '12.5' })).toStrictEqual({ seconds: 12.5 });
    for (const seconds of [-0.5, Number.NaN, 1e10, '1e3', '.5', []]) {
      expect(read({ seconds })).toStrictEqual(['badCount', 'data.usage.seconds']);
    }
    expect(read({ prompt_tokens: 12.5 })).toStrictEqual(['badCount', 'data.usage.prompt_tokens']);
  });

  it('include unknown ones that are counts, and no other unknown field', () => {
    const usage = {
      prompt_tokens: 5,
      new_tokens: 7,
      cost: 0.25,
      text: 'words',
      list: [1],
      'odd key': 9,
      'odd group': { tokens: 9 },
      group: { inner: { tokens: 8, deeper: { tokens: 10 } } },
    };
    expect(read(usage)).toStrictEqual({
      prompt_tokens: 5,
      new_tokens: 7,
      'group.inner.tokens': 8,
    });
  });

  it('are bounded in number, and no unknown one crowds out the tokens', () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`x${index}`, index]),
    );
    const counters = read({ ...many, prompt_tokens: 5 }) as Record<string, number>;
    expect(Object.keys(counters)).toHaveLength(counterFieldsMax);
    expect(counters['prompt_tokens']).toBe(5);
    expect(counterNames.length).toBeLessThanOrEqual(counterFieldsMax);
  });

  it('survive names that objects are made of', () => {
    const usage = JSON.parse('{"__proto__":7,"constructor":1,"prompt_tokens":5}') as unknown;
    expect(read(usage)).toMatchObject({ prompt_tokens: 5 });
    expect(Object.getPrototypeOf(read(usage))).toBe(Object.prototype);
  });
});
