import { counterNames } from '../../../../shared/domain/usage/counter-names';
import { Faults } from '../../../../shared/domain/readers/field-reader';
import { readUsage } from '../../../../shared/domain/readers/usage-counters';
import { counterFieldsMax } from '../../../../shared/limits';

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
      Array.from({ length: 100 }, (_, index) => [`x${index}`, index]),
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
