import { openGateway } from './gateway';
import { writeApis, type Sections } from './inline-policies';
import { describeWithMono } from './with-mono';

const openingOf = async (sections: Sections): Promise<unknown> => {
  const policies = writeApis({ bad: sections });
  try {
    const gateway = await openGateway({ policiesDir: policies.directory });
    await gateway.close();
    return 'it compiled';
  } catch (error) {
    return error instanceof Error ? error.message : error;
  } finally {
    policies.remove();
  }
};

const variable = (value: string): Sections => ({
  inbound: `\n  <set-variable name="a" value="@(${value.replace(/</g, '&lt;').replace(/"/g, '&quot;')})" />`,
});

describeWithMono('an expression that does not compile', () => {
  it('is reported with its file, its line, itself and the words of the compiler', async () => {
    expect(await openingOf(variable('context.Nothing'))).toMatch(
      /policies\/apis\/bad\.xml:3: CS1061: .*Nothing[\s\S]*in @\(context\.Nothing\)/,
    );
  });

  it('is reported at the line within an expression of several', async () => {
    const body = '@{\n    var a = 1;\n    return a.Missing;\n  }';
    expect(await openingOf({ outbound: `<set-body>${body}</set-body>` })).toMatch(
      /bad\.xml:6: CS1061: .*Missing/,
    );
  });

  it.each([
    ['a member that is not documented', 'context.Request.Body.Length'],
    ['a default that is not documented', 'context.Variables.GetValueOrDefault<string>("a")'],
    ['a member of the harness', 'context.Described'],
    ['a namespace that is not imported', 'CultureInfo.InvariantCulture'],
  ])('is one with %s', async (_what, code) => {
    expect(await openingOf(variable(code))).toContain('Policy expressions do not compile');
  });

  it.each([
    ['a header whose value is no text', '<set-header name="a"><value>@(1)</value></set-header>'],
    ['a condition that is not true or false', '<choose><when condition="@(1)" /></choose>'],
    ['statements without a return', '<set-variable name="a" value="@{ var b = 1; }" />'],
  ])('is one that gives %s', async (_what, inbound) => {
    expect(await openingOf({ inbound })).toContain('Policy expressions do not compile');
  });
});
