// What the program registers with Azure Functions, as the worker sees it: its entry file is loaded in a
// process of its own, with a stand-in for the worker's module. Part of it no type checks (`dataType`),
// and a host that reads other bindings than these loses events or answers on other paths.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

const projectDir = path.join(__dirname, '../..');

const settings = {
  COSMOS_CONNECTION_STRING: 'AccountEndpoint=https://127.0.0.1:1/;AccountKey=a2V5',
  LlmUsageEvents: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=name;SharedAccessKey=key',
  LLM_USAGE_HUB: 'the-usage-hub',
  LLM_USAGE_CONSUMER_GROUP: 'usage-readers',
  ApimLogs: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=name;SharedAccessKey=key',
  APIM_LOGS_HUB: 'the-logs-hub',
  APIM_LOGS_CONSUMER_GROUP: 'log-readers',
  ROLLUP_SCHEDULE: '30 */2 * * * *',
};

const functionSchema = z.object({
  name: z.string(),
  bindings: z.record(z.string(), z.looseObject({ name: z.string() })),
  retryOptions: z.unknown().optional(),
});
const registrationSchema = z.union([functionSchema, z.object({ hook: z.string() })]);

interface Registered {
  readonly bindings: readonly object[];
  readonly retryOptions: unknown;
}

const functions = new Map<string, Registered>();
const hooks: string[] = [];

/** Without its name, which the library makes, and without what is undefined. */
const withoutName = (binding: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(binding).filter(([member]) => member !== 'name'));

beforeAll(async () => {
  const script = path.join(projectDir, 'test/support/print-registrations.js');
  const entry = path.join(projectDir, 'functions/main.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', script, entry],
    { cwd: projectDir, env: settings },
  );
  for (const registration of z.array(registrationSchema).parse(JSON.parse(stdout))) {
    if ('hook' in registration) hooks.push(registration.hook);
    else {
      const { name, bindings, retryOptions } = registration;
      functions.set(name, { bindings: Object.values(bindings).map(withoutName), retryOptions });
    }
  }
});

test('nothing else is registered', () => {
  expect([...functions.keys()].sort()).toEqual([
    'chargebackReport',
    'health',
    'ingestLogs',
    'ingestUsage',
    'metrics',
    'rollUp',
    'usageSummary',
  ]);
  expect(hooks).toEqual(['appTerminate']);
});

test.each([
  ['ingestUsage', 'the-usage-hub', 'usage-readers', 'LlmUsageEvents'],
  ['ingestLogs', 'the-logs-hub', 'log-readers', 'ApimLogs'],
])(
  '%s gets batches of bodies as they were sent, again and again until one succeeds',
  (name, eventHubName, consumerGroup, connection) => {
    const { bindings, retryOptions } = functions.get(name)!;
    expect(bindings).toEqual([
      {
        type: 'eventHubTrigger',
        direction: 'in',
        eventHubName,
        consumerGroup,
        connection,
        cardinality: 'many',
        dataType: 'binary',
        properties: expect.anything() as unknown,
      },
    ]);
    expect(retryOptions).toMatchObject({
      retryStrategy: 'exponentialBackoff',
      maxRetryCount: -1,
      minimumInterval: { seconds: 1 },
      maximumInterval: { seconds: 60 },
    });
  },
);

test('rollUp runs by the schedule of the settings, not at start, and is not retried', () => {
  const { bindings, retryOptions } = functions.get('rollUp')!;
  expect(bindings).toEqual([
    {
      type: 'timerTrigger',
      direction: 'in',
      schedule: '30 */2 * * * *',
      properties: expect.anything() as unknown,
    },
  ]);
  expect(retryOptions).toBeUndefined();
});

test.each([
  ['chargebackReport', 'v1/chargeback/report', 'function'],
  ['usageSummary', 'v1/usage/summary', 'function'],
  ['health', 'v1/health', 'anonymous'],
  ['metrics', 'v1/metrics', 'function'],
])('%s answers GET and HEAD at %s, with auth level %s', (name, route, authLevel) => {
  expect(functions.get(name)!.bindings).toEqual([
    {
      type: 'httpTrigger',
      direction: 'in',
      methods: ['GET', 'HEAD'],
      route,
      authLevel,
      properties: expect.anything() as unknown,
    },
    { type: 'http', direction: 'out' },
  ]);
});
