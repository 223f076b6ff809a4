// The program as it is deployed: made by the command that a person runs, and unzipped where nothing of
// the project can be found by looking upwards from it.
import { unzipSync } from 'fflate';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCommand } from './run-command';

export interface PackagedProgram {
  /** What the command printed. */
  readonly printed: string;
  readonly zipFile: string;
  readonly zip: Uint8Array;
  /** The files in the zip by their paths. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Where they were unzipped to. */
  readonly appDir: string;
  remove(): void;
}

/** Runs `npm run package`, with `env` over the environment; throws, with what it said, where it fails. */
export const packageProgram = async (
  env: Readonly<Record<string, string>> = {},
): Promise<PackagedProgram> => {
  const dir = mkdtempSync(path.join(tmpdir(), 'package-'));
  const ended = await startCommand(['package.ts', '--out', dir], env).ended;
  if (ended.code !== 0) throw new Error(`npm run package failed:\n${ended.out}${ended.err}`);
  const zipFile = path.join(dir, 'azure-openai-chargeback.zip');
  const zip = readFileSync(zipFile);
  const files = unzipSync(zip);
  const appDir = path.join(dir, 'deployed');
  for (const [name, bytes] of Object.entries(files)) {
    const file = path.join(appDir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  const remove = () => rmSync(dir, { recursive: true });
  return { printed: ended.out, zipFile, zip, files, appDir, remove };
};
