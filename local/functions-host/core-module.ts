// The module `@azure/functions-core`, which `@azure/functions` asks for when an app registers its
// first function. No package provides it: in Azure the Node.js worker does, here this file.
//
// The library asks once in a process and keeps the answer, so there is one such module a process;
// what is registered while an app loads goes to that app's registrations.
import Module from 'node:module';
import {
  HOOK_NAMES,
  type FunctionCallback,
  type FunctionMetadata,
  type HookCallback,
  type HookName,
  type LogCategory,
  type LogLevel,
  type ProgrammingModel,
} from './core-types';
import { silentLogger, type HostLogger } from './logger';
import type { Registrations } from './registrations';
import { HOST_VERSION } from './version';

const CORE_MODULE = '@azure/functions-core';

let collecting: Registrations | undefined;
let programmingModel: ProgrammingModel | undefined;
let logger: HostLogger = silentLogger;
let lastCollection: Promise<unknown> = Promise.resolve();
let installed = false;

class Disposable {
  constructor(private readonly onDispose: () => unknown) {}

  static from(...disposables: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => disposables.forEach((each) => each.dispose()));
  }

  dispose(): unknown {
    return this.onDispose();
  }
}

/** The library turns this error into a sentence about what the runtime does not support. */
class UnknownHook extends RangeError {
  readonly isAzureFunctionsSystemError = true;
}

export const functionsCore = {
  // The library compares neither; they are what a person sees who logs them.
  version: '3.0.0-development-host',
  hostVersion: HOST_VERSION,
  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
    return new Disposable(openRegistrations('function').addFunction(metadata, callback));
  },
  registerHook(name: string, callback: HookCallback): Disposable {
    if (!isHookName(name)) throw new UnknownHook(`Unrecognized hook "${name}"`);
    return new Disposable(openRegistrations('hook').addHook(name, callback));
  },
  setProgrammingModel(model: ProgrammingModel): void {
    programmingModel = model;
  },
  getProgrammingModel(): ProgrammingModel | undefined {
    return programmingModel;
  },
  log(level: LogLevel, _category: LogCategory, message: string): void {
    logger.log(level, 'Worker', message);
  },
  Disposable,
};

/** Makes `require('@azure/functions-core')` answer with this module, in the whole process. */
export function installCoreModule(): void {
  if (installed) return;
  installed = true;
  // Typed loosely by Node's own declarations; the worker in Azure hooks the same method.
  const prototype = (Module as unknown as { prototype: { require: (id: string) => unknown } })
    .prototype;
  const original = prototype.require;
  prototype.require = function (this: unknown, id: string): unknown {
    return id === CORE_MODULE ? functionsCore : original.call(this, id);
  };
}

/**
 * Runs `load` and collects what it registers. Apps load one after the other: a registration does
 * not say which app it belongs to, only when it was made.
 */
export function collectRegistrations(
  registrations: Registrations,
  appLogger: HostLogger,
  load: () => unknown,
): Promise<void> {
  const collection = lastCollection.then(async () => {
    collecting = registrations;
    logger = appLogger;
    try {
      await load();
    } finally {
      collecting = undefined;
    }
  });
  lastCollection = collection.catch(() => undefined);
  return collection;
}

function openRegistrations(kind: 'function' | 'hook'): Registrations {
  if (collecting !== undefined) return collecting;
  throw new Error(`A ${kind} can only be registered while the app starts.`);
}

function isHookName(name: string): name is HookName {
  return HOOK_NAMES.some((known) => known === name);
}
