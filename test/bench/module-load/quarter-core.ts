// Starts a process with about a quarter of a core, as the smallest Flex Consumption instance (512 MB) has:
// the process shares one processor with three others that never pause. Linux alone can pin processes.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const competitors = 3;

/** Whether this machine can pin a process to one processor. */
export const canPin = async (): Promise<boolean> => {
  if (process.platform !== 'linux') return false;
  try {
    await promisify(execFile)('taskset', ['-c', '0', process.execPath, '-e', '0']);
    return true;
  } catch {
    return false;
  }
};

/** Runs the work while processor 0 is kept busy; whatever the work pins there gets a quarter of it. */
export const whileBusy = async <T>(work: () => Promise<T>): Promise<T> => {
  const busy = Array.from({ length: competitors }, startBusyProcess);
  try {
    return await work();
  } finally {
    await Promise.all(busy.map(stop));
  }
};

/** The command and arguments that run Node on processor 0. */
export const pinnedNode = (args: readonly string[]): readonly [string, readonly string[]] => [
  'taskset',
  ['-c', '0', process.execPath, ...args],
];

const startBusyProcess = (): ChildProcess => {
  const [command, args] = pinnedNode(['-e', 'for (;;);']);
  return spawn(command, args, { stdio: 'ignore' });
};

const stop = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};
