// The file that the Functions worker loads. It turns on source maps, then loads the program: Node maps
// only files that it loads afterwards. A setting such as NODE_OPTIONS is not enough: on plans that run
// from a package the worker's process is started before it belongs to an app, and the app's settings
// reach its environment only then.
// https://github.com/Azure/azure-functions-nodejs-worker/blob/v3.x/src/eventHandlers/FunctionEnvironmentReloadHandler.ts
process.setSourceMapsEnabled(true);

// An `import` would be loaded before the line above.
// eslint-disable-next-line @typescript-eslint/no-require-imports
require('./index');
