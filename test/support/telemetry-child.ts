// A process that emits telemetry as the program does, run by tests: the SDK's https needs a
// certificate that only a process's own start can trust. It does what its one argument says and
// prints what it saw.
import { subscribe } from 'node:diagnostics_channel';
import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import Module from 'node:module';
import { metrics, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { makeTelemetry } from '../../shared/adapters/telemetry/make-telemetry';
import { sampleEvents } from './telemetry-samples';

export interface ChildTask {
  readonly connectionString?: string;
  readonly identity?: { readonly clientId: string };
  readonly roleName?: string;
  /** Events emitted in one turn, each with its index as property `index`. */
  readonly burst?: number;
  /** One event of each name, and metrics, emitted first. */
  readonly samples?: boolean;
  /** Ends with a flush that may take so long; without it the process stays until its input ends. */
  readonly flushMsMax?: number;
}

export interface ChildReport {
  /** Modules of the SDK in memory when everything was emitted, and at the end. */
  readonly sdkModulesAfterEmitting: number;
  readonly sdkModulesAtEnd: number;
  /** Hosts to which this process spoke, or tried to, by http or https. */
  readonly hosts: readonly string[];
  readonly errors: readonly string[];
  /** What the SDK changed in this process beyond its own client. */
  readonly changed: readonly string[];
}

// OpenTelemetry's API hands out stand-ins as long as nothing registered a provider. Instrumentation
// replaces functions of Node's modules, and first of all the one that loads modules.
const processWide = {
  tracerProvider: () => Object.getPrototypeOf(trace.getTracer('x')) as object,
  meterProvider: () => metrics.getMeterProvider(),
  loggerProvider: () => Object.getPrototypeOf(logs.getLogger('x')) as object,
  require: () => Object.getOwnPropertyDescriptor(Module.prototype, 'require')?.value as unknown,
  'http.request': () => http.request,
  'https.request': () => https.request,
  'console.log': () => console.log,
  uncaughtExceptionListeners: () => process.listenerCount('uncaughtException'),
  unhandledRejectionListeners: () => process.listenerCount('unhandledRejection'),
} as const;

const processWideState = (): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(processWide).map(([name, read]) => [name, read()]));

const sdkModules = (): number =>
  Object.keys(require.cache).filter((file) =>
    /node_modules[\\/](applicationinsights|@azure[\\/]monitor)/.test(file),
  ).length;

const run = async (task: ChildTask): Promise<ChildReport> => {
  const before = processWideState();
  const hosts = new Set<string>();
  subscribe('http.client.request.start', (message) => {
    hosts.add((message as { request: ClientRequest }).request.host);
  });
  const errors: string[] = [];
  const telemetry = makeTelemetry({ ...task, onError: (error) => errors.push(error.message) });
  if (task.samples === true) {
    for (const event of Object.values(sampleEvents)) telemetry.event(event);
    for (const value of [4, 10, -1]) telemetry.metric('ingest.lag.seconds', value, { hub: 'a' });
    telemetry.metric('ingest.lag.seconds', 7, { hub: 'b' });
    telemetry.metric('rollup.pendingWindows', Number.NaN);
  }
  for (let index = 0; index < (task.burst ?? 0); index += 1) {
    telemetry.event({ name: 'Burst', properties: { index: String(index) }, measurements: {} });
  }
  const sdkModulesAfterEmitting = sdkModules();
  if (task.flushMsMax !== undefined) await telemetry.flush();
  else await new Promise((resolve) => process.stdin.resume().once('end', resolve));
  const after = processWideState();
  const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
  const sdkModulesAtEnd = sdkModules();
  return { sdkModulesAfterEmitting, sdkModulesAtEnd, hosts: [...hosts], errors, changed };
};

// It exits as a worker does that the host ends: whatever is still under way is cut off.
void run(JSON.parse(process.argv[2] ?? '{}') as ChildTask).then((report) => {
  process.stdout.write(JSON.stringify(report), () => process.exit());
});
