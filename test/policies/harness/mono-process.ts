// A running program: one JSON line in, one out, in order. It ends when its input ends, so it never
// outlives us; and a call that does not end takes the program with it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface MonoProcess {
  ask(question: unknown): Promise<unknown>;
  close(): Promise<void>;
}

interface Waiting {
  readonly answer: (line: unknown) => void;
  readonly fail: (reason: Error) => void;
}

export const startMonoProcess = (
  program: string,
  firstLine: unknown,
  callMsMax: number,
): MonoProcess => {
  const child = spawn('mono', [program], { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting: Waiting[] = [];
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // A write to a program that has ended fails here, and with more to say in `ended`.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) =>
    waiting.shift()?.answer(JSON.parse(line)),
  );
  const ended = once(child, 'close').then(() => {
    for (const { fail } of waiting.splice(0)) fail(new Error(`the program ended: ${said}`));
  });
  const send = (value: unknown): void => void child.stdin.write(`${JSON.stringify(value)}\n`);

  send(firstLine);
  return {
    ask: (question) =>
      new Promise((answer, fail) => {
        if (child.exitCode !== null || child.signalCode !== null) {
          fail(new Error(`the program has ended: ${said}`));
          return;
        }
        const timer = setTimeout(() => {
          said = `an expression did not end within ${callMsMax} ms`;
          child.kill('SIGKILL');
        }, callMsMax);
        const settle = <T>(then: (value: T) => void) => {
          return (value: T): void => {
            clearTimeout(timer);
            then(value);
          };
        };
        waiting.push({ answer: settle(answer), fail: settle(fail) });
        send(question);
      }),
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
};
