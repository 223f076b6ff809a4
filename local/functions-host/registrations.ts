// What an app registered: functions, hooks, and the data that its hooks share. One of these exists
// for each app of a process, however many hosts run it.
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookData,
  HookName,
} from './core-types';

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

export class Registrations {
  readonly functions = new Map<string, RegisteredFunction>();
  readonly hooks: Record<HookName, HookCallback[]> = {
    appStart: [],
    appTerminate: [],
    preInvocation: [],
    postInvocation: [],
  };
  /** Seen by every hook, of the app and of each invocation. */
  readonly appHookData: HookData = {};
  /** Seen by the app's hooks only. */
  readonly appLevelHookData: HookData = {};

  addFunction(metadata: FunctionMetadata, callback: FunctionCallback): () => void {
    if (this.functions.has(metadata.name)) {
      throw new Error(
        `A function named "${metadata.name}" is registered already: give each function a name of its own.`,
      );
    }
    this.functions.set(metadata.name, { metadata, callback });
    return () => this.functions.delete(metadata.name);
  }

  addHook(name: HookName, callback: HookCallback): () => void {
    const hooks = this.hooks[name];
    hooks.push(callback);
    return () => {
      const index = hooks.indexOf(callback);
      if (index >= 0) hooks.splice(index, 1);
    };
  }
}
