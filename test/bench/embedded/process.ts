// The process of the embedded parts: started by embedded.ts, it says where they are, hands out what
// went over the wire whenever it is asked, and ends with whoever started it.
import { startCosmosEmulator } from '../../../local/cosmos-emulator';
import { startStack } from '../../../local/stack';
import { countWire, type WireCount } from './wire-count';

/** What is to be started: the Cosmos DB emulator alone, or the whole stack with these settings. */
export type EmbeddedParts =
  | { readonly kind: 'cosmos' }
  | { readonly kind: 'stack'; readonly settings: Readonly<Record<string, string>> };

export interface Started {
  readonly kind: 'started';
  /** What the program needs to reach the parts, as its settings name it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Of the program's HTTP functions; empty where no Functions host runs. */
  readonly baseUrl: string;
}

export type Said = Started | { readonly kind: 'wire'; readonly wire: WireCount };

export type Asked = 'wire' | 'stop';

const anyPort = { http: 0, cosmos: 0, storage: 0, eventHubs: 0 };

const start = async (
  parts: EmbeddedParts,
): Promise<
  Omit<Started, 'kind'> & { readonly port: number; readonly stop: () => Promise<void> }
> => {
  if (parts.kind === 'cosmos') {
    const emulator = await startCosmosEmulator();
    const settings = {
      COSMOS_CONNECTION_STRING: emulator.connectionString,
      COSMOS_CONSISTENCY: 'Session',
    };
    return { settings, baseUrl: '', port: emulator.port, stop: () => emulator.close() };
  }
  const stack = await startStack({
    ports: anyPort,
    settings: parts.settings,
    onOutput: (line, stream) => {
      if (stream === 'stderr') console.error(line);
    },
  });
  const { cosmos, http, settings } = stack.description;
  const port = Number(new URL(cosmos.endpoint).port);
  return { settings, baseUrl: http.baseUrl, port, stop: () => stack.stop() };
};

const say = (said: Said): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(said, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });

const main = async (): Promise<void> => {
  const parts = JSON.parse(process.argv[2] ?? '') as EmbeddedParts;
  const { settings, baseUrl, port, stop } = await start(parts);
  const takeWire = countWire(port);
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= stop().then(() => process.exit());
  };
  process.once('disconnect', end);
  process.on('message', (asked: Asked) => {
    if (asked === 'stop') end();
    else void say({ kind: 'wire', wire: takeWire() });
  });
  await say({ kind: 'started', settings, baseUrl });
};

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
