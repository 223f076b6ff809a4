// The whole program over every real wire, as it is deployed: a Functions host runs it from the zip file
// that npm run package makes, out of reach of the project. Events go into two hubs by the Event Hubs
// client, the figures come out over HTTP. Each of them is worked out by hand in whole-program-month.ts.
// (From its source the whole program runs in demo.test.ts.)
import { routes } from '../../functions/routes';
import { openEventHubs } from '../../local/simulator/event-hubs-sink';
import { fetchMetrics, sumOfMetric } from '../../local/demo/http-client';
import { reconcileDeadLetters } from '../../local/demo/reconcile-dead-letters';
import { pushReferenceFiles } from '../../local/reference/push-files';
import { startStack, type Stack } from '../../local/stack';
import { makeCosmosClient } from '../../shared/adapters/cosmos/cosmos-client';
import { containerDefinitions } from '../../shared/adapters/cosmos/containers';
import { readCosmosConfig } from '../../shared/config';
import { problemKinds, type ProblemKind } from '../../shared/http/problem';
import {
  identityToken,
  startIdentityEndpoint,
  type IdentityEndpoint,
} from '../support/identity-endpoint';
import { packageProgram, type PackagedProgram } from '../support/packaged-program';
import { parseCsv } from '../support/parse-csv';
import { startTelemetrySink, type TelemetrySink } from '../support/telemetry-sink';
import { until, untilDefined } from '../support/until';
import { expectedStreams, streamedEvents, streamedLogs } from './streamed-traffic';
import {
  expectedReport,
  laterPriceBook,
  logEnvelopes,
  period,
  periodBefore,
  referenceFiles,
  secrets,
  timeZone,
  usageEvents,
} from './whole-program-month';

/** Settings under which last month is not too late, and nobody waits for a minute to pass. */
const settings = {
  BUSINESS_TIME_ZONE: timeZone,
  LATE_DAYS: '70',
  SEAL_AGE_DAYS: '80',
  USAGE_TTL_DAYS: '90',
  ROLLUP_SCHEDULE: '* * * * * *',
  AzureFunctionsJobHost__extensions__eventHubs__minEventBatchSize: '1',
};

let packaged: PackagedProgram;
let sink: TelemetrySink;
let identity: IdentityEndpoint;
let stack: Stack;
const log: string[] = [];

