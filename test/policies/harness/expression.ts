// Finds the expression in an attribute's value or an element's text: @(one C# expression) or @{
// statements }, over the whole value. The platform knows no mixture of text and expression, so a
// mixture is refused.
import { csharpTokens, type CSharpToken } from './csharp-tokens';

export interface PolicyExpression {
  readonly kind: 'single' | 'statements';
  /** The C# between the brackets. */
  readonly code: string;
  readonly tokens: readonly CSharpToken[];
}

export type ExpressionReading =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'expression'; readonly expression: PolicyExpression }
  | { readonly kind: 'refused'; readonly problem: string };

const closing: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' };

export const readExpression = (value: string): ExpressionReading => {
  const text = value.trim();
  if (!/^@[({]/.test(text)) {
    return /@[({]/.test(text)
      ? refused('text and an expression in one value: make all of it one expression')
      : { kind: 'literal', text: value };
  }
  const tokens = csharpTokens(text.slice(1));
  const end = closingToken(tokens);
  if (end === undefined) return refused('the expression has no end: a bracket or a quote is open');
  if (end.at + 1 !== text.length - 1) {
    return refused('text after the end of the expression: make all of it one expression');
  }
  const code = text.slice(2, -1);
  const kind = text.startsWith('@(') ? 'single' : 'statements';
  return { kind: 'expression', expression: { kind, code, tokens: csharpTokens(code) } };
};

const refused = (problem: string): ExpressionReading => ({ kind: 'refused', problem });

/** The token that closes the bracket with which the tokens begin. */
const closingToken = (tokens: readonly CSharpToken[]): CSharpToken | undefined => {
  const open: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'symbol') continue;
    // A quote that opens no string: what follows cannot be told apart.
    if (token.text === '"' || token.text === "'") return undefined;
    const closes = closing[token.text];
    if (closes !== undefined) open.push(closes);
    else if (')}]'.includes(token.text) && open.pop() !== token.text) return undefined;
    if (open.length === 0) return token;
  }
  return undefined;
};
