// The process of the embedded parts: started by embedded.ts, it says where they are, hands out what
// went over the wire whenever it is asked, and ends with whoever started it.
import { startCosmosEmulator } from '../../../local/cosmos-emulator';
import { startStack } from '../../../local/stack';
import { windowEnd, windowOf, type WindowId } from '../../../shared/domain/window';
import { PagedUsage } from '../rollup/paged-usage';
import { startCannedQueries } from './canned-queries';
import { countWire, type WireCount } from './wire-count';

/**
 * What is to be started: the Cosmos DB emulator alone; the same, with queries of usage records answered
 * by so many records of one window; or the whole stack with these settings.
 */
export type EmbeddedParts =
  | { readonly kind: 'cosmos' }
  | { readonly kind: 'cannedUsage'; readonly window: WindowId; readonly records: number }
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

/** As in the rollup over stores in memory. */
const callersOfPages = 100;

const anyPort = { http: 0, cosmos: 0, storage: 0, eventHubs: 0 };

const start = async (
  parts: EmbeddedParts,
): Promise<
  Omit<Started, 'kind'> & { readonly port: number; readonly stop: () => Promise<void> }
> => {
  if (parts.kind !== 'stack') {
    const emulator = await startCosmosEmulator();
    const port =
      parts.kind === 'cosmos'
        ? emulator.port
        : await startCannedQueries(emulator.endpoint, pagesOf(parts.window, parts.records));
    const settings = {
      COSMOS_CONNECTION_STRING: `AccountEndpoint=http://127.0.0.1:${port}/;AccountKey=${emulator.key};`,
      COSMOS_CONSISTENCY: 'Session',
    };
    return { settings, baseUrl: '', port, stop: () => emulator.close() };
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

const pagesOf = (window: WindowId, records: number): readonly string[] => {
  const usage = new PagedUsage(callersOfPages, () => records);
  return [...usage.pages(window, windowOf(windowEnd(window)))];
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
