// Every query of the repository: the .kql files, and what documents show as one.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const repository = join(__dirname, '../../..');

export interface QueryText {
  /** The path of the file; of a document's with the number of the fence. */
  readonly where: string;
  readonly text: string;
}

const skipped = new Set(['node_modules', 'dist', 'coverage', 'fixtures']);

const filesBelow = (folder: string, extension: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || skipped.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, extension);
    return entry.name.endsWith(extension) ? [path] : [];
  });

export const queryFiles = (): readonly QueryText[] =>
  filesBelow(repository, '.kql').map((path) => ({
    where: relative(repository, path),
    text: readFileSync(path, 'utf8'),
  }));

export const documentedQueries = (): readonly QueryText[] =>
  filesBelow(repository, '.md').flatMap((path) =>
    fencesIn(readFileSync(path, 'utf8')).map((text, index) => ({
      where: `${relative(repository, path)} (${index + 1})`,
      text,
    })),
  );

/** The queries that a document shows. */
export const fencesIn = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^ *```(?:kusto|kql)\n([^]*?)^ *```$/gm)].map(([, text]) => text!);
