// Loads the app's entry that its argument names, as the Functions worker does, and prints what it
// registers. Plain JavaScript, because the deployed program runs in a Node that has nothing else.
const Module = require('node:module');

const registered = [];
const core = {
  version: 'test',
  hostVersion: 'test',
  registerFunction: ({ name, bindings, retryOptions }) => {
    registered.push({ name, bindings, retryOptions });
    return { dispose: () => undefined };
  },
  registerHook: (name) => {
    registered.push({ hook: name });
    return { dispose: () => undefined };
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

const { argv, exit, stdout } = require('node:process');
require(argv[2]);
stdout.write(JSON.stringify(registered), () => exit());
