// Writes the C# of one expression, under the policy file's own line numbers.
import { countingEdits, type Edit } from './counted-steps';
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
  countsSteps = false,
): string => {
  const code = edited(place, expression, [
    ...namedValueEdits(expression),
    ...(countsSteps ? countingEdits(expression.tokens) : []),
  ]);
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
const namedValueEdits = ({ tokens }: PolicyExpression): readonly Edit[] =>
  tokens
    .filter(({ kind, text }) => kind === 'string' && text.search(reference) >= 0)
    .map(({ at, text }) => {
      const [open, close] = [text.startsWith('@') ? '@"' : '"', '"'];
      const parts = text.replace(reference, `${close} + Harness.NamedValues.Get("$1") + ${open}`);
      return { at, length: text.length, text: `(${parts})` };
    });

const edited = (
  place: ExpressionPlace,
  { code }: PolicyExpression,
  edits: readonly Edit[],
): string => {
  let result = '';
  let from = 0;
  for (const { at, length, text } of [...edits].sort((one, other) => one.at - other.at)) {
    result += code.slice(from, at) + text;
    from = at + length;
  }
  result += code.slice(from);
  if (result.search(reference) >= 0) {
    throw new PolicyProblem(
      place.file,
      place.line,
      'a named value in an expression stands in a plain string only',
    );
  }
  return result;
};
