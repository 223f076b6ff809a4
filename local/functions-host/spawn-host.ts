// Runs the development host as a process of its own, which can be stopped, and killed in the middle of
// anything, without hurting whoever started it.
import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { endsWithin } from './clock';
import type { Int64Form } from './int64';
import type { ReadyMessage } from './main';

export interface SpawnHostOptions {
  readonly appDir: string;
  /** Instead of the `main` of package.json; relative to `appDir`. */
  readonly entry?: string;
  /** 0, the default: any free one. */
  readonly port?: number;
  /** Over this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** How sequence numbers of a batch are handed over; `number` by default. */
  readonly int64?: Int64Form;
  /** Only warnings and errors in its output, besides what says that it is ready. */
  readonly quiet?: boolean;
  /** Each line that the host prints, without its line end. */
  readonly onOutput?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface ExitState {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnedHost {
  readonly url: string;
  readonly port: number;
  readonly functions: readonly string[];
  readonly pid: number;
  /** Resolves when the process ends, for whatever reason. */
  readonly exited: Promise<ExitState>;
  /** Asks it to stop, and kills it when it does not. */
  stop(): Promise<ExitState>;
  /** Kills it at once: nothing it was doing is finished. */
  kill(): Promise<ExitState>;
}

/** The host loads the app's dependencies first; a cold start on a busy machine takes seconds. */
const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 5000;
/** Enough of what it said last to see why it did not start. */
const LINES_KEPT = 40;

/** Resolves when the host is ready; rejects, with what it printed, when it ends before. */
export async function spawnFunctionsHost(options: SpawnHostOptions): Promise<SpawnedHost> {
  const child = spawn(process.execPath, commandOf(options), {
    cwd: options.appDir,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = new Promise<ExitState>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const lastLines = readOutput(child, options.onOutput);
  const kill = (): Promise<ExitState> => {
    child.kill('SIGKILL');
    return exited;
  };

  const ready = await untilReady(child, exited);
  if (ready === undefined) {
    const { code, signal } = await kill();
    const how = `exit code ${String(code)}, signal ${String(signal)}`;
    throw new Error(`The Functions host did not start (${how}):\n${lastLines.join('\n')}`);
  }
  return {
    url: ready.url,
    port: ready.port,
    functions: ready.functions,
    pid: child.pid ?? 0,
    exited,
    kill,
    async stop() {
      child.kill('SIGTERM');
      if (!(await endsWithin(STOP_MS_MAX, exited))) child.kill('SIGKILL');
      return exited;
    },
  };
}

function commandOf(options: SpawnHostOptions): string[] {
  const extension = path.extname(__filename);
  const entry =
    options.entry === undefined ? [] : ['--entry', path.resolve(options.appDir, options.entry)];
  const typescript = extension === '.ts' || options.entry?.endsWith('.ts') === true;
  const tsx = (): string => pathToFileURL(createRequire(__filename).resolve('tsx')).href;
  return [
    ...(typescript ? ['--import', tsx()] : []),
    path.join(__dirname, `main${extension}`),
    ...['--app', options.appDir],
    ...entry,
    ...['--port', String(options.port ?? 0)],
    ...(options.int64 === undefined ? [] : ['--int64', options.int64]),
    ...(options.quiet === true ? ['--quiet'] : []),
  ];
}

async function untilReady(
  child: ChildProcess,
  exited: Promise<ExitState>,
): Promise<ReadyMessage | undefined> {
  let message: ReadyMessage | undefined;
  const answered = new Promise<void>((resolve) => {
    child.on('message', (received) => {
      if (!isReady(received)) return;
      message = received;
      resolve();
    });
  });
  await endsWithin(READY_MS_MAX, Promise.race([answered, exited]));
  return message;
}

function isReady(message: unknown): message is ReadyMessage {
  return (message as Partial<ReadyMessage> | null)?.type === 'ready';
}

function readOutput(child: ChildProcess, onOutput: SpawnHostOptions['onOutput']): string[] {
  const lastLines: string[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = child[stream];
    if (input === null) continue;
    createInterface({ input }).on('line', (line) => {
      lastLines.push(line);
      if (lastLines.length > LINES_KEPT) lastLines.shift();
      onOutput?.(line, stream);
    });
  }
  return lastLines;
}
