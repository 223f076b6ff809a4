// The Functions host is killed in the middle of its batches, between the records and their marks,
// and another one goes on: the report is that of one delivery without faults.
import { startCosmosEmulator, type CosmosEmulator } from '../../../local/cosmos-emulator';
import { fetchMetrics, sumOfMetric } from '../../../local/demo/http-client';
import { pushReferenceFiles } from '../../../local/reference/push-files';
import { openEventHubs } from '../../../local/simulator/event-hubs-sink';
import { startStack, type Stack } from '../../../local/stack';
import { periodPlus } from '../../../shared/domain/calendar';
import { startCosmosFaultProxy, type CosmosFaultProxy } from '../../support/cosmos-fault-proxy';
import {
  businessUnitsFile,
  chatUsage,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../support/sample-events';
import { until } from '../../support/until';
import { bulkOf } from './cosmos-fixture';

const period = periodPlus(new Date().toISOString().slice(0, 7), -1);

let emulator: CosmosEmulator;
let proxy: CosmosFaultProxy;
let stack: Stack;

beforeAll(async () => {
  emulator = await startCosmosEmulator();
  proxy = await startCosmosFaultProxy(emulator);
  const eventHubs = 'AzureFunctionsJobHost__extensions__eventHubs__';
  stack = await startStack({
    ports: { http: 0, cosmos: 0, storage: 0, eventHubs: 0 },
    settings: {
      COSMOS_CONNECTION_STRING: proxy.connectionString,
      LATE_DAYS: '70',
      SEAL_AGE_DAYS: '80',
      USAGE_TTL_DAYS: '90',
      ROLLUP_SCHEDULE: '* * * * * *',
      [`${eventHubs}minEventBatchSize`]: '1',
      [`${eventHubs}loadBalancingUpdateInterval`]: '00:00:01',
      [`${eventHubs}partitionOwnershipExpirationInterval`]: '00:00:03',
    },
  });
});
afterAll(async () => {
  await stack.stop();
  await proxy.close();
  await emulator.close();
});

const reference = [
  businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'] }),
  deploymentsFile,
  priceBookFile(),
].map((content, index) => ({ name: `${index}.json`, content: { ...content, recordedBy: 'test' } }));

const requests = 600;

/** Request n has n prompt and 2n completion tokens; those of even number are beta's. */
const events = Array.from({ length: requests }, (_, index) =>
  usageEvent({
    id: index + 1,
    time: `${period}-${String(2 + (index % 4)).padStart(2, '0')}T10:16:00Z`,
    subscription: index % 2 === 0 ? 'sub-a' : 'sub-b',
    usage: chatUsage(index + 1, 2 * (index + 1)),
  }),
);

const send = async (from: number, to: number): Promise<void> => {
  const sink = openEventHubs(stack.description.eventHubs);
  try {
    for (const partitionKey of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const bodies = events
        .slice(from, to)
        .filter((_, index) => 'abcdef'[index % 6] === partitionKey);
      await sink.send({ hub: 'usage', partitionKey, bodies });
    }
  } finally {
    await sink.close();
  }
};

/** Not by the timer: its lock is the killed host's for another fifteen seconds. */
const rollUpByHand = async (): Promise<void> => {
  const url = new URL('/admin/functions/rollUp', stack.description.http.baseUrl);
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(202);
};

const report = async (): Promise<{ readonly pendingWindows: number }> => {
  const url = `${stack.description.http.baseUrl}/chargeback/report?period=${period}`;
  return (await (await fetch(url)).json()) as { readonly pendingWindows: number };
};

describe('a Functions host', () => {
  it('that is killed in mid-batch loses nothing and counts nothing twice', async () => {
    await pushReferenceFiles(stack.description, reference);
    // One batch goes through; of the others the records are written, and then nothing goes on.
    const marks = bulkOf('state', /"partitionKey":"\[\\"mark\\"\]"/);
    const hung = proxy.inject({
      match: marks,
      after: 1,
      times: Infinity,
      answer: { delayMs: 600_000 },
    });
    await send(0, 300);
    await until(() => Promise.resolve(hung.hits() >= 1));
    await send(300, requests);
    await stack.killHost();
    proxy.clear();

    await stack.restartHost();
    await until(async () => {
      const samples = await fetchMetrics(stack.description.http.baseUrl);
      return sumOfMetric(samples, 'chargeback_ingest_events_behind') === 0;
    });
    await rollUpByHand();
    await until(async () => (await report()).pendingWindows === 0);
    // 1 + 2 + … + 600 = 180,300 prompt tokens at 2.50 a million, twice as many others at 10; of them
    // 1 + 3 + … + 599 = 90,000 and 2 + 4 + … + 600 = 90,300.
    expect(await report()).toMatchObject({
      totals: {
        requests,
        meters: { input: 180_300, output: 360_600 },
        usageCost: '4.05675',
        total: '4.06',
      },
      businessUnits: [
        { businessUnit: 'alpha', requests: 300, usageCost: '2.025', total: '2.03' },
        { businessUnit: 'beta', requests: 300, usageCost: '2.03175', total: '2.03' },
      ],
      coverage: { requests, withoutUsage: 0, conflicts: 0, unpriced: 0, unattributed: 0 },
    });
  });
});
