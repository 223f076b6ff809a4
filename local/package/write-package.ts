// Puts the package on disk: as a folder, to be looked at and to be run from, and as the zip file that
// is deployed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { packageContents, type PackageContents } from './package-files';
import { zipOf } from './zip';

export interface WrittenPackage extends PackageContents {
  readonly folder: string;
  readonly zipFile: string;
  readonly zipBytes: number;
  /** Of the zip file, in hexadecimal digits. */
  readonly sha256: string;
}

/** Makes `OUT/package/` and `OUT/NAME.zip`; replaces those of an earlier run, and nothing else. */
export const writePackage = async (projectDir: string, outDir: string): Promise<WrittenPackage> => {
  const contents = await packageContents(projectDir);
  const folder = path.join(outDir, 'package');
  refuseToReplace(folder, contents.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of contents.files) writeFileSync(path.join(folder, file.path), file.bytes);
  const zip = zipOf(contents.files);
  const zipFile = path.join(outDir, `${contents.name}.zip`);
  writeFileSync(zipFile, zip);
  const sha256 = createHash('sha256').update(zip).digest('hex');
  return { ...contents, folder, zipFile, zipBytes: zip.byteLength, sha256 };
};

/** A folder that is not there cannot be replaced. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

const refuseToReplace = (folder: string, name: string): void => {
  if (!existsSync(folder) || isPackage(folder, name)) return;
  throw new FolderInUse(
    `${folder} is something else than an earlier package: remove it, or choose another --out.`,
  );
};

const manifestSchema = z.object({ name: z.string(), main: z.string() });

const isPackage = (folder: string, name: string): boolean => {
  try {
    const manifest = manifestSchema.parse(
      JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')),
    );
    return manifest.name === name && readdirSync(folder).includes(manifest.main);
  } catch {
    return false;
  }
};
