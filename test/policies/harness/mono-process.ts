// A running program: one JSON line in, one out, in order. It ends when its input ends, so it never outlives us.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface MonoProcess {
  ask(question: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export const startMonoProcess = (program: string, firstLine: unknown): MonoProcess => {
  const child = spawn('mono', [program], { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting: { resolve: (answer: unknown) => void; reject: (reason: Error) => void }[] = [];
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(() => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`mono ended: ${said}`));
  });
  // A write to a process that has died fails here and, with more to say, in `ended`.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    waiting.shift()?.resolve(JSON.parse(line));
  });
  const send = (value: unknown): void => void child.stdin.write(`${JSON.stringify(value)}\n`);

  send(firstLine);
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null) {
          reject(new Error(`mono ended: ${said}`));
          return;
        }
        waiting.push({ resolve, reject });
        send(question);
      }),
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
};