const get = (pathAndQuery: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${stack.description.http.baseUrl}${pathAndQuery}`, init);

const reportPath = `/chargeback/report?period=${period}`;

const json = async (pathAndQuery: string): Promise<unknown> => {
  const response = await get(pathAndQuery);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'application/json; charset=utf-8',
  ]);
  return response.json();
};

const isRolledUp = async (ofPeriod: string): Promise<boolean> => {
  const response = await get(`/chargeback/report?period=${ofPeriod}`);
  if (response.status === 404) return false;
  return ((await response.json()) as { pendingWindows: number }).pendingWindows === 0;
};

const isCaughtUp = async (): Promise<boolean> => {
  const samples = await fetchMetrics(stack.description.http.baseUrl);
  if (sumOfMetric(samples, 'chargeback_ingest_events_behind') !== 0) return false;
  return (await isRolledUp(period)) && (await isRolledUp(periodBefore));
};

const send = async (hub: 'usage' | 'logs', bodies: readonly (object | Buffer)[]): Promise<void> => {
  const sink = openEventHubs(stack.description.eventHubs);
  try {
    await sink.send({ hub, partitionKey: hub, bodies });
  } finally {
    await sink.close();
  }
};

beforeAll(async () => {
  [packaged, sink, identity] = await Promise.all([
    packageProgram(),
    startTelemetrySink(),
    startIdentityEndpoint(),
  ]);
  stack = await startStack({
    appDir: packaged.appDir,
    ports: { http: 0, cosmos: 0, storage: 0, eventHubs: 0 },
    settings: {
      ...settings,
      APPLICATIONINSIGHTS_CONNECTION_STRING: sink.connectionString,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD',
      ...sink.environment,
      ...identity.environment,
    },
    onOutput: (line) => log.push(line),
  });
  await pushReferenceFiles(stack.description, referenceFiles);
  await Promise.all([
    send('usage', [...usageEvents, ...streamedEvents]),
    send('logs', [...logEnvelopes, ...streamedLogs]),
  ]);
  // What was sent once is sent again, as a hub may deliver it.
  await send('usage', usageEvents.slice(0, 3));
  await until(isCaughtUp);
});
afterAll(async () => {
  await stack.stop();
  await Promise.all([sink.close(), identity.close()]);
  packaged.remove();
});

describe('the report', () => {
  it('is exact in every figure', async () => {
    expect(await json(reportPath)).toEqual(expectedReport);
  });

  it('of one business unit holds its statement and its totals', async () => {
    const [alpha] = expectedReport.businessUnits;
    expect(await json(`${reportPath}&businessUnit=alpha`)).toMatchObject({
      businessUnit: 'alpha',
      totals: { requests: 5, usageCost: '4.5065', total: '4.51' },
      businessUnits: [alpha],
      coverage: { requests: 9 },
    });
  });

  it('of the period before bills streams by both hubs, and what came a millisecond before this one', async () => {
    expect(await json(`/chargeback/report?period=${periodBefore}`)).toEqual(expectedStreams);
  });

  it('as CSV adds up to the totals of the business units', async () => {
    const response = await get(`${reportPath}&format=csv`);
    expect(response.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
    expect(response.headers.get('content-disposition')).toContain(`chargeback-${period}.csv`);
    const names = ['businessUnit', 'lineType', 'model', 'meter', 'quantity', 'cost'] as const;
    const rows = parseCsv(await response.text());
    const told = rows.map((row) => names.map((name) => row[name]));
    expect(told).toEqual([
      ['alpha', 'usage', 'gpt-4o', 'cachedInput', '400', '0.0005'],
      ['alpha', 'usage', 'gpt-4o', 'input', '1001600', '2.504'],
      ['alpha', 'usage', 'gpt-4o', 'output', '200170', '2.0017'],
      ['alpha', 'usage', 'gpt-4o', 'reasoningOutput', '30', '0.0003'],
      ['alpha', 'unpriced', 'brand-new', 'input', '10000', ''],
      ['alpha', 'unpriced', 'brand-new', 'output', '1000', ''],
      ['alpha', 'rounding', '', '', '', '0.0035'],
      ['beta', 'usage', 'gpt-4o', 'input', '3300', '0.00825'],
      ['beta', 'usage', 'gpt-4o', 'output', '390', '0.0039'],
      ['beta', 'rounding', '', '', '', '-0.00215'],
      ['unattributed', 'usage', 'gpt-4o', 'input', '500', '0.00125'],
      ['unattributed', 'usage', 'gpt-4o', 'output', '50', '0.0005'],
      ['unattributed', 'rounding', '', '', '', '-0.00175'],
    ]);
  });

  it('is given by an ETag, and not again to who has it', async () => {
    const first = await get(reportPath);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const again = await get(reportPath, { headers: { 'If-None-Match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const head = await get(reportPath, { method: 'HEAD' });
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
  });
});

describe('the usage summary', () => {
  it('adds up by business unit to the costs of the report', async () => {
    const range = `from=${period}-01&to=${period}-28`;
    expect(
      await json(`/usage/summary?${range}&groupBy=businessUnit&granularity=total`),
    ).toMatchObject({
      currency: 'USD',
      totals: { requests: 9, cost: '4.5204', unpriced: { input: 10_000, output: 1_000 } },
      rows: [
        { businessUnit: 'alpha', requests: 5, cost: '4.5065' },
        { businessUnit: 'beta', requests: 3, cost: '0.01215' },
        { businessUnit: 'unattributed', requests: 1, cost: '0.00175' },
      ],
    });
  });

  it('knows the local hour in which the month began', async () => {
    const day = `from=${period}-01&to=${period}-01`;
    expect(
      await json(`/usage/summary?${day}&groupBy=model&granularity=hour&outcome=success`),
    ).toMatchObject({
      rows: [{ hour: `${period}-01T00:00+05:30`, model: 'gpt-4o', requests: 1, cost: '0.0035' }],
    });
  });
});

describe('operations', () => {
  it('see the host run every function of the package', () => {
    const http = Object.values(routes).map(({ name }) => name);
    expect(new Set(stack.functions)).toEqual(
      new Set(['ingestUsage', 'ingestLogs', 'rollUp', ...http]),
    );
  });

  it('see that every dependency is well', async () => {
    interface Health {
      readonly status: string;
      readonly checks: readonly { readonly name: string; readonly status: string }[];
    }
    // An answer is given again for five seconds, and this one may be from before the first run of the
    // rollup had ended.
    const health = await untilDefined(async () => {
      const answer = (await json('/health')) as Health;
      return answer.status === 'ok' ? answer : undefined;
    });
    expect(health.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(health.checks.map(({ name }) => name)).toEqual([
      'cosmosDb',
      'eventHubs',
      'referenceData',
      'rollup',
      'exceptions',
    ]);
  });

  it('see what was rejected and why, and that nothing is left to do', async () => {
    const samples = await fetchMetrics(stack.description.http.baseUrl);
    const expected = { notJson: 1, badCount: 2, tooEarly: 1 };
    expect(reconcileDeadLetters(expected, samples).differences).toEqual([]);
    expect(sumOfMetric(samples, 'chargeback_pending_windows')).toBe(0);
    expect(sumOfMetric(samples, 'chargeback_exceptions') ?? 0).toBe(0);
  });

  it('are told of ingest and rollup by telemetry that is signed in by identity', async () => {
    const told = () => new Set(sink.envelopes.map(({ data }) => data.baseData.name));
    await until(() =>
      Promise.resolve(
        ['IngestBatch', 'RollupTick', 'UsageRated'].every((name) => told().has(name)),
      ),
    );
    expect(new Set(sink.authorizations)).toEqual(new Set([`Bearer ${identityToken}`]));
  });

  it('find no secret and no prompt in anything that is stored, logged or told', async () => {
    const config = readCosmosConfig(stack.description.settings);
    const client = makeCosmosClient(config);
    try {
      for (const { name } of containerDefinitions(config.usageTtlDays)) {
        const items = client.database(config.database).container(name).items;
        const { resources } = await items.readAll().fetchAll();
        expect(resources).not.toHaveLength(0);
        for (const secret of secrets) expect(JSON.stringify(resources)).not.toContain(secret);
      }
    } finally {
      client.dispose();
    }
    const told = JSON.stringify(sink.envelopes);
    for (const secret of secrets) expect(`${log.join('\n')}${told}`).not.toContain(secret);
  });
});

describe('a bad question', () => {
  it.each<[path: string, kind: ProblemKind, parameter: string]>([
    ['/chargeback/report?period=2026-13', 'bad-parameter', 'period'],
    ['/chargeback/report?month=2026-11', 'bad-parameter', 'month'],
    ['/chargeback/report?period=1999-01', 'unknown-period', 'period'],
    [`${reportPath}&businessUnit=gamma`, 'unknown-business-unit', 'businessUnit'],
    [`${reportPath}&format=pdf`, 'bad-parameter', 'format'],
    ['/usage/summary?from=2026-02-30&to=2026-03-01', 'bad-parameter', 'from'],
    ['/usage/summary?from=2026-11-01&to=2026-11-02&groupBy=colour', 'bad-parameter', 'groupBy'],
    ['/metrics?verbose=1', 'bad-parameter', 'verbose'],
  ])('gets a problem document that names the parameter: %s', async (path, kind, parameter) => {
    const response = await get(path);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.status).toBe(problemKinds[kind].status);
    expect(await response.json()).toMatchObject({
      type: `urn:problem-type:chargeback:${kind}`,
      status: problemKinds[kind].status,
      parameter,
    });
  });

  it('is not one that carries a function key in its query, and the key is not repeated', async () => {
    expect((await get(`${reportPath}&code=the-function-key`)).status).toBe(200);
    const response = await get('/chargeback/report?code=the-function-key&peroid=2026-11');
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('the-function-key');
  });
});

// Last, since it changes the figures.
describe('a price book that comes later', () => {
  it('prices what had no price, at the next tick', async () => {
    await pushReferenceFiles(stack.description, [laterPriceBook]);
    await until(async () => {
      const { coverage } = (await json(reportPath)) as { coverage: { unpriced: number } };
      return coverage.unpriced === 0;
    });
    // 10,000 × 1/M + 1,000 × 2/M = 0.012 more: 4.5204 + 0.012, and 4.5065 + 0.012 for alpha.
    expect(await json(reportPath)).toMatchObject({
      totals: { requests: 9, usageCost: '4.5324', total: '4.53' },
      businessUnits: [
        { businessUnit: 'alpha', usageCost: '4.5185', total: '4.52', unpriced: [] },
        { businessUnit: 'beta', usageCost: '0.01215', total: '0.01' },
        { businessUnit: 'unattributed', usageCost: '0.00175', total: '0.00' },
      ],
    });
  });
});
