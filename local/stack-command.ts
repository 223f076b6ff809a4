// What the commands that start a stack have in common: their port options, and stopping in time.
import { stackDefaultPorts, type StackPorts } from './stack';

/** Options of util.parseArgs for the stack's ports. */
export const portOptions = {
  'http-port': { type: 'string' },
  'cosmos-port': { type: 'string' },
  'storage-port': { type: 'string' },
  'event-hubs-port': { type: 'string' },
} as const;

/** `defaults`: what the command takes where nothing is said; by default the usual ports. */
export const portHelp = (defaults?: string): string => {
  const { http, cosmos, storage, eventHubs } = stackDefaultPorts;
  return `  --http-port N        of the Functions host (default ${defaults ?? http})
  --cosmos-port N      of the Cosmos DB emulator (default ${defaults ?? cosmos})
  --storage-port N     of Azurite (default ${defaults ?? storage})
  --event-hubs-port N  of the Event Hubs broker (default ${defaults ?? eventHubs})

Each port may be 0, for any free one, or come from the environment: STACK_HTTP_PORT,
STACK_COSMOS_PORT, STACK_STORAGE_PORT, STACK_EVENT_HUBS_PORT.`;
};

/** Ctrl-C at a terminal is sent to npm as well, which does not wait for what it has started. */
export const npmExitHelp = 'npm itself ends at once by Ctrl-C, which a shell shows as 130.';

type PortValues = { readonly [Name in keyof typeof portOptions]?: string | undefined };

/** The ports that options or the environment name; throws RangeError on anything but a port. */
export const readPorts = (
  values: PortValues,
  env: NodeJS.ProcessEnv,
  defaults: StackPorts,
): StackPorts => {
  const port = (option: keyof typeof portOptions, setting: string, byDefault: number): number => {
    const text = values[option] ?? env[setting];
    if (text === undefined || text === '') return byDefault;
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    throw new RangeError(`--${option} (or ${setting}) must be a port, 0 to 65535: ${text}`);
  };
  return {
    http: port('http-port', 'STACK_HTTP_PORT', defaults.http),
    cosmos: port('cosmos-port', 'STACK_COSMOS_PORT', defaults.cosmos),
    storage: port('storage-port', 'STACK_STORAGE_PORT', defaults.storage),
    eventHubs: port('event-hubs-port', 'STACK_EVENT_HUBS_PORT', defaults.eventHubs),
  };
};

/** Resolves at the first Ctrl-C or SIGTERM; a second Ctrl-C ends the process at once. */
export const untilAskedToStop = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => resolve(signal));
    }
  });
