// The sample reference files, as they lie in local/sample/reference.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReferenceFile } from './reference-file';

export const sampleReferenceFolder = join(__dirname, '..', 'sample', 'reference');

/** Every JSON file of a folder, by name. */
export const readReferenceFolder = async (
  folder = sampleReferenceFolder,
): Promise<readonly ReferenceFile[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      content: JSON.parse(await readFile(join(folder, name), 'utf8')) as Record<string, unknown>,
    })),
  );
};
