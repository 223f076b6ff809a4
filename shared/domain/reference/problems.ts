// What is wrong with a document that a person wrote: every problem with its path, all at once.
import type * as z from 'zod';
import { foldName } from '../fold-name';

export interface Problem {
  /** An error keeps the document out; a warning lets it in and is shown. */
  readonly severity: 'error' | 'warning';
  /** e.g. `models[2].entries[0].prices.input`; empty for the whole document. */
  readonly path: string;
  readonly message: string;
}

export class ProblemList {
  private readonly found: Problem[] = [];

  get problems(): readonly Problem[] {
    return this.found;
  }

  get hasErrors(): boolean {
    return this.found.some(({ severity }) => severity === 'error');
  }

  error(path: string, message: string): void {
    this.found.push({ severity: 'error', path, message });
  }

  warn(path: string, message: string): void {
    this.found.push({ severity: 'warning', path, message });
  }

  /** Notes every name that occurred before, whatever its case, at its later occurrences. */
  forbidRepeats(names: readonly { readonly name: string; readonly path: string }[]): void {
    const firstPaths = new Map<string, string>();
    for (const { name, path } of names) {
      const folded = foldName(name);
      const firstPath = firstPaths.get(folded);
      if (firstPath === undefined) firstPaths.set(folded, path);
      else this.error(path, `"${name}" is at ${firstPath} already`);
    }
  }

  /** Reads a part of the document by a schema; notes what is wrong and returns undefined. */
  read<T>(schema: z.ZodType<T>, value: unknown, path: string): T | undefined {
    const result = schema.safeParse(value, { error: describe });
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const issuePath = issue.path.reduce<string>(memberPath, path);
      if (issue.code !== 'unrecognized_keys') this.error(issuePath, issue.message);
      else {
        for (const key of issue.keys) this.error(memberPath(issuePath, key), unknownMember);
      }
    }
    return undefined;
  }
}

/** The path of a member or an element: `a.b`, `a[0]`. */
export const memberPath = (path: string, key: PropertyKey): string => {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? String(key) : `${path}.${String(key)}`;
};

export const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

/** A member of an object in the document; undefined where there is no object or no such member. */
export const memberOf = (parent: unknown, key: string): unknown =>
  typeof parent === 'object' && parent !== null
    ? Object.entries(parent).find(([name]) => name === key)?.[1]
    : undefined;

/** The elements of a list in the document, also where other members of its parent are wrong. */
export const elementsOf = (parent: unknown, key: string): readonly unknown[] => {
  const list = memberOf(parent, key);
  return Array.isArray(list) ? list : [];
};

const unknownMember = 'is no member that is known here';

// Zod's own words, where the schema has none, in ours.
const describe: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'invalid_type') return undefined;
  return issue.input === undefined ? 'is missing' : `must be ${named(issue.expected)}`;
};

const named = (type: string): string => {
  if (type === 'array') return 'a list';
  return type === 'string' ? 'a text in quotes' : 'a JSON object';
};
