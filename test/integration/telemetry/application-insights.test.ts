// What really leaves the program, seen by a local ingestion endpoint.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { sampleEvents } from '../../support/telemetry-samples';
import { identityToken, startIdentityEndpoint } from '../../support/identity-endpoint';
import type { ChildReport, ChildTask } from '../../support/telemetry-child';
import {
  connectionStringTo,
  instrumentationKey,
  startTelemetrySink,
  type Envelope,
  type TelemetrySink,
} from '../../support/telemetry-sink';

const tsx = join(__dirname, '../../../node_modules/tsx/dist/cli.mjs');
const script = join(__dirname, '../../support/telemetry-child.ts');

// A flush of these tests waits for the SDK to load as well, on a machine that may be busy.
const flushMsMax = 30_000;

let sink: TelemetrySink;
let running: ChildProcess[] = [];

beforeEach(async () => {
  sink = await startTelemetrySink();
});

afterEach(async () => {
  for (const child of running) child.kill();
  running = [];
  await sink.close();
});

const start = (task: ChildTask, environment: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [tsx, script, JSON.stringify(task)], {
    env: { ...process.env, ...sink.environment, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.push(child);
  const report = Promise.all([text(child.stdout), once(child, 'exit')]).then(
    ([output]) => JSON.parse(output) as ChildReport,
  );
  report.catch(() => undefined); // a child that a failing test leaves behind is killed, and says nothing
  return { report, end: () => child.stdin.end() };
};

const eventsIn = (envelopes: readonly Envelope[], name: string): readonly Envelope[] =>
  envelopes.filter(({ data }) => data.baseType === 'EventData' && data.baseData.name === name);

const indexesIn = (envelopes: readonly Envelope[]): readonly number[] =>
  eventsIn(envelopes, 'Burst')
    .map(({ data }) => Number(data.baseData.properties?.['index']))
    .sort((a, b) => a - b);

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

test('every event arrives as it was built, unsampled, though emitted before the SDK was loaded', async () => {
  const burst = 3_000; // more than the SDK's own queue holds, and 600 times its rate limit for traces
  const { connectionString } = sink;
  const task = { connectionString, roleName: 'func-chargeback', samples: true, burst, flushMsMax };
  const report = await start(task).report;

  for (const sample of Object.values(sampleEvents)) {
    const arrived = eventsIn(sink.envelopes, sample.name);
    expect(arrived).toHaveLength(1);
    const { properties, measurements } = arrived[0]!.data.baseData;
    expect({ name: sample.name, properties, measurements }).toEqual(sample);
  }
  expect(indexesIn(sink.envelopes)).toEqual(upTo(burst));

  const metrics = sink.envelopes.filter(({ data }) => data.baseType === 'MetricData');
  expect(metrics.map(({ data }) => [data.baseData.properties, data.baseData.metrics])).toEqual([
    [
      { hub: 'a' },
      [
        expect.objectContaining({
          name: 'ingest.lag.seconds',
          value: 14,
          count: 3,
          min: 0,
          max: 10,
        }),
      ],
    ],
    [
      { hub: 'b' },
      [expect.objectContaining({ name: 'ingest.lag.seconds', value: 7, count: 1, min: 7, max: 7 })],
    ],
  ]);

  expect(sink.envelopes).toHaveLength(Object.keys(sampleEvents).length + burst + metrics.length);
  for (const { iKey, sampleRate, tags } of sink.envelopes) {
    expect([iKey, sampleRate, tags['ai.cloud.role']]).toEqual([
      instrumentationKey,
      100,
      'func-chargeback',
    ]);
  }
  expect(report.sdkModulesAfterEmitting).toBe(0);
  expect(report.errors).toEqual([]);
  // No statsbeat, no live metrics, no metadata service: nothing but the ingestion endpoint.
  expect(report.hosts).toEqual(['localhost']);
  // No global provider, no instrumentation, no collector of exceptions or of the console.
  expect(report.changed).toEqual([]);
});

test("an empty setting of the environment turns on no reports of the SDK's own use", async () => {
  const task = { connectionString: sink.connectionString, burst: 1, flushMsMax };
  const report = await start(task, { APPLICATION_INSIGHTS_NO_STATSBEAT: '' }).report;
  expect(report.hosts).toEqual(['localhost']);
  expect(sink.envelopes).toHaveLength(1);
});

test('events leave by themselves while the program goes on', async () => {
  const child = start({ connectionString: sink.connectionString, burst: 500 });
  await sink.accepted(500);
  child.end();
  await child.report;
  expect(indexesIn(sink.envelopes)).toEqual(upTo(500));
});

test('without a connection string no module of the SDK is ever loaded', async () => {
  const report = await start({ samples: true, flushMsMax }).report;
  expect(report).toEqual({
    sdkModulesAfterEmitting: 0,
    sdkModulesAtEnd: 0,
    hosts: [],
    errors: [],
    changed: [],
  });
});

test('a flush gives up on an endpoint that nobody answers at, and says so', async () => {
  const connectionString = await connectionStringToNobody();
  const report = await start({ connectionString, samples: true, flushMsMax: 1_000 }).report;
  expect(report.errors).toEqual([
    'Not all telemetry was sent before the end; the rest may be lost.',
  ]);
});

test('an endpoint that is overloaded for a moment loses no event and doubles none', async () => {
  sink.answerWith(503, 200);
  const { connectionString } = sink;
  const report = await start({ connectionString, burst: 200, flushMsMax }).report;
  expect(indexesIn(sink.envelopes)).toEqual(upTo(200));
  expect(report.errors).toEqual([]);
});

test('an outage leaves nothing on the disk of the worker', async () => {
  sink.answerWith(503);
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-'));
  try {
    const task = { connectionString: sink.connectionString, burst: 50, flushMsMax };
    const report = await start(task, { TMPDIR: folder }).report;
    expect(report.errors).toEqual(
      expect.arrayContaining([expect.stringContaining('Telemetry does not arrive')]),
    );
    expect(filesOfSdkIn(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an endpoint that refuses the identity is reported with the role to give', async () => {
  sink.answerWith(403);
  const report = await start({ connectionString: sink.connectionString, burst: 1, flushMsMax })
    .report;
  expect(report.errors).toEqual([expect.stringMatching(/403.*Monitoring Metrics Publisher/)]);
});

test('with an identity records carry the token of the managed identity', async () => {
  const clientId = '11111111-2222-3333-4444-555555555555';
  const endpoint = await startIdentityEndpoint();
  try {
    const { connectionString } = sink;
    const task = { connectionString, identity: { clientId }, burst: 1, flushMsMax };
    const report = await start(task, endpoint.environment).report;
    expect(report.errors).toEqual([]);
    expect(endpoint.asked).toEqual([['https://monitor.azure.com', clientId]]);
    expect(sink.authorizations).toEqual([`Bearer ${identityToken}`]);
    expect(indexesIn(sink.envelopes)).toEqual([0]);
  } finally {
    await endpoint.close();
  }
});

/** Files below a folder for temporary files, but for those of the tool that runs TypeScript. */
const filesOfSdkIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => !/^tsx/.test(file));

/** A port of this machine at which nobody listens. */
const connectionStringToNobody = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return connectionStringTo(port);
};
