// Checks that a policy file begins with a comment that says what it is for and which named values
// it needs.
import type { PolicyDocument } from '../harness/policy-document';
import type { PolicyFinding } from './policy-finding';
import { namedValuesIn, valuesOf } from './policy-values';

const fields = ['Purpose', 'Assumes', 'Named values', 'Usage', 'Cost'] as const;

/** Named values of this project begin so: prose around them is told from their names. */
const namedValue = /\bllm-[a-z0-9-]+/g;

export const checkHeader = ({ file, source, root }: PolicyDocument): readonly PolicyFinding[] => {
  const at = (line: number, problem: string): PolicyFinding => ({ file, line, problem });
  const comment = /^<!--([\s\S]*?)-->/.exec(source)?.[1];
  if (comment === undefined) return [at(1, 'the file does not begin with a comment, its header')];
  const header = readFields(comment);
  const missing = fields.filter((field) => (header.get(field) ?? '') === '');
  const declared = new Set((header.get('Named values') ?? '').match(namedValue) ?? []);
  const used = valuesOf(root).flatMap(({ line, text }) =>
    namedValuesIn(text).map((name) => ({ line, name })),
  );
  const names = new Set(used.map(({ name }) => name));
  return [
    ...missing.map((field) => at(1, `the header says nothing after "${field}:"`)),
    ...used
      .filter(({ name }) => !declared.has(name))
      .map(({ line, name }) => at(line, `the header does not declare the named value ${name}`)),
    ...[...declared]
      .filter((name) => !names.has(name))
      .map((name) => at(1, `the header declares ${name}, which the file does not use`)),
  ];
};

const readFields = (comment: string): ReadonlyMap<string, string> => {
  const start = new RegExp(`^\\s*(${fields.join('|')}):`, 'm');
  const parts = comment.split(start).slice(1);
  const values = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2)
    values.set(parts[at] ?? '', (parts[at + 1] ?? '').trim());
  return values;
};
