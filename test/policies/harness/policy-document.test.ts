import { parsePolicyDocument } from './policy-document';
import { PolicyProblem } from './policy-problem';

describe('a policy file', () => {
  const document = parsePolicyDocument(
    [
      '<!-- header -->',
      '<fragment>',
      '  <set-variable',
      '    name="a"',
      "    value='@{",
      '      return 1 &lt; 2 &amp;&amp; &quot;x&quot; == &#x22;x&#34;;',
      "    }' />",
      '  <set-header name="b">',
      '    <value>',
      '',
      '      @(a &gt; b)',
      '    </value>',
      '  </set-header>',
      '</fragment>',
    ].join('\n'),
    'policies/fragments/example.xml',
  );
  const [variable, header] = document.root.children;

  it('is called by its name without .xml', () => {
    expect(document.name).toBe('example');
  });

  it('gives every value the line that it stands on', () => {
    expect(variable?.attributes.get('name')?.line).toBe(4);
    expect(variable?.attributes.get('value')?.line).toBe(5);
    expect(header?.line).toBe(8);
    expect(header?.children[0]?.text?.line).toBe(11);
  });

  it('keeps the line ends of an expression in an attribute, and decodes its entities', () => {
    const code = variable?.attributes.get('value')?.expression?.code;
    expect(code).toBe('\n      return 1 < 2 && "x" == "x";\n    ');
  });

  it.each([
    ['<policies><inbound></policies>', 'not well-formed XML'],
    ['<policies a="1" a="2" />', 'not well-formed XML'],
    ['<fragment><set-body>@(x</set-body></fragment>', 'the expression has no end'],
    ['', 'not well-formed XML'],
  ])('is refused with its name and line: %s', (source, problem) => {
    const parse = () => parsePolicyDocument(source, 'policies/apis/bad.xml');
    expect(parse).toThrow(PolicyProblem);
    expect(parse).toThrow(new RegExp(`policies/apis/bad\\.xml:\\d+: ${problem}`));
  });
});
