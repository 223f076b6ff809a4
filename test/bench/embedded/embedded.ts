// The Cosmos DB emulator, or the whole embedded stack, in a process of its own: on a core of its own,
// so that the program's time is the program's, and thrown away after the section with all its data.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Asked, EmbeddedParts, Said, Started } from './process';
import type { WireCount } from './wire-count';

export interface Embedded {
  readonly settings: Readonly<Record<string, string>>;
  readonly baseUrl: string;
  /** What went over the wire to the emulator since it was last asked. */
  takeWire(): Promise<WireCount>;
  stop(): Promise<void>;
}

/** Starts the parts, works with them, and stops them, whatever happens. */
export const withEmbedded = async <T>(
  parts: EmbeddedParts,
  work: (embedded: Embedded) => Promise<T>,
): Promise<T> => {
  const embedded = await startEmbedded(parts);
  try {
    return await work(embedded);
  } finally {
    await embedded.stop();
  }
};

const startEmbedded = async (parts: EmbeddedParts): Promise<Embedded> => {
  const child = fork(path.join(__dirname, 'process.ts'), [JSON.stringify(parts)]);
  const { settings, baseUrl } = await nextSaid(child, (said): said is Started => {
    return said.kind === 'started';
  });
  const ask = (asked: Asked): void => void child.send(asked);
  return {
    settings,
    baseUrl,
    async takeWire() {
      const answer = nextSaid(child, (said) => said.kind === 'wire');
      ask('wire');
      return (await answer).wire;
    },
    async stop() {
      const exited = once(child, 'exit');
      ask('stop');
      await exited;
    },
  };
};

/** The next thing of a kind that the process says; throws where it ends instead. */
const nextSaid = <S extends Said>(
  child: ChildProcess,
  isWanted: (said: Said) => said is S,
): Promise<S> =>
  new Promise((resolve, reject) => {
    const onMessage = (said: Said): void => {
      if (!isWanted(said)) return;
      stopListening();
      resolve(said);
    };
    const onExit = (code: number | null): void => {
      stopListening();
      reject(new Error(`the process of the embedded parts ended with code ${String(code)}`));
    };
    const stopListening = (): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
