// The whole program on one machine: a Cosmos DB emulator, Azurite, an Event Hubs broker and a
// Functions host that runs the very functions/ that Azure runs. Everything is kept in memory and
// gone when the stack stops. It is for development: no authentication, one machine, no durability.
import path from 'node:path';
import { provision } from '../shared/adapters/cosmos/provision';
import { readConfig, readCosmosConfig } from '../shared/config';
import { startAzurite } from './azurite';
import { startCosmosEmulator } from './cosmos-emulator';
import { startEventHubsBroker } from './event-hubs/broker';
import type { Int64Form } from './functions-host/int64';
import { spawnFunctionsHost, type SpawnedHost } from './functions-host/spawn-host';
import type { StackDescription } from './stack-file';

export interface StackPorts {
  /** 0: any free one; the same for the others. */
  readonly http: number;
  readonly cosmos: number;
  readonly storage: number;
  readonly eventHubs: number;
}

export interface StackOptions {
  readonly ports: StackPorts;
  /** Settings of the program, over the stack's own. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A folder with host.json and a package.json whose `main` registers the functions, such as a
   *  package; default: this project, from its source. */
  readonly appDir?: string;
  /** How the Functions host hands over sequence numbers; `number` by default. */
  readonly int64?: Int64Form;
  /** Each line of the Functions host. */
  readonly onOutput?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Told of each part that is up. */
  readonly onProgress?: (text: string) => void;
}

export interface Stack {
  readonly description: StackDescription;
  /** Names of the functions that the app registered. */
  readonly functions: readonly string[];
  /** Resolves when the Functions host ends by itself, which it should not. */
  readonly hostEnded: Promise<unknown>;
  /** Kills the Functions host in the middle of whatever it does; the rest of the stack goes on. */
  killHost(): Promise<void>;
  /** Starts a Functions host in the place of the killed one, on the same port. */
  restartHost(): Promise<void>;
  stop(): Promise<void>;
}

export const stackDefaultPorts: StackPorts = {
  http: 7071,
  cosmos: 8081,
  storage: 10_000,
  eventHubs: 5672,
};

const fromSource = { appDir: path.join(__dirname, '..'), entry: 'functions/index.ts' };

const hubs = { usage: 'llm-usage', logs: 'apim-logs' };
const hubPartitions = 4;
const consumerGroup = 'chargeback';
const database = 'chargeback';

interface Connections {
  readonly cosmos: string;
  readonly storage: string;
  readonly eventHubs: string;
}

/** In the place of those that are known when the emulators run. */
const connectionsToCome: Connections = {
  cosmos: 'AccountEndpoint=http://127.0.0.1/;AccountKey=to-come;',
  storage: 'UseDevelopmentStorage=true',
  eventHubs: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=to-come;SharedAccessKey=to-come',
};

const settingsOf = (
  { cosmos, storage, eventHubs }: Connections,
  own: StackOptions['settings'],
): Readonly<Record<string, string>> => ({
  AzureWebJobsStorage: storage,
  LlmUsageEvents: eventHubs,
  LLM_USAGE_HUB: hubs.usage,
  LLM_USAGE_CONSUMER_GROUP: consumerGroup,
  ApimLogs: eventHubs,
  APIM_LOGS_HUB: hubs.logs,
  APIM_LOGS_CONSUMER_GROUP: consumerGroup,
  COSMOS_CONNECTION_STRING: cosmos,
  COSMOS_DATABASE: database,
  // The emulator says Session, and is linearizable in fact.
  COSMOS_CONSISTENCY: 'Session',
  ...own,
});

/**
 * Starts every part; where one cannot start, those that are up are stopped, and it throws. Bad
 * settings, its own and those of the environment, are named before anything is started.
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const { ports, onProgress = () => undefined } = options;
  readConfig({ ...process.env, ...settingsOf(connectionsToCome, options.settings) });
  const parts: { close(): Promise<unknown> }[] = [];
  const stop = async (): Promise<void> => {
    // In the reverse order: the host first, so that nothing it needs goes away under it.
    for (const part of parts.splice(0).reverse()) await part.close();
  };
  const up = <T extends { close(): Promise<unknown> }>(part: T, text: string): T => {
    parts.push(part);
    onProgress(text);
    return part;
  };
  try {
    const cosmos = up(
      await atPort('--cosmos-port', startCosmosEmulator({ port: ports.cosmos })),
      'Cosmos DB emulator is up',
    );
    const azurite = up(
      await atPort('--storage-port', startAzurite({ blobPort: ports.storage })),
      'Azurite is up',
    );
    const broker = up(
      await atPort(
        '--event-hubs-port',
        startEventHubsBroker({
          port: ports.eventHubs,
          hubs: Object.values(hubs).map((name) => ({
            name,
            partitions: hubPartitions,
            consumerGroups: [consumerGroup],
          })),
        }),
      ),
      'Event Hubs broker is up',
    );
    const connections = {
      cosmos: cosmos.connectionString,
      storage: azurite.connectionString,
      eventHubs: broker.connectionString,
    };
    const settings = settingsOf(connections, options.settings);
    await provisionContainers(settings, onProgress);
    const spawnHost = (port: number): Promise<SpawnedHost> =>
      spawnFunctionsHost({
        ...(options.appDir === undefined ? fromSource : { appDir: options.appDir }),
        port,
        env: settings,
        ...(options.int64 !== undefined && { int64: options.int64 }),
        ...(options.onOutput !== undefined && { onOutput: options.onOutput }),
      });
    let host = await atPort('--http-port', spawnHost(ports.http));
    up({ close: () => host.stop() }, 'Functions host is up');
    return {
      description: {
        pid: process.pid,
        eventHubs: { connectionString: broker.connectionString, hubs },
        cosmos: { endpoint: cosmos.endpoint, connectionString: cosmos.connectionString, database },
        storage: { connectionString: azurite.connectionString },
        http: { baseUrl: `${host.url.replace(/\/$/, '')}/api/v1` },
        settings,
      },
      functions: host.functions,
      hostEnded: host.exited,
      async killHost() {
        await host.kill();
      },
      async restartHost() {
        host = await spawnHost(host.port);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Says which option chooses the port of a part that could not start. */
const atPort = async <T>(option: string, starting: Promise<T>): Promise<T> => {
  try {
    return await starting;
  } catch (cause) {
    throw new Error(`${(cause as Error).message}\n(The option ${option} chooses its port.)`, {
      cause,
    });
  }
};

const provisionContainers = async (
  settings: Readonly<Record<string, string>>,
  onProgress: (text: string) => void,
): Promise<void> => {
  const steps = provision(readCosmosConfig(settings));
  for await (const { resource } of steps) onProgress(`${resource} is there`);
};
