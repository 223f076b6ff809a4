import { csharpTokens } from './csharp-tokens';
import { readExpression } from './expression';

describe('an expression', () => {
  it.each([
    ['@(1 + 1)', 'single', '1 + 1'],
    ['\n  @{ return "a"; }\n', 'statements', ' return "a"; '],
    ['@(")" + \'(\' + @"a""(" + $"{x})")', 'single', '")" + \'(\' + @"a""(" + $"{x})"'],
    ['@{ /* } */ return "\\"}"; // }\n }', 'statements', ' /* } */ return "\\"}"; // }\n '],
    ["@(text[0] == '\\'' ? a : b)", 'single', "text[0] == '\\'' ? a : b"],
  ])('ends at its own bracket, not at one in a string or a comment: %s', (value, kind, code) => {
    expect(readExpression(value)).toMatchObject({ kind: 'expression', expression: { kind, code } });
  });

  it.each(['plain text', '', 'user@example.com', '{{name}}'])('is no literal: %j', (text) => {
    expect(readExpression(text)).toEqual({ kind: 'literal', text });
  });

  it.each([
    ['Bearer @(token)', 'text and an expression'],
    ['@(a) + @(b)', 'text after the end'],
    ['@(a', 'has no end'],
    ['@(a]', 'has no end'],
    ['@("a)', 'has no end'],
  ])('is refused, as the platform knows no such value: %s', (value, problem) => {
    const reading = readExpression(value);
    expect(reading.kind === 'refused' ? reading.problem : reading.kind).toContain(problem);
  });

  it('keeps every character in one token or between two', () => {
    const code = 'var a = @"x""y" + "\\"" + 1.5m; /* c */ @class.B()';
    const tokens = csharpTokens(code);
    const rest = tokens.reduce(
      (text, token) =>
        text.slice(0, token.at) +
        ' '.repeat(token.text.length) +
        text.slice(token.at + token.text.length),
      code,
    );
    expect(rest.trim()).toBe('');
    expect(tokens.map(({ kind }) => kind)).toContain('number');
  });
});
