// Compiles the harness with the expressions into one program, once for each content: the result
// stays in the temporary folder under the hash of what it was made from, so that several test files
// share it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExpressionPlace } from './expression-class';
import type { GeneratedProgram } from './generate-program';
import { monoReferences } from './mono';

const sourceFolder = join(__dirname, 'csharp');
const programName = 'harness.exe';
/** A program that was made longer ago was made from policies that have changed since. */
const keptMsMax = 7 * 24 * 60 * 60 * 1000;
const outputBytesMax = 16 * 1024 * 1024;

/**
 * The compiled program's path. Throws with the policy's file, line, expression and the compiler's
 * words.
 */
export const compileProgram = async (program: GeneratedProgram): Promise<string> => {
  const sources = readdirSync(sourceFolder)
    .filter((file) => file.endsWith('.cs'))
    .sort()
    .map((file) => join(sourceFolder, file));
  const hash = createHash('sha256');
  for (const file of sources) hash.update(readFileSync(file));
  hash.update(program.source);
  const cache = join(tmpdir(), `policy-harness-${userInfo().uid}`);
  const folder = join(cache, hash.digest('hex').slice(0, 32));
  const compiled = join(folder, programName);
  if (existsSync(compiled)) return compiled;

  mkdirSync(cache, { recursive: true, mode: 0o700 });
  removeOld(cache);
  const building = mkdtempSync(join(cache, 'building-'));
  try {
    await runCompiler(building, sources, program);
    publish(building, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return compiled;
};

const runCompiler = async (
  building: string,
  sources: readonly string[],
  program: GeneratedProgram,
): Promise<void> => {
  const generated = join(building, 'Expressions.cs');
  writeFileSync(generated, program.source);
  const options = ['-langversion:7', '-target:exe', `-out:${join(building, programName)}`];
  const references = monoReferences.map((reference) => `-r:${reference}`);
  try {
    await promisify(execFile)('mcs', [...options, ...references, ...sources, generated], {
      cwd: building,
      maxBuffer: outputBytesMax,
    });
  } catch (cause) {
    const output = (cause as { stderr?: string; stdout?: string }).stderr ?? String(cause);
    throw new Error(describeErrors(output, program.expressions), { cause });
  }
};

const removeOld = (cache: string): void => {
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    const modifiedMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (modifiedMs < Date.now() - keptMsMax) rmSync(folder, { recursive: true, force: true });
  }
};

/** Another worker may have published the same program first: then that one is as good. */
const publish = (building: string, folder: string): void => {
  try {
    renameSync(building, folder);
  } catch (cause) {
    if (!existsSync(join(folder, programName))) throw cause;
  }
};

const errorLine = /^(.+?)\((\d+),\d+\): error (.+)$/;

const describeErrors = (output: string, expressions: readonly ExpressionPlace[]): string => {
  const errors = output.split('\n').flatMap((text) => {
    const [, file = '', lineText = '', error = ''] = errorLine.exec(text) ?? [];
    if (file === '') return [];
    const line = Number(lineText);
    const place = expressions.findLast((one) => file.endsWith(one.file) && one.line <= line);
    return [`${place?.file ?? file}:${lineText}: ${error}\n    in ${place?.text ?? 'the harness'}`];
  });
  return `Policy expressions do not compile:\n${errors.length > 0 ? errors.join('\n') : output}`;
};
