// host.json: the parts that this host acts on. Everything else in the file is the real host's and
// is passed over; a part that is known and wrong is an error, with every other wrong part beside it.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { AppSettings } from './app-settings';
import { overrideHostJson } from './host-json-overrides';
import { messageOf } from './logger';
import { parseTimeSpanMs } from './time-span';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** The extension's own default: how many events a handler gets at most. */
const MAX_EVENT_BATCH_SIZE = 100;
const PREFETCH_COUNT = 300;
const FUNCTION_TIMEOUT_MS = 30 * MINUTE_MS;
/** What host.json says for no time-out at all. */
const UNLIMITED = '-1';
const unlimited = z.preprocess(String, z.literal(UNLIMITED));
/** Longest wait for `minEventBatchSize` that the real host takes. */
const MAX_WAIT_MS = 10 * MINUTE_MS;

// The real host balances every 30 s and lets a claim expire after 2 min. Here a restarted host is
// to go on where the killed one stopped while somebody watches.
const LOAD_BALANCING_MS = 2 * SECOND_MS;
const OWNERSHIP_EXPIRES_MS = 10 * SECOND_MS;

const timeSpan = z.string().transform((text, context) => {
  const ms = parseTimeSpanMs(text);
  if (ms !== undefined) return ms;
  context.addIssue('expected a time span such as 00:00:30');
  return z.NEVER;
});
const positive = z.number().int().min(1);

const initialOffset = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('fromStart') }),
    z.object({ type: z.literal('fromEnd') }),
    z.object({ type: z.literal('fromEnqueuedTime'), enqueuedTimeUtc: z.iso.datetime() }),
  ])
  .default({ type: 'fromStart' });

const eventHubs = z
  .object({
    maxEventBatchSize: positive.default(MAX_EVENT_BATCH_SIZE),
    minEventBatchSize: positive.default(1),
    maxWaitTime: timeSpan.default(MINUTE_MS),
    prefetchCount: z.number().int().min(0).default(PREFETCH_COUNT),
    batchCheckpointFrequency: positive.default(1),
    initialOffsetOptions: initialOffset,
    loadBalancingUpdateInterval: timeSpan.default(LOAD_BALANCING_MS),
    partitionOwnershipExpirationInterval: timeSpan.default(OWNERSHIP_EXPIRES_MS),
  })
  .refine((options) => options.minEventBatchSize <= options.maxEventBatchSize, {
    path: ['minEventBatchSize'],
    error: 'must not be above maxEventBatchSize',
  })
  .refine((options) => options.maxWaitTime <= MAX_WAIT_MS, {
    path: ['maxWaitTime'],
    error: 'must not be above 00:10:00',
  })
  .transform((options) => ({
    maxEventBatchSize: options.maxEventBatchSize,
    minEventBatchSize: options.minEventBatchSize,
    maxWaitMs: options.maxWaitTime,
    prefetchCount: options.prefetchCount,
    batchCheckpointFrequency: options.batchCheckpointFrequency,
    initialOffset: options.initialOffsetOptions,
    loadBalancingMs: options.loadBalancingUpdateInterval,
    ownershipExpiresMs: options.partitionOwnershipExpirationInterval,
  }));

/** A half-open range of versions, the only kind that is of use for a bundle: `[4.28.0, 5.0.0)`. */
const VERSION_RANGE = /^\[\s*(\d+(?:\.\d+){0,2})\s*,\s*(\d+(?:\.\d+){0,2})\s*\)$/;

const extensionBundle = z
  .object({
    id: z.string().min(1),
    version: z.string().transform((text, context) => {
      const [, from, before] = VERSION_RANGE.exec(text.trim()) ?? [];
      if (from !== undefined && before !== undefined) return { from, before };
      context.addIssue('expected a range of versions such as [4.28.0, 5.0.0)');
      return z.NEVER;
    }),
  })
  .transform(({ id, version }) => ({ id, range: version }));

const hostJson = z
  .object({
    version: z.literal('2.0', { error: 'must be "2.0"' }).optional(),
    extensionBundle: extensionBundle.optional(),
    functionTimeout: z.union([unlimited, timeSpan]).default(FUNCTION_TIMEOUT_MS),
    extensions: z
      .object({
        http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
        eventHubs: eventHubs.prefault({}),
      })
      .prefault({}),
  })
  .transform((file) => ({
    /** Undefined: no limit. */
    functionTimeoutMs: file.functionTimeout === UNLIMITED ? undefined : file.functionTimeout,
    /** Not loaded: the extensions that this host has are its own. Read so that a mistake shows here. */
    extensionBundle: file.extensionBundle,
    routePrefix: file.extensions.http.routePrefix,
    eventHubs: file.extensions.eventHubs,
  }));

export type HostSettings = z.output<typeof hostJson>;
export type EventHubsSettings = HostSettings['eventHubs'];

/** An error that lists every wrong part with its path. */
export function parseHostJson(value: unknown): HostSettings {
  const result = hostJson.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `  ${issue.path.join('.') || '(file)'}: ${issue.message}`,
  );
  throw new Error(`host.json is not usable:\n${problems.join('\n')}`);
}

/** The app's host.json, the defaults where it has none, and what settings put in its place. */
export async function readHostJson(appDir: string, settings: AppSettings): Promise<HostSettings> {
  return parseHostJson(overrideHostJson(await readFileJson(appDir), settings));
}

async function readFileJson(appDir: string): Promise<unknown> {
  const file = path.join(appDir, 'host.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${messageOf(error)}`, { cause: error });
  }
}
