// Loads an app: its entry file registers the functions while it runs.
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { collectRegistrations, functionsCore, installCoreModule } from './core-module';
import { runAppHooks } from './hooks';
import { messageOf, type HostLogger } from './logger';
import { Registrations } from './registrations';

export interface LoadedApp {
  readonly registrations: Registrations;
  /** What the app switched on with `app.setup`. */
  readonly capabilities: Readonly<Record<string, string>>;
}

export interface AppSource {
  readonly appDir: string;
  /** Instead of the `main` of package.json. */
  readonly entry?: string | undefined;
  /** Instead of an entry: registers the functions itself. */
  readonly register?: (() => unknown) | undefined;
}

/** Node runs a module once, so a second host of the process shares what the first one registered. */
const loadedEntries = new Map<string, Registrations>();

export async function loadApp(source: AppSource, logger: HostLogger): Promise<LoadedApp> {
  installCoreModule();
  const registrations = await register(source, logger);
  if (registrations.functions.size === 0) {
    throw new Error(
      'The app registered no function: is its entry the file that calls app.http() and the like?',
    );
  }
  const model = functionsCore.getProgrammingModel();
  const capabilities = (await model?.getCapabilities?.({})) ?? {};
  if (capabilities['HttpUri'] !== undefined) {
    throw new Error(
      'The development host has no HTTP streams: remove enableHttpStream from app.setup().',
    );
  }
  return { registrations, capabilities };
}

async function register(source: AppSource, logger: HostLogger): Promise<Registrations> {
  const { appDir } = source;
  const entry = source.register ? undefined : await entryOf(source);
  const known = entry === undefined ? undefined : loadedEntries.get(entry);
  const registrations = known ?? new Registrations();
  await collectRegistrations(registrations, logger, async () => {
    if (source.register) await source.register();
    else if (entry !== undefined && known === undefined) {
      await loadEntry(entry, appDir);
      loadedEntries.set(entry, registrations);
    }
    await runAppHooks(registrations, 'appStart', appDir);
  });
  return registrations;
}

async function entryOf(source: AppSource): Promise<string> {
  const main = source.entry ?? (await packageField(source.appDir, 'main'));
  if (main === undefined) {
    throw new Error(
      `${source.appDir} has no package.json with a "main": say which file is the app's entry.`,
    );
  }
  const entry = path.resolve(source.appDir, main);
  try {
    await access(entry);
  } catch (error) {
    throw new Error(`The app's entry ${entry} does not exist: build the app first.`, {
      cause: error,
    });
  }
  return entry;
}

async function loadEntry(entry: string, appDir: string): Promise<void> {
  try {
    if (await isEsModule(entry, appDir)) await import(pathToFileURL(entry).href);
    else createRequire(entry)(entry);
  } catch (error) {
    throw new Error(`The app's entry ${entry} failed to load: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function isEsModule(entry: string, appDir: string): Promise<boolean> {
  if (/\.mjs$|\.mts$/.test(entry)) return true;
  if (/\.cjs$|\.cts$/.test(entry)) return false;
  return (await packageField(appDir, 'type')) === 'module';
}

async function packageField(appDir: string, field: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(path.join(appDir, 'package.json'), 'utf8');
  } catch {
    return undefined;
  }
  const value: unknown = (JSON.parse(text) as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : undefined;
}
