import { openGateway } from './gateway';
import { writeApis, type Sections } from './inline-policies';
import { describeWithMono } from './with-mono';

const openingOf = async (apis: Readonly<Record<string, Sections>>): Promise<string> => {
  const policies = writeApis(apis);
  try {
    const gateway = await openGateway({ policiesDir: policies.directory });
    await gateway.close();
    return 'it compiled';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    policies.remove();
  }
};

const variable = (code: string): Sections => {
  const value = code.replace(/</g, '&lt;').replace(/"/g, '&quot;');
  return { inbound: `\n  <set-variable name="a" value="@(${value})" />` };
};

describeWithMono('an expression that does not compile', () => {
  it('is reported with its file, its line, itself and the words of the compiler', async () => {
    expect(await openingOf({ bad: variable('context.Nothing') })).toMatch(
      /policies\/apis\/bad\.xml:3: CS1061: .*Nothing[\s\S]*in @\(context\.Nothing\)/,
    );
  });

  it('is reported at its own line within the statements around it', async () => {
    const body = '@{\n    var a = 1;\n    return a.Missing;\n  }';
    expect(await openingOf({ bad: { outbound: `<set-body>${body}</set-body>` } })).toMatch(
      /bad\.xml:6: CS1061: .*Missing/,
    );
  });

  it('is one whose statements end without a return', async () => {
    const inbound = '<set-variable name="a" value="@{ var b = 1; }" />';
    expect(await openingOf({ bad: { inbound } })).toMatch(/bad\.xml:2: CS0161/);
  });

  it('is one that uses what is not documented, or gives what its place cannot take', async () => {
    const bad: Readonly<Record<string, Sections>> = {
      'undocumented-member': variable('context.Request.Body.Length'),
      'undocumented-overload': variable('context.Variables.GetValueOrDefault<string>("a")'),
      'member-of-the-harness': variable('context.Described'),
      'namespace-not-imported': variable('CultureInfo.InvariantCulture'),
      'number-as-header': { inbound: '<set-header name="a"><value>@(1)</value></set-header>' },
      'number-as-condition': { inbound: '<choose><when condition="@(1)" /></choose>' },
    };
    const problems = await openingOf({ ...bad, good: variable('context.Request.Method') });
    const files = [...problems.matchAll(/^policies\/apis\/(.+)\.xml:\d+: CS\d+/gm)];
    expect([...new Set(files.map(([, name]) => name))].sort()).toEqual(Object.keys(bad).sort());
  });
});
