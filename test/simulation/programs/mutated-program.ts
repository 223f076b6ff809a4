// A copy of the program with some of its text replaced: the next version of it, the same with other
// limits, or one with a planted bug. The shipped code holds no switch for any of them. A text that
// is not found, or more than once, throws: a bug that was not planted must not count as caught.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import type { Program } from '../world/simulated-process';

/** Text to be replaced, once, in a file of the program that is known by the end of its path. */
export interface Replacement {
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

/** A module as CommonJS runs it, in a scope of its own. */
type Run = (require: (name: string) => unknown, module: object, exports: object) => void;

const shared = resolve(__dirname, '../../../shared');
const isIn = (path: string, { file }: Replacement): boolean =>
  path.startsWith(shared) && path.endsWith(`/${file}`);

const replaced = (source: string, { file, text, by }: Replacement): string => {
  const pieces = source.split(text);
  if (pieces.length !== 2) {
    throw new Error(`${file} holds this text ${pieces.length - 1} times, not once: ${text}`);
  }
  return pieces.join(by);
};

/** Throws unless the text is there to be replaced: once, in one file of the program. */
export const assertPlantable = (replacement: Replacement): void => {
  const files = readdirSync(shared, { recursive: true, encoding: 'utf8' });
  const paths = files.map((name) => join(shared, name)).filter((path) => isIn(path, replacement));
  const [path] = paths;
  if (path === undefined || paths.length > 1) {
    throw new Error(`${replacement.file} is ${paths.length} files of the program, not one`);
  }
  replaced(readFileSync(path, 'utf8'), replacement);
};

const requireFromHere = createRequire(__filename);
const transpiled = new Map<string, string>();

export const mutatedProgram = (replacements: readonly Replacement[]): Program => {
  const planted = new Set<Replacement>();
  const modules = new Map<string, { exports: unknown }>();

  const sourceOf = (path: string): string => {
    let source = readFileSync(path, 'utf8');
    for (const replacement of replacements) {
      if (!isIn(path, replacement)) continue;
      source = replaced(source, replacement);
      planted.add(replacement);
    }
    return source;
  };

  const load = (path: string): unknown => {
    const known = modules.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    const isMutated = replacements.some((replacement) => isIn(path, replacement));
    const code = isMutated ? transpile(sourceOf(path)) : cachedCode(path);
    const requireThere = (name: string): unknown => {
      if (!name.startsWith('.')) return requireFromHere(name);
      return load(`${join(dirname(path), name)}.ts`);
    };
    // Not by node:vm, which under a test runner makes errors that are no instances of its Error.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is this repository's own code
    const run = new Function(
      'require',
      'module',
      'exports',
      `${code}\n//# sourceURL=${path}`,
    ) as Run;
    run(requireThere, module, module.exports);
    return module.exports;
  };

  const program = load(join(__dirname, 'program.ts')) as Program;
  const missing = replacements.find((replacement) => !planted.has(replacement));
  if (missing !== undefined) throw new Error(`${missing.file} is no part of the program`);
  return program;
};

const cachedCode = (path: string): string => {
  const known = transpiled.get(path) ?? transpile(readFileSync(path, 'utf8'));
  transpiled.set(path, known);
  return known;
};

const transpile = (source: string): string =>
  ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
    },
  }).outputText;
