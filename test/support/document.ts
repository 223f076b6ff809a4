// A Markdown document as tests look at it: what it names, links to, tells people to run and adds up.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Document {
  /** From the project's root. */
  readonly file: string;
  readonly text: string;
  /** What stands in `backticks`, once each; fenced blocks are not looked into. */
  readonly codes: readonly string[];
  readonly links: readonly string[];
  /** The contents of the fenced blocks of a language. */
  blocks(language: string): readonly string[];
  /** The rows of each table, cell by cell, its head first. */
  readonly tables: readonly (readonly (readonly string[])[])[];
}

export const readDocument = (root: string, file: string): Document => {
  const text = readFileSync(path.join(root, file), 'utf8');
  const prose = text.replaceAll(/^```[^]*?^```$/gm, '');
  return {
    file,
    text,
    codes: [...new Set([...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code))],
    links: [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link),
    blocks: (language) =>
      [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, found, block = '']) =>
        found === language ? [block] : [],
      ),
    tables: tablesOf(prose),
  };
};

/** As GitHub makes the anchor of a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-');

export const anchorsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

const tablesOf = (prose: string): readonly (readonly (readonly string[])[])[] =>
  [...prose.matchAll(/(?:^\|.*\|$\n?)+/gm)].map(([table]) =>
    table
      .trim()
      .split('\n')
      .filter((line) => !/^\|[\s|:-]+\|$/.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
  );
