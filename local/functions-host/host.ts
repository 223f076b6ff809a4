// The development host: loads an app that is written with `@azure/functions` and runs its HTTP,
// timer and Event Hub functions with the semantics of the real host, on one machine. It is for
// development and tests: it enforces no keys, scales to nothing and keeps no secrets.
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { AppSettings } from './app-settings';
import { endsWithin, systemClock } from './clock';
import { startEventHubTrigger } from './event-hub-trigger';
import { defineFunction, isDisabled, type FunctionDefinition } from './function-definition';
import { runAppHooks } from './hooks';
import { readHostJson, type HostSettings } from './host-json';
import { BlobLock } from './host-lock';
import { makeHttpRoutes } from './http-routes';
import { startHttpServer } from './http-server';
import type { Int64Form } from './int64';
import { Invoker } from './invocation';
import { loadApp, type AppSource, type LoadedApp } from './load-app';
import { silentLogger, type HostLogger } from './logger';
import type { RunningTrigger } from './running-trigger';
import { HostStorage } from './storage';
import { BlobTimerStatusStore } from './timer-status';
import { startTimerTrigger, timerInput } from './timer-trigger';

export interface FunctionsHostOptions extends AppSource {
  /** 0: any free one. */
  readonly port?: number;
  readonly hostname?: string;
  /** The app's settings; the process's environment by default. */
  readonly settings?: AppSettings;
  readonly logger?: HostLogger;
  /** How sequence numbers of a batch are handed over; `number` by default. */
  readonly int64?: Int64Form;
  /** Called when the host cannot go on, such as after a function's time-out; it is not closed yet. */
  readonly onFatal?: (error: Error) => void;
}

export interface FunctionsHost {
  readonly url: string;
  readonly port: number;
  readonly functions: readonly string[];
  /** Takes nothing new, lets what runs end for a while, and lets go of everything. */
  close(): Promise<void>;
}

/** Together under the five seconds in which a person, or a supervisor, expects it to be gone. */
const DRAIN_MS = 3500;
const CLOSE_MS = 1000;

const LOOPBACK = '127.0.0.1';

/** Rejects with an error that says what is wrong when the app cannot be run. */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const logger = options.logger ?? silentLogger;
  const settings = options.settings ?? process.env;
  const hostSettings = await readHostJson(options.appDir, settings);
  const app = await loadApp(options, logger);
  const definitions = [...app.registrations.functions.values()]
    .filter((registered) => !isDisabled(registered.metadata.name, settings))
    .map((registered) => defineFunction(registered, settings));
  warnOfSharedGroups(definitions, logger);

  const invoker = new Invoker({
    registrations: app.registrations,
    logger,
    timeoutMs: hostSettings.functionTimeoutMs,
    onTimeout: (error) => options.onFatal?.(error),
  });
  const hostId = hostIdOf(options.appDir, settings);
  const server = await startHttpServer(
    {
      hostId,
      definitions,
      routes: makeHttpRoutes(
        definitions.filter((each) => each.kind === 'http'),
        hostSettings.routePrefix,
      ),
      settings,
      invoker,
      logger,
      runTimer(definition) {
        // Its failure is logged by the invocation; nobody waits for a run by hand.
        invoker.invoke(definition, timerInput('by hand', undefined, false)).catch(() => undefined);
      },
    },
    options.hostname ?? LOOPBACK,
    options.port ?? 0,
  );

  const triggers: RunningTrigger[] = [];
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    server.stop();
    for (const trigger of triggers) trigger.stop();
    const idle = Promise.all([invoker.idle(), ...triggers.map((trigger) => trigger.idle())]);
    if (!(await endsWithin(DRAIN_MS, idle))) {
      logger.log('warning', 'Host', `functions still run after ${DRAIN_MS} ms; they are disowned`);
    }
    const closed = Promise.allSettled([
      server.close(),
      ...triggers.map((trigger) => trigger.close()),
      runAppHooks(app.registrations, 'appTerminate', options.appDir),
    ]);
    await endsWithin(CLOSE_MS, closed);
  };
  const host: FunctionsHost = {
    url: server.url,
    port: server.port,
    functions: definitions.map((definition) => definition.name),
    close: () => (closing ??= close()),
  };
  try {
    await startTriggers(definitions, triggers, {
      hostId,
      settings,
      hostSettings,
      app,
      int64: options.int64 ?? 'number',
      invoker,
      logger,
    });
  } catch (error) {
    await host.close();
    throw error;
  }
  return host;
}

interface TriggerContext {
  readonly hostId: string;
  readonly settings: AppSettings;
  readonly hostSettings: HostSettings;
  readonly app: LoadedApp;
  readonly int64: Int64Form;
  readonly invoker: Invoker;
  readonly logger: HostLogger;
}

const LOCK_CONTAINER = 'azure-webjobs-hosts';

async function startTriggers(
  definitions: readonly FunctionDefinition[],
  triggers: RunningTrigger[],
  context: TriggerContext,
): Promise<void> {
  const { hostId, invoker, logger } = context;
  const storage = new HostStorage(context.settings);
  const clock = systemClock;
  for (const definition of definitions) {
    if (definition.kind === 'eventHub') {
      const trigger = await startEventHubTrigger(definition, {
        storage,
        settings: context.hostSettings.eventHubs,
        keepEmpty: keepsEmptyEntries(context.app),
        int64: context.int64,
        invoker,
        logger,
        clock,
      });
      triggers.push(trigger);
    }
    if (definition.kind === 'timer') {
      const container = await storage.container(LOCK_CONTAINER);
      const trigger = startTimerTrigger(definition, {
        lock: new BlobLock(container, hostId, clock, logger),
        statuses: new BlobTimerStatusStore(container, hostId),
        invoke: (timer, input) => invoker.invoke(timer, input),
        logger,
        clock,
      });
      triggers.push(trigger);
    }
  }
}

function keepsEmptyEntries(app: LoadedApp): boolean {
  const names = Object.keys(app.capabilities).map((name) => name.toLowerCase());
  return names.includes('includeemptyentriesinmessagepayload');
}

/** Hosts of one app on one storage account share its locks and timers: the id says which app. */
function hostIdOf(appDir: string, settings: AppSettings): string {
  const given = settings['AzureFunctionsWebHost__hostid'];
  if (given) return given.toLowerCase();
  const absolute = path.resolve(appDir);
  const name = path
    .basename(absolute)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return `${name.slice(0, 20)}-${createHash('sha256').update(absolute).digest('hex').slice(0, 8)}`;
}

/** Two functions that read one hub through one consumer group take each other's partitions. */
function warnOfSharedGroups(definitions: readonly FunctionDefinition[], logger: HostLogger): void {
  const readers = new Map<string, string>();
  for (const definition of definitions) {
    if (definition.kind !== 'eventHub') continue;
    const { name, eventHubName, consumerGroup, connection } = definition;
    const key = JSON.stringify([connection, eventHubName, consumerGroup]).toLowerCase();
    const other = readers.get(key);
    if (other !== undefined) {
      const message = `functions "${other}" and "${name}" read ${eventHubName} through the same consumer group ${consumerGroup}: each gets only a part of the events`;
      logger.log('warning', 'Host', message);
    }
    readers.set(key, name);
  }
}
