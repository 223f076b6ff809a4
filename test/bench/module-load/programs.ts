// The two ways in which the program can be deployed, made anew: the package, and what the compiler
// writes, with its dependencies beside it as they are installed.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { writePackage } from '../../../local/package/write-package';

export interface LoadableProgram {
  readonly entry: string;
  readonly telemetry: string;
  readonly identity: string;
  readonly tokenCounter: string;
  remove(): void;
}

const projectDir = path.join(__dirname, '../../..');

/** Outside of the project, so that nothing of it is found. */
export const packagedProgram = async (): Promise<LoadableProgram> => {
  const dir = mkdtempSync(path.join(tmpdir(), 'module-load-'));
  const { folder } = await writePackage(projectDir, dir);
  return {
    entry: path.join(folder, 'main.js'),
    telemetry: path.join(folder, 'application-insights-sender.js'),
    identity: path.join(folder, 'azure-identity.js'),
    tokenCounter: path.join(folder, 'o200k-token-counter.js'),
    remove: () => rmSync(dir, { recursive: true }),
  };
};

/** Inside of the project, so that its dependencies are found. */
export const compiledProgram = async (): Promise<LoadableProgram> => {
  const parent = path.join(projectDir, '.local');
  mkdirSync(parent, { recursive: true });
  const dir = mkdtempSync(path.join(parent, 'module-load-'));
  const compiler = require.resolve('typescript/bin/tsc');
  const args = [compiler, '-p', 'tsconfig.build.json', '--outDir', dir];
  await promisify(execFile)(process.execPath, args, { cwd: projectDir });
  return {
    entry: path.join(dir, 'functions/main.js'),
    telemetry: path.join(dir, 'shared/adapters/telemetry/application-insights-sender.js'),
    identity: require.resolve('@azure/identity'),
    tokenCounter: path.join(dir, 'shared/adapters/o200k-token-counter.js'),
    remove: () => rmSync(dir, { recursive: true }),
  };
};
