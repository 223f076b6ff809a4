// What the deployable package holds: the bundle, and what the Functions host and its worker read
// beside it. Nothing is installed from it, so it names no dependencies.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { bundleProgram, mainFile } from './bundle';
import { textFile, type PackageFile } from './package-file';
import { thirdPartyNotices } from './third-party-notices';

export interface PackageContents {
  readonly name: string;
  readonly version: string;
  /** Sorted by path. */
  readonly files: readonly PackageFile[];
}

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  engines: z.object({ node: z.string() }),
});

export const packageContents = async (projectDir: string): Promise<PackageContents> => {
  const read = (file: string) => readFileSync(path.join(projectDir, file), 'utf8');
  const { name, version, description, license, engines } = manifestSchema.parse(
    JSON.parse(read('package.json')),
  );
  const { files, sources } = await bundleProgram(projectDir);
  const manifest = {
    name,
    version,
    private: true,
    description,
    license,
    engines,
    type: 'commonjs',
    main: mainFile,
  };
  const all = [
    ...files,
    textFile('host.json', read('host.json')),
    textFile('package.json', `${JSON.stringify(manifest, null, 2)}\n`),
    textFile('THIRD-PARTY-NOTICES.txt', thirdPartyNotices(projectDir, sources)),
  ];
  return { name, version, files: all.sort((a, b) => (a.path < b.path ? -1 : 1)) };
};
