// The licences of the packages whose code is in the bundle. All of them ask that their text goes with
// the code wherever it goes; minified code keeps no comments.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

interface Licensed {
  /** Name and version. */
  readonly title: string;
  readonly licence: string;
  readonly text: string;
}

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
});

/** `sources` as the bundle names them. Throws where a package does not say what its licence is. */
export const thirdPartyNotices = (projectDir: string, sources: readonly string[]): string => {
  const folders = [...new Set(sources.flatMap(packageFolderOf))];
  const packages = folders.map((folder) => licensed(path.join(projectDir, folder)));
  // Two copies of one version, or many packages of one author: each text stands once.
  const titlesByText = new Map<string, Set<string>>();
  for (const { title, licence, text } of packages) {
    const titles = titlesByText.get(text) ?? new Set();
    titlesByText.set(text, titles.add(`${title} (${licence})`));
  }
  const entries = [...titlesByText].map(
    ([text, titles]) => `${[...titles].sort().join('\n')}\n\n${text}`,
  );
  return `${[introduction, ...entries.sort()].join(`\n\n${'-'.repeat(79)}\n\n`)}\n`;
};

const introduction =
  'This program contains code of the packages below, each under the licence that follows its name.';

/** `node_modules/a/node_modules/@b/c/index.js` is of the package in `node_modules/a/node_modules/@b/c`. */
const packageFolderOf = (source: string): readonly string[] => {
  const [folder] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source) ?? [];
  return folder === undefined ? [] : [folder];
};

const licensed = (folder: string): Licensed => {
  const { name, version, license } = manifestSchema.parse(
    JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')),
  );
  const text = licenceTextIn(folder) ?? license;
  if (text === undefined) {
    throw new Error(
      `${name} ${version} does not say under which licence it may be given on: look it up, and ` +
        'replace the package where there is none.',
    );
  }
  return { title: `${name} ${version}`, licence: license ?? 'see below', text: text.trim() };
};

const licenceFile = /^(licen[sc]e|copying|notice|copyrightnotice)(\.(md|txt))?$/i;

/** The licence in files of its own, or else under a heading of the readme. */
const licenceTextIn = (folder: string): string | undefined => {
  const names = readdirSync(folder);
  const read = (name: string) =>
    readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n');
  const files = names.filter((name) => licenceFile.test(name)).sort();
  if (files.length > 0) return files.map((name) => read(name).trim()).join('\n\n');
  const readme = names.find((name) => /^readme(\.md)?$/i.test(name));
  return readme === undefined ? undefined : /^(?:#+ *)?Licen[sc]e\b[^]*/im.exec(read(readme))?.[0];
};
