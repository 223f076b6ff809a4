// The reader of Bicep that the tests of infra/ rely on.
import { evaluate, type Scope } from '../../support/bicep/evaluate';
import { builtins } from '../../support/bicep/builtins';
import { readBicep } from '../../support/bicep/read-bicep';

const values: Readonly<Record<string, unknown>> = {
  yes: true,
  no: false,
  nothing: null,
  two: 2,
  gateway: { name: 'apim', tags: { stage: 'dev', on: true } },
  list: [{ id: 'a' }, { id: 'b' }],
};

const scope: Scope = {
  valueOf: (name) => values[name],
  call: (name, args) => builtins[name]!(...(args as never[])),
};

const valueOf = async (expression: string): Promise<unknown> => {
  const { variables } = await readBicep(`var value = ${expression}`);
  return evaluate(variables.get('value')!, scope);
};

describe('an expression', () => {
  it.each([
    ["'it\\'s ${gateway.name}'", "it's apim"],
    ['yes ? 1 : gateway.name', 1],
    ['no ? 1 : gateway.name', 'apim'],
    ['no ? 1 : gateway.tags.stage', 'dev'],
    ['(no ? nothing : gateway).name', 'apim'],
    ['yes ? nothing : nothing ?? 3', null],
    ['no ? 1 : nothing ?? 3', 3],
    ['nothing ?? yes ? 1 : 2', 1],
    ['no ? 1 : no ? 2 : 3', 3],
    ['nothing.?name ?? two', 2],
    ["gateway.?missing.?deeper ?? 'none'", 'none'],
    ["list[?5].?id ?? 'none'", 'none'],
    ['list[1].id', 'b'],
    ["yes && two == 2 ? 'a' : 'b'", 'a'],
    ['!no && two > 1', true],
    ['yes && gateway.?missing == null', true],
    ['no || gateway.tags.stage == nothing', false],
    ['two == 1 + 1 && two != 3 - 0', true],
    ['(nothing ?? two) + 1 == 3', true],
    ['!gateway.tags.on', false],
    ['map(list, item => item.id)', ['a', 'b']],
    ["filter(list, item => item.id == 'b')", [{ id: 'b' }]],
    ["map(list, item => item.id == 'a' ? item.id : 'other')", ['a', 'other']],
    ['[for item in list: { name: item.id }]', [{ name: 'a' }, { name: 'b' }]],
    ["'${yes}'", 'True'],
    ['union({ a: [1] }, { a: [2] })', { a: [2] }],
    ['union([1, 2], [2, 3])', [1, 2, 3]],
    ['union({ a: { b: 1 } }, { a: { c: 2 } })', { a: { b: 1, c: 2 } }],
  ])('%s is what Bicep makes of it', async (expression, expected) => {
    expect(await valueOf(expression)).toEqual(expected);
  });

  it('has no value where a name is missing and nothing is said about it', async () => {
    await expect(valueOf('gateway.missing')).rejects.toThrow('there is no missing');
  });
});

describe('a file', () => {
  it('is refused where a part of it is not understood, with the place', async () => {
    await expect(readBicep('param a string\nvar b = { c: , }\n', 'x.bicep')).rejects.toThrow(
      'x.bicep:2:',
    );
  });

  it('gives nested resources the type of what they are nested in', async () => {
    const { resources } = await readBicep(
      "resource a 'P/as@1' existing = {\n  name: 'a'\n\n  resource b 'bs@2' = {\n    name: 'b'\n  }\n}\n",
    );
    expect(resources.map(({ type, existing }) => [type, existing])).toEqual([
      ['P/as', true],
      ['P/as/bs', false],
    ]);
  });

  it('tells loops and conditions of what it deploys', async () => {
    const { modules } = await readBicep(
      "module m 'm.bicep' = [\n  for (item, index) in items: if (item.wanted) {\n    name: 'm-${index}'\n  }\n]\n",
    );
    expect(modules).toMatchObject([
      {
        symbol: 'm',
        path: 'm.bicep',
        loop: { item: 'item', index: 'index', list: { text: 'items' } },
        condition: { text: 'item.wanted' },
      },
    ]);
  });
});
