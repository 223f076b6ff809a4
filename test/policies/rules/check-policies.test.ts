import { check, soundApi, soundFragment, soundReadme } from './sound-policies';

describe('the checks of policy files', () => {
  it('find nothing in sound files', () => {
    expect(check(soundApi, soundFragment, soundReadme)).toEqual([]);
  });

  // What is planted, in place of what, and what is to be found.
  it.each([
    [
      'an unknown attribute',
      'exists-action=',
      'exist-action=',
      'exist-action of <set-header> is not documented',
    ],
    [
      'a value that is not listed',
      '"override"',
      '"replace"',
      'exists-action of <set-header> is "replace"',
    ],
    ['a missing attribute', ' name="a"', '', '<set-header> has no name'],
    ['an unknown policy', '<choose>', '<set-cookie /><choose>', '<set-cookie> is no policy'],
    [
      'an expression where none may be',
      'name="b"',
      'name="@(1)"',
      'name of <set-variable> may not be an expression',
    ],
    [
      'a policy in the wrong section',
      '<choose>',
      '<cache-store duration="1" /><choose>',
      '<cache-store> may not stand in inbound',
    ],
    [
      'a wrong section within a branch',
      '<set-variable',
      '<forward-request /><set-variable',
      '<forward-request> may not stand in inbound',
    ],
    ['base in a fragment', '<choose>', '<base /><choose>', 'a fragment may not hold <base>'],
    [
      'a fragment in a fragment',
      '<choose>',
      '<include-fragment fragment-id="part" /><choose>',
      'a fragment may not hold <include-fragment>',
    ],
    ['a section in a fragment', '<choose>', '<inbound /><choose>', '<inbound> is no policy'],
    [
      'an element out of its place',
      '<choose>',
      '<choose><value />',
      '<choose> may not hold <value>',
    ],
    ['text where none may be', '<choose>', '<choose>text', '<choose> may not hold text'],
    [
      'an undeclared named value',
      '{{llm-limit}}',
      '{{llm-other}}',
      'does not declare the named value llm-other',
    ],
    [
      'an unused named value',
      '{{llm-limit}}',
      '1',
      'declares llm-limit, which the file does not use',
    ],
    [
      'a named value as code',
      '@(true)',
      '@(1 > {{llm-limit}})',
      'a named value in an expression stands in a plain string only',
    ],
    ['a header without its cost', 'Cost: none.', '', 'the header says nothing after "Cost:"'],
    ['no header', '<!--', '<?x ?><!--', 'does not begin with a comment'],
    [
      'a logger nobody knows',
      'llm-usage',
      'llm-other',
      'README.md does not name the logger llm-other',
    ],
    [
      'a key in an expression',
      '@(true)',
      '@(context.Subscription.Key == null)',
      'the expression reads .Key',
    ],
    [
      'a secret',
      'value="{{llm-limit}}"',
      'value="Endpoint=sb://x/;SharedAccessKey=abc"',
      'looks like a connection string',
    ],
    [
      'a tenant',
      'value="{{llm-limit}}"',
      'value="2f0c4f6e-7d1c-4f52-9d3e-0b8f5a1f3c11"',
      'looks like an id that belongs into a named value',
    ],
    [
      'a body of any length',
      '@(true)',
      '@(context.Request.Body.As&lt;string&gt;(preserveContent: true) == null)',
      'the expression reads a body without a bound',
    ],
    [
      'a body of any length that may be absent',
      '@(true)',
      '@(context.Request.Body?.As&lt;string&gt;(preserveContent: true) == null)',
      'the expression reads a body without a bound',
    ],
    [
      'a line comment in an attribute',
      '@(true)',
      '@(true // yes\n)',
      'a // comment in an attribute',
    ],
  ])('find %s in a fragment', (_what, sound, planted, finding) => {
    const fragment = soundFragment.replace(sound, planted);
    expect(fragment).not.toBe(soundFragment);
    expect(check(soundApi, fragment, soundReadme).join('\n')).toContain(finding);
  });

  it.each([
    ['a fragment that is not there', '"part"', '"parts"', 'there is no fragment of that name'],
    [
      'a fragment that nobody includes',
      '<include-fragment fragment-id="part" />',
      '',
      'no API policy includes this fragment',
    ],
    [
      'a missing section',
      '<on-error><base /></on-error>',
      '',
      'the sections are inbound, backend, outbound, not',
    ],
    [
      'a policy twice that may stand once',
      '<base /><include',
      '<cors><allowed-origins><origin>*</origin></allowed-origins></cors><cors /><include',
      '<cors> stands 2 times in inbound',
    ],
  ])('find %s in an API policy', (_what, sound, planted, finding) => {
    const api = soundApi.replace(sound, planted);
    expect(api).not.toBe(soundApi);
    expect(check(api, soundFragment, soundReadme).join('\n')).toContain(finding);
  });

  it('find a named value that the README has no row for', () => {
    expect(
      check(soundApi, soundFragment, 'The logger is `llm-usage`; `llm-limit`.').join(),
    ).toContain('README.md has no row for the named value llm-limit');
  });

  it('name a fragment and who includes it, where its policy does not fit the section', () => {
    const api = soundApi.replace(
      '<outbound><base />',
      '<outbound><include-fragment fragment-id="part" />',
    );
    const fragment = soundFragment.replace('<choose>', '<rewrite-uri template="/" /><choose>');
    expect(check(api, fragment, soundReadme)).toEqual([
      expect.stringMatching(
        /part\.xml:10: <rewrite-uri> may not stand in outbound \(included by policies\/apis\/api\.xml\): https:\/\/learn/,
      ),
    ]);
  });
});
