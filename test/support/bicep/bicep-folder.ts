// All Bicep files of a folder, and what their names come to across imports.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { builtins } from './builtins';
import { evaluate, withValues, type Scope } from './evaluate';
import { readBicep } from './read-bicep';
import type { BicepFile } from './syntax';

export interface BicepFolder {
  readonly root: string;
  /** By path from the root, with forward slashes. */
  readonly files: ReadonlyMap<string, BicepFile>;
}

export const readBicepFolder = async (root: string): Promise<BicepFolder> => {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.bicep'))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
  const files = new Map<string, BicepFile>();
  for (const file of paths) {
    files.set(file, await readBicep(readFileSync(path.join(root, file), 'utf8'), file));
  }
  return { root, files };
};

/** The folder with one file's text replaced: how tests plant a mistake. */
export const withText = async (
  folder: BicepFolder,
  file: string,
  change: (text: string) => string,
): Promise<BicepFolder> => {
  const before = fileOf(folder, file).text;
  const after = change(before);
  if (after === before) throw new Error(`${file}: the change changes nothing`);
  return { ...folder, files: new Map([...folder.files, [file, await readBicep(after, file)]]) };
};

export const fileOf = ({ files }: BicepFolder, file: string): BicepFile => {
  const found = files.get(file);
  if (found === undefined) throw new Error(`there is no ${file}`);
  return found;
};

/** Values of functions that only a test can give, such as those of the environment. */
export type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The names of a file: given parameters first, then defaults, variables and imports. */
export const scopeOf = (
  folder: BicepFolder,
  file: string,
  parameters: Readonly<Record<string, unknown>> = {},
  functions: Functions = {},
): Scope => {
  const declared = fileOf(folder, file);
  const imported = (name: string) => {
    const found = declared.imports.find(({ alias }) => alias === name);
    if (found === undefined) return undefined;
    return { ...found, file: path.posix.join(path.posix.dirname(file), found.from) };
  };
  const scope: Scope = {
    valueOf: (name) => {
      if (name in parameters) return parameters[name];
      const expression = declared.parameters.get(name)?.default ?? declared.variables.get(name);
      if (expression !== undefined) return evaluate(expression, scope);
      const from = imported(name);
      if (from !== undefined) return scopeOf(folder, from.file, {}, functions).valueOf(from.name);
      // A parameter of a type with `?` is null where nothing is given.
      if (declared.parameters.get(name)?.type.endsWith('?') === true) return null;
      throw new Error(`${file}: ${name} has no value here`);
    },
    call: (name, args) => {
      const own = declared.functions.get(name);
      if (own !== undefined) {
        const values = Object.fromEntries(own.parameters.map((at, index) => [at, args[index]]));
        return evaluate(own.body, withValues(scope, values));
      }
      const from = imported(name);
      if (from !== undefined)
        return scopeOf(folder, from.file, {}, functions).call(from.name, args);
      const given = functions[name] ?? fileFunctions(folder.root, file)[name] ?? builtins[name];
      if (given === undefined) throw new Error(`${file}: ${name}() is not computed here`);
      return given(...(args as never[]));
    },
  };
  return scope;
};

const fileFunctions = (root: string, file: string): Functions => {
  const text = (name: string): string =>
    readFileSync(path.join(root, path.dirname(file), name), 'utf8');
  return {
    loadTextContent: text,
    loadJsonContent: (name: string) => JSON.parse(text(name)) as unknown,
  };
};
