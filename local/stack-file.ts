// Where a running stack says how to reach it, for scripts and the other commands: a file that is
// there as long as the stack runs.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const stackDescription = z.object({
  /** The process that runs it, and owns the file. */
  pid: z.int().positive(),
  eventHubs: z.object({
    connectionString: z.string(),
    hubs: z.object({ usage: z.string(), logs: z.string() }),
  }),
  cosmos: z.object({ endpoint: z.string(), connectionString: z.string(), database: z.string() }),
  storage: z.object({ connectionString: z.string() }),
  /** With the version, e.g. `http://127.0.0.1:7071/api/v1`. */
  http: z.object({ baseUrl: z.string() }),
  /** What the program was started with; settings of a command that talks to the stack. */
  settings: z.record(z.string(), z.string()),
});

export type StackDescription = z.infer<typeof stackDescription>;

export const stackFile = path.join(__dirname, '..', '.local', 'stack.json');

/** The file that STACK_FILE names for all commands of a terminal, else the usual one. */
export function stackFileOf({ STACK_FILE: file = '' }: NodeJS.ProcessEnv): string {
  return file === '' ? stackFile : file;
}

/**
 * Only the owner may read it: the emulators' keys are no secrets, a real namespace's would be.
 * Throws where another stack that still runs describes itself there.
 */
export const writeStackFile = (description: StackDescription, file = stackFile): void => {
  refuseOtherStack(file);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
};

/** Removes this process's own description, and leaves another's alone. */
export const removeStackFile = (file = stackFile): void => {
  if (ownerOf(file) === process.pid) rmSync(file, { force: true });
};

/** Throws where another stack that still runs describes itself in the file. */
export const refuseOtherStack = (file = stackFile): void => {
  const owner = ownerOf(file);
  if (owner === undefined || owner === process.pid || !isRunning(owner)) return;
  throw new Error(
    `another stack (process ${owner}) describes itself in ${file}: stop it, or run this one beside ` +
      'it with ports of its own and --stack-file',
  );
};

const ownerOf = (file: string): number | undefined => descriptionIn(file)?.pid;

/** undefined if there is no file, or none that a stack has written. */
const descriptionIn = (file: string): StackDescription | undefined => {
  try {
    return stackDescription.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
};

/** Signal 0 reaches no process; the call only says whether there is one. */
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The running stack; undefined if there is none, or if it was killed and left its file behind. */
export function findStack(file: string): StackDescription | undefined {
  const description = descriptionIn(file);
  return description !== undefined && isRunning(description.pid) ? description : undefined;
}

/** The running stack; throws, with what to do, if there is none. */
export const readStackFile = (file = stackFile): StackDescription => {
  const stack = findStack(file);
  if (stack !== undefined) return stack;
  throw new Error(`no stack is running (${file} describes none): start one with npm start`);
};
