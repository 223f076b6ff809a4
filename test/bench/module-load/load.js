// One start: loads the entry of the app that its first argument names, then the file that its second
// one names and makes a telemetry client of it, then those of the identity SDK and of the token counter,
// which some settings want, and prints what each took. Plain JavaScript, so that nothing but the
// program is loaded.
const { argv, cpuUsage, exit, memoryUsage, stdout } = require('node:process');
const { performance } = require('node:perf_hooks');
const { standInForFunctionsCore } = require('../../support/functions-core-stand-in.js');

const connectionString =
  'InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://127.0.0.1:1/';

const [, , main, telemetry, identity, tokenCounter] = argv;

/** Wall time and processor time of the work, in ms. */
const timed = (work) => {
  const cpuBefore = cpuUsage();
  const startedMs = performance.now();
  work();
  const ms = performance.now() - startedMs;
  const { user, system } = cpuUsage(cpuBefore);
  return { ms, cpuMs: (user + system) / 1_000 };
};

let functions = 0;
standInForFunctionsCore(({ name }) => (functions += name === undefined ? 0 : 1));

const took = {
  main: timed(() => require(main)),
  telemetry: timed(() =>
    require(telemetry).makeApplicationInsightsSender({
      connectionString,
      identity: undefined,
      roleName: 'bench',
      onError: () => undefined,
    }),
  ),
  rssBytes: memoryUsage().rss,
  identity: timed(() => new (require(identity).DefaultAzureCredential)()),
  tokenCounter: timed(() => require(tokenCounter).countO200kTokens('a first text')),
};
stdout.write(JSON.stringify({ functions, ...took }), () => exit());
