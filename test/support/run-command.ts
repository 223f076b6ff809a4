// Runs one of the project's commands (local/*.ts) in a process of its own, as npm does, and waits for
// what it prints. Nothing of it outlives the suite.
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

const projectDir = path.join(__dirname, '../..');

export interface Ended {
  /** null: ended by a signal. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class RunningCommand {
  readonly ended: Promise<Ended>;
  #out = '';
  #err = '';
  #check: () => void = () => undefined;

  constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text;
      this.#check();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#err += text));
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, out: this.#out, err: this.#err }));
    });
  }

  /** Resolves when it has printed the text; rejects, with all it printed, when it ends without. */
  async untilPrinted(text: string): Promise<void> {
    const printed = new Promise<'printed'>((resolve) => {
      this.#check = () => this.#out.includes(text) && resolve('printed');
      this.#check();
    });
    const first = await Promise.race([printed, this.ended]);
    if (first === 'printed' || first.out.includes(text)) return;
    throw new Error(
      `it ended (${String(first.code)}) without "${text}":\n${first.out}${first.err}`,
    );
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

/** `words` as on a command line: the file below local/, then its arguments. */
export const startCommand = (
  words: readonly [file: string, ...args: string[]],
  env: Readonly<Record<string, string>> = {},
): RunningCommand => {
  const [file, ...args] = words;
  const command = ['--import', 'tsx', path.join('local', file), ...args];
  const child = spawn(process.execPath, command, {
    cwd: projectDir,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new RunningCommand(child);
};

export const runCommand = (...words: readonly [file: string, ...args: string[]]): Promise<Ended> =>
  startCommand(words).ended;
