// Splits a C# expression into tokens: enough to find where it ends, its comments, and the named
// values in its strings. It decides nothing about meaning: the compiler does.

export interface CSharpToken {
  readonly kind:
    'identifier' | 'number' | 'string' | 'interpolated' | 'char' | 'comment' | 'symbol';
  readonly text: string;
  /** Offset in the text that was tokenised. */
  readonly at: number;
}

// In this order: what a quote opens depends on the prefix before it.
const rules: readonly (readonly [CSharpToken['kind'], RegExp])[] = [
  ['comment', /\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
  ['interpolated', /\$@"(?:[^"]|"")*"|\$"(?:[^"\\\n]|\\.)*"/y],
  ['string', /@"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"/y],
  ['char', /'(?:[^'\\\n]|\\.[0-9a-fA-F]*)'/y],
  ['identifier', /@?[\p{L}_][\p{L}\p{N}_]*/uy],
  ['number', /\d[\w.]*/y],
  ['symbol', /[^\s]/y],
];

export const csharpTokens = (code: string): readonly CSharpToken[] => {
  const tokens: CSharpToken[] = [];
  let at = 0;
  while (at < code.length) {
    const found = /\s/.test(code.charAt(at)) ? undefined : tokenAt(code, at);
    if (found !== undefined) tokens.push(found);
    at += found?.text.length ?? 1;
  }
  return tokens;
};

const tokenAt = (code: string, at: number): CSharpToken | undefined => {
  for (const [kind, rule] of rules) {
    rule.lastIndex = at;
    const match = rule.exec(code);
    if (match !== null) return { kind, text: match[0], at };
  }
  return undefined;
};
