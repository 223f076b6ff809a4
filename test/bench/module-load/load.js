// One start: loads the entry of the app that its first argument names, then the file that its second
// one names and makes a telemetry client of it, and prints what that took. Plain JavaScript, so that
// nothing but the program is loaded.
const { argv, cpuUsage, exit, memoryUsage, stdout } = require('node:process');
const { performance } = require('node:perf_hooks');
const { standInForFunctionsCore } = require('../../support/functions-core-stand-in.js');

const connectionString =
  'InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://127.0.0.1:1/';

let functions = 0;
standInForFunctionsCore(({ name }) => (functions += name === undefined ? 0 : 1));

const cpuBefore = cpuUsage();
const startedMs = performance.now();
require(argv[2]);
const registeredMs = performance.now();
require(argv[3]).makeAzureMonitorSender({
  connectionString,
  identity: undefined,
  roleName: 'bench',
  onError: () => undefined,
});
const readyMs = performance.now();
const cpu = cpuUsage(cpuBefore);

const took = {
  functions,
  mainMs: registeredMs - startedMs,
  telemetryMs: readyMs - registeredMs,
  cpuMs: (cpu.user + cpu.system) / 1_000,
  rssBytes: memoryUsage().rss,
};
stdout.write(JSON.stringify(took), () => exit());
