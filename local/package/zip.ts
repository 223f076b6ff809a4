// A zip file whose bytes depend on its files alone: sorted entries, one time for all, no owner and no
// permissions. Who builds a commit again gets the file that was deployed, and can prove it by its hash.
import { zipSync } from 'fflate';
import type { PackageFile } from './package-file';

/** The first time that a zip file can hold. It is written as a local time, so no zone shows. */
const mtime = new Date(1980, 0, 1);

const bestCompression = 9;

export const zipOf = (files: readonly PackageFile[]): Uint8Array => {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const entries = Object.fromEntries(sorted.map(({ path, bytes }) => [path, bytes]));
  return zipSync(entries, { mtime, level: bestCompression });
};
