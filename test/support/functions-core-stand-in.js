// Provides `@azure/functions-core`, as the Functions worker does, to an app that is only to be loaded.
// Plain JavaScript: the deployed program runs in a Node that has nothing else.
const Module = require('node:module');

/** Calls back with what the app registers: functions with their bindings, hooks by name. */
module.exports.standInForFunctionsCore = (onRegistered) => {
  const disposable = { dispose: () => undefined };
  const core = {
    version: 'stand-in',
    hostVersion: 'stand-in',
    registerFunction: ({ name, bindings, retryOptions }) => {
      onRegistered({ name, bindings, retryOptions });
      return disposable;
    },
    registerHook: (hook) => {
      onRegistered({ hook });
      return disposable;
    },
    setProgrammingModel: () => undefined,
    getProgrammingModel: () => undefined,
    log: () => undefined,
    Disposable: class {},
  };
  const original = Module.prototype.require;
  Module.prototype.require = function (id) {
    return id === '@azure/functions-core' ? core : original.call(this, id);
  };
};
