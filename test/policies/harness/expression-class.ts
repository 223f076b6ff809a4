// Writes the C# of one expression, under the policy file's own line numbers.
import type { PolicyExpression } from './expression';
import { PolicyProblem } from './policy-problem';
import type { ValueType } from '../rules/value-types';

export interface ExpressionPlace {
  readonly file: string;
  readonly line: number;
  /** The expression, or its beginning: what a message quotes. */
  readonly text: string;
}

const csharpTypes: Readonly<Record<ValueType, string>> = {
  text: 'string',
  boolean: 'bool',
  integer: 'int',
  any: 'object',
};

export const expressionClass = (
  index: number,
  place: ExpressionPlace,
  expression: PolicyExpression,
  type: ValueType,
): string => {
  const code = withNamedValues(place, expression);
  const body = expression.kind === 'single' ? `return (${code}\n);` : code;
  return [
    `internal static class Expression${index} {`,
    `#line ${place.line} ${JSON.stringify(place.file)}`,
    `internal static ${csharpTypes[type]} Run(IContext context) {${body}`,
    '#line hidden',
    '} }',
  ].join('\n');
};

const reference = /\{\{([A-Za-z0-9._-]+)\}\}/g;

/**
 * The platform replaces {{name}} in the text before it compiles. Here every call may have values of
 * its own, so a named value in a string becomes a part of that string at run time. Elsewhere it
 * would be code: that is refused.
 */
const withNamedValues = (place: ExpressionPlace, { code, tokens }: PolicyExpression): string => {
  let result = '';
  let from = 0;
  for (const token of tokens) {
    if (token.kind !== 'string' || !reference.test(token.text)) continue;
    reference.lastIndex = 0;
    const [open, close] = [token.text.startsWith('@') ? '@"' : '"', '"'];
    const parts = token.text.replace(
      reference,
      `${close} + Harness.NamedValues.Get("$1") + ${open}`,
    );
    result += `${code.slice(from, token.at)}(${parts})`;
    from = token.at + token.text.length;
  }
  result += code.slice(from);
  if (new RegExp(reference).test(result)) {
    throw new PolicyProblem(
      place.file,
      place.line,
      'a named value in an expression stands in a plain string only',
    );
  }
  return result;
};
