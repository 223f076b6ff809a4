// The options of `npm run simulate`, as people write them.
import { parseArgs } from 'node:util';
import { localMidnightMs } from './business-hours';
import type { HubsAccess } from './event-hubs-sink';

export interface SimulateCommand {
  readonly kind: 'simulate';
  readonly requests: number;
  /** Events a second; Infinity: as fast as the hub takes them. */
  readonly rate: number;
  readonly seed: string;
  /** When the simulated calls happen; undefined: now, spread as the rate spreads the events. */
  readonly span: { readonly from: Date; readonly to: Date } | undefined;
  readonly timeZone: string;
  readonly target: Target;
  readonly referenceFolder: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Where the events go: the running stack, or a namespace in Azure. */
export type Target =
  | { readonly kind: 'stack'; readonly file: string | undefined }
  | {
      readonly kind: 'namespace';
      readonly access: HubsAccess;
      readonly hubs: { readonly usage: string; readonly logs: string };
    };

export type CommandReading =
  | SimulateCommand
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

export const simulateHelp = `npm run simulate -- [options]

Sends simulated gateway traffic to the running stack, or to a namespace in Azure, and prints what the
report must say about it. What is sent is made up; no model is called.

  --events N             calls that the gateways get (default 1000); each leaves one usage event at
                         most, and rows in the gateway's logs, which travel in batches. The report
                         may have a few requests more or less: some calls are reported by two gateways,
                         and of some nothing arrives that can be read
  --rate R               Event Hubs events a second (default 100; with a span: as fast as possible)
  --seed S               the same seed, span and number give the same traffic, ids included, so that
                         sending it twice bills nothing twice, save what gateways send without an
                         id (default: a new one, which is printed)
  --period YYYY-MM       spread the requests over this month
  --from T --to T        spread them over [from, to), ISO 8601; without any span they happen now
  --time-zone ZONE       business time zone, IANA (default UTC)
  --stack FILE           file of the running stack (default .local/stack.json, or STACK_FILE)
  --connection-string S  send to the namespace of this connection string
  --namespace HOST       send to this namespace with your sign-in (DefaultAzureCredential)
  --logs-namespace HOST  with it: the namespace of the hub for diagnostic logs, if that is another one
  --usage-hub NAME       hub for usage events (default llm-usage), with one of the two above
  --logs-hub NAME        hub for diagnostic logs (default apim-logs), likewise
  --reference DIR        reference files to assume (default: the sample's)
  --dry-run              send nothing, print the expected figures only
  --json                 print JSON
  --help                 this text

Exit codes: 0 sent, 1 could not send, 2 wrong options.`;

const requestsMax = 1_000_000;
const rateMax = 1_000_000;
const usualRequests = 1_000;
const usualRate = 100;

const options = {
  events: { type: 'string' },
  rate: { type: 'string' },
  seed: { type: 'string' },
  period: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  'time-zone': { type: 'string' },
  stack: { type: 'string' },
  'connection-string': { type: 'string' },
  namespace: { type: 'string' },
  'logs-namespace': { type: 'string' },
  'usage-hub': { type: 'string' },
  'logs-hub': { type: 'string' },
  reference: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** `freshSeed` is one that was not used before: the seed where none is named. */
export const readSimulateCommand = (args: readonly string[], freshSeed: string): CommandReading => {
  try {
    const { values } = parseArgs({ args: [...args], options });
    return values.help === true ? { kind: 'help' } : commandOf(values, freshSeed);
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
};

const commandOf = (values: Values, freshSeed: string): SimulateCommand => {
  const timeZone = readTimeZone(values['time-zone'] ?? 'UTC');
  const span = readSpan(values, timeZone);
  return {
    kind: 'simulate',
    requests: readCount(values.events),
    rate:
      values.rate === undefined && span !== undefined
        ? Number.POSITIVE_INFINITY
        : readRate(values.rate),
    seed: values.seed ?? freshSeed,
    span,
    timeZone,
    target: readTarget(values),
    referenceFolder: values.reference,
    dryRun: values['dry-run'] ?? false,
    json: values.json ?? false,
  };
};

const readCount = (text = String(usualRequests)): number => {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= 1 && count <= requestsMax) return count;
  throw new RangeError(`--events must be a whole number, 1 to ${requestsMax}: ${text}`);
};

const readRate = (text = String(usualRate)): number => {
  const rate = /^\d{1,7}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (rate > 0 && rate <= rateMax) return rate;
  throw new RangeError(`--rate must be a number above 0 and up to ${rateMax}: ${text}`);
};

const readTimeZone = (timeZone: string): string => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    throw new RangeError(`--time-zone must be an IANA name such as Europe/Berlin: ${timeZone}`);
  }
};

const readSpan = (values: Values, timeZone: string): SimulateCommand['span'] => {
  const { period, from, to } = values;
  if (period !== undefined) {
    if (from !== undefined || to !== undefined) {
      throw new RangeError('--period goes without --from and --to');
    }
    return monthOf(period, timeZone);
  }
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) throw new RangeError('--from goes with --to');
  const span = { from: readTime(from, '--from'), to: readTime(to, '--to') };
  if (span.from < span.to) return span;
  throw new RangeError('--from must be before --to');
};

const monthOf = (period: string, timeZone: string): SimulateCommand['span'] => {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(period);
  if (match === null) throw new RangeError(`--period must be a month such as 2026-11: ${period}`);
  // Months count from 0 in Date.UTC, so that the number of this month names the next one.
  const next = new Date(Date.UTC(Number(match[1]), Number(match[2]), 1)).toISOString().slice(0, 10);
  return {
    from: new Date(localMidnightMs(`${period}-01`, timeZone)),
    to: new Date(localMidnightMs(next, timeZone)),
  };
};

const readTime = (text: string, option: string): Date => {
  const hasZone = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const time = new Date(hasZone ? text : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw new RangeError(`${option} must be a UTC date or a time with its zone: ${text}`);
};

const readTarget = (values: Values): Target => {
  const { namespace, stack } = values;
  const connectionString = values['connection-string'];
  const named = [namespace, connectionString, stack].filter((value) => value !== undefined);
  if (named.length > 1) {
    throw new RangeError('name one of --stack, --connection-string and --namespace');
  }
  const hubs = {
    usage: values['usage-hub'] ?? 'llm-usage',
    logs: values['logs-hub'] ?? 'apim-logs',
  };
  const logsNamespace = values['logs-namespace'];
  if (logsNamespace !== undefined && namespace === undefined) {
    throw new RangeError('--logs-namespace goes with --namespace');
  }
  if (connectionString !== undefined) {
    return { kind: 'namespace', access: { connectionString }, hubs };
  }
  if (namespace !== undefined) {
    const namespaces = { usage: namespace, logs: logsNamespace ?? namespace };
    return { kind: 'namespace', access: { namespaces }, hubs };
  }
  if (values['usage-hub'] !== undefined || values['logs-hub'] !== undefined) {
    throw new RangeError(
      '--usage-hub and --logs-hub go with --connection-string or --namespace: a stack names its own',
    );
  }
  return { kind: 'stack', file: stack };
};
