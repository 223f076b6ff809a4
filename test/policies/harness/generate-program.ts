// Makes the two things that a gateway runs: the C# of all expressions, and the policies as the
// interpreter reads them, which name expressions by their number.
import type { CSharpToken } from './csharp-tokens';
import { expressionClass, type ExpressionPlace } from './expression-class';
import type { PolicyDocument, PolicyElement, PolicyValue } from './policy-document';
import { PolicyProblem } from './policy-problem';
import { valueTypeOf, type ValueType } from '../rules/value-types';

export interface GeneratedExpression extends ExpressionPlace {
  readonly tokens: readonly CSharpToken[];
}

interface ValueJson {
  readonly literal?: string;
  readonly expression?: number;
}

interface ElementJson {
  readonly name: string;
  readonly line: number;
  readonly attributes: Readonly<Record<string, ValueJson>>;
  readonly children: readonly ElementJson[];
  readonly text?: ValueJson;
}

export interface GeneratedProgram {
  readonly source: string;
  readonly expressions: readonly GeneratedExpression[];
  readonly documents: readonly {
    readonly file: string;
    readonly name: string;
    readonly root: ElementJson;
  }[];
}

const quotedLengthMax = 160;

// What the documentation's own examples use without naming the namespace.
export const importedNamespaces: readonly string[] = [
  'System',
  'System.Collections.Generic',
  'System.Linq',
  'System.Net',
  'System.Security.Cryptography',
  'System.Text',
  'System.Text.RegularExpressions',
  'System.Xml.Linq',
  'Newtonsoft.Json',
  'Newtonsoft.Json.Linq',
  'ApiManagement',
];

export const generateProgram = (
  documents: readonly PolicyDocument[],
  { countsSteps = false }: { readonly countsSteps?: boolean } = {},
): GeneratedProgram => {
  const expressions: GeneratedExpression[] = [];
  const classes: string[] = [];

  const valueJson = (file: string, value: PolicyValue, type: ValueType): ValueJson => {
    if (value.expression === undefined) return { literal: value.text };
    const place = { file, line: value.line, text: quoted(value.text) };
    classes.push(expressionClass(expressions.length, place, value.expression, type, countsSteps));
    expressions.push({ ...place, tokens: value.expression.tokens });
    return { expression: expressions.length - 1 };
  };

  const elementJson = (file: string, element: PolicyElement): ElementJson => ({
    name: element.name,
    line: element.line,
    attributes: Object.fromEntries(
      [...element.attributes].map(([name, value]) => {
        requireNoLineComment(file, value);
        return [name, valueJson(file, value, valueTypeOf(element.name, name))];
      }),
    ),
    children: element.children.map((child) => elementJson(file, child)),
    ...(element.text && {
      text: valueJson(file, element.text, valueTypeOf(element.name, '#text')),
    }),
  });

  const trees = documents.map(({ file, name, root }) => ({
    file,
    name,
    root: elementJson(file, root),
  }));
  const namespaces = countsSteps ? [...importedNamespaces, 'Counting'] : importedNamespaces;
  return { source: programSource(classes, namespaces), expressions, documents: trees };
};

const quoted = (text: string): string => {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length <= quotedLengthMax ? line : `${line.slice(0, quotedLengthMax)}...`;
};

/**
 * XML makes an attribute's line ends spaces: the rest of the expression would be part of the
 * comment.
 */
const requireNoLineComment = (file: string, { line, expression }: PolicyValue): void => {
  if (
    expression?.tokens.some(({ kind, text }) => kind === 'comment' && text.startsWith('//')) ===
    true
  ) {
    throw new PolicyProblem(
      file,
      line,
      'a // comment in an attribute swallows the rest of the expression',
    );
  }
};

const programSource = (classes: readonly string[], namespaces: readonly string[]): string => {
  const entries = classes.map((_, index) => `context => Expression${index}.Run(context),`);
  return [
    'namespace Policies {',
    ...namespaces.map((name) => `using ${name};`),
    ...classes,
    '}',
    'namespace Harness {',
    'internal static class Compiled {',
    'internal static readonly Expression[] All = {',
    ...entries.map((entry) => entry.replace('Expression', 'Policies.Expression')),
    '}; } }',
    '',
  ].join('\n');
};
