// The sample reference files, as they lie in local/sample/reference.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReferenceFile } from './reference-file';

export const sampleReferenceFolder = join(__dirname, '..', 'sample', 'reference');

/** Every JSON file of a folder, by name. */
export const readReferenceFolder = async (
  folder = sampleReferenceFolder,
): Promise<readonly ReferenceFile[]> => {
  const names = (await filesOf(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, content: await readJson(join(folder, name)) })),
  );
};

const filesOf = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new Error(`${folder} is no folder that can be read`, { cause });
  }
};

const readJson = async (file: string): Promise<Record<string, unknown>> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`${file} is no reference file: ${(cause as Error).message}`, { cause });
  }
};
