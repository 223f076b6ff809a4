// Asks which of the expressions' types and members API Management would refuse.
import { z } from 'zod';
import type { CSharpToken } from './csharp-tokens';
import type { ExpressionPlace } from './expression-class';
import type { GeneratedProgram } from './generate-program';
import { importedNamespaces } from './generate-program';
import type { MonoProcess } from './mono-process';
import { allowedTypes, compilersOwn } from '../rules/expression-types';

export interface RefusedExpression extends ExpressionPlace {
  /** The types and members, by their full names. */
  readonly refused: readonly string[];
}

const answer = z.object({ refusals: z.array(z.array(z.string())) });

export const inspectExpressions = async (
  mono: MonoProcess,
  program: GeneratedProgram,
): Promise<readonly RefusedExpression[]> => {
  const inspect = {
    rules: { types: allowedTypes, compilersOwn },
    usings: importedNamespaces,
    names: program.expressions.map(({ tokens }) => dottedNames(tokens)),
  };
  const { refusals } = answer.parse(await mono.ask({ inspect }));
  return program.expressions.flatMap(({ file, line, text }, index) => {
    const refused = refusals[index] ?? [];
    return refused.length === 0 ? [] : [{ file, line, text, refused }];
  });
};

/** `a.b.c` for every name that does not follow a dot itself. */
export const dottedNames = (tokens: readonly CSharpToken[]): readonly string[] => {
  const code = tokens.filter(({ kind }) => kind !== 'comment');
  const names: string[] = [];
  for (const [index, token] of code.entries()) {
    if (token.kind !== 'identifier' || isDot(code[index - 1])) continue;
    let name = token.text;
    for (let at = index + 1; isDot(code[at]) && code[at + 1]?.kind === 'identifier'; at += 2) {
      name += `.${code[at + 1]?.text ?? ''}`;
    }
    names.push(name);
  }
  return names;
};

const isDot = (token: CSharpToken | undefined): boolean =>
  token?.kind === 'symbol' && token.text === '.';
