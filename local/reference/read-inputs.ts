// Reads the files that a person named, all of them before anything is done with one.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ReferenceInput } from '../../shared/app/reference/reference-data';

/** Files that cannot be read or are no JSON, one a line. */
export class UnreadableFiles extends Error {
  override readonly name = 'UnreadableFiles';
}

/** The files, and of a folder all of its *.json in the order of their names. */
export const readInputs = (paths: readonly string[]): readonly ReferenceInput[] => {
  const problems: string[] = [];
  const attempt = <T>(name: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push(`${name}: ${reasonOf(error)}`);
      return undefined;
    }
  };
  const names = [...new Set(paths.flatMap((name) => attempt(name, () => filesOf(name)) ?? []))];
  const inputs = names.flatMap((name) => {
    const content = attempt(name, () => parseJson(readFileSync(name, 'utf8')));
    return content === undefined ? [] : [{ name, content }];
  });
  if (problems.length > 0) throw new UnreadableFiles(problems.join('\n'));
  return inputs;
};

const filesOf = (name: string): readonly string[] => {
  if (!statSync(name).isDirectory()) return [name];
  const files = readdirSync(name).filter((file) => file.endsWith('.json'));
  if (files.length === 0) throw new Error('the folder holds no *.json');
  return files.sort().map((file) => path.join(name, file));
};

// Node's own text for this names a call of the system, and the file once more.
const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file or folder' : message;
};

// Editors on Windows begin a file with a byte order mark, which is no JSON.
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(`is no JSON, as docs/reference-data.md has it: ${message}`, { cause });
  }
};
