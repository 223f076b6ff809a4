// Turns the calls into the events that two hubs get, in the order in which they get them. What
// happens to events on the way (twice, late, out of turn) happens here, and changes no figure.
import { dialectEventOf, hasId } from './dialect-events';
import {
  gatewayLogOf,
  llmLogsOf,
  otherApiRow,
  probeRow,
  type DiagnosticRecord,
} from './diagnostic-records';
import { packRecords, type Due } from './envelopes';
import { hasLongBody, type FaultShares } from './faults';
import { malformedEvents } from './malformed';
import { policyEventOf } from './policy-event';
import type { Random } from './random';
import type { SimulatedRequest } from './simulated-request';

/** An event for one of the two hubs: `usage` (llm-usage) or `logs` (apim-logs). */
export interface SimulatedMessage {
  readonly hub: 'usage' | 'logs';
  /** The gateway's request id, so that what is said about a request stays in one partition. */
  readonly partitionKey?: string;
  /** An object is sent as JSON; bytes are sent as they are. */
  readonly body: object | Buffer;
  readonly sendOrder: number;
}

export interface SendPlan {
  readonly messages: readonly SimulatedMessage[];
  /** Items that must end as dead letters, by reason. */
  readonly deadLetters: Readonly<Record<string, number>>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Rows of the gateway's log: about 90 seconds after the call, as observed. */
const logLatencyMs = { min: 60_000, max: 120_000 } as const;
/** GatewayLlmLogs rows that are probes: 44 % of all rows on one observed gateway. */
const probesPerLlmLog = 0.79;
const otherApiRowsPerLog = 0.1;
/** Where API Management cuts an event off, in bytes. */
const eventBytesMax = 200 * 1024;

export const planSending = (
  requests: readonly SimulatedRequest[],
  shares: FaultShares,
  random: Random,
): SendPlan => {
  const usage: Due<Unsent>[] = [];
  const records: Due<DiagnosticRecord>[] = [];
  const deadLetters = new Map<string, number>();
  const reject = (reason: string): unknown =>
    deadLetters.set(reason, (deadLetters.get(reason) ?? 0) + 1);
  const perturb = makePerturb(shares, random.fork('transport'));
  const contents = random.fork('contents');
  for (const request of requests) {
    const endMs = request.atMs + request.durationMs;
    for (const { event, isRepeatable } of usageEventsOf(request, contents)) {
      if (Buffer.isBuffer(event)) reject('notJson');
      const unsent: Unsent = { hub: 'usage', key: request.id, body: event };
      usage.push(...perturb(endMs, unsent, isRepeatable));
    }
    for (const record of recordsOf(request, contents)) {
      const latencyMs = contents.integer(logLatencyMs.min, logLatencyMs.max);
      records.push(...perturb(endMs + latencyMs, record, true));
    }
  }
  const malformedCount = Math.round(requests.length * shares.malformed);
  const spread = random.fork('malformed');
  for (const { body, reason } of malformedEvents(
    malformedCount,
    requests[0]?.atMs ?? 0,
    random.fork('malformed contents'),
  )) {
    reject(reason);
    const dueMs = spread.pick(requests).atMs;
    usage.push({ dueMs, item: { hub: 'usage', key: spread.guid(), body } });
  }
  const envelopes = packRecords(records.sort(byDue), random.fork('envelopes')).flatMap(
    ({ dueMs, item }) => perturb<Unsent>(dueMs, { hub: 'logs', body: item }, true),
  );
  return {
    messages: [...usage, ...envelopes].sort(byDue).map(({ item }, sendOrder) => ({
      hub: item.hub,
      ...(item.key !== undefined && { partitionKey: item.key }),
      body: item.body,
      sendOrder,
    })),
    deadLetters: Object.fromEntries([...deadLetters].sort()),
  };
};

interface Unsent {
  readonly hub: SimulatedMessage['hub'];
  readonly key?: string;
  readonly body: object | Buffer;
}

const byDue = (a: Due<unknown>, b: Due<unknown>): number => a.dueMs - b.dueMs;

// Repeats and delays what is due. A repetition that comes at once is due at the same moment, so
// that it lands in the same batch.
const makePerturb =
  (shares: FaultShares, random: Random) =>
  <T>(dueMs: number, item: T, isRepeatable: boolean): Due<T>[] => {
    const late = random.chance(shares.late) ? random.integer(hourMs, 72 * hourMs) : 0;
    const shift = random.chance(shares.reordered)
      ? random.integer(-10 * minuteMs, 10 * minuteMs)
      : 0;
    const due = { dueMs: dueMs + late + shift, item };
    const copies = [due];
    if (isRepeatable && random.chance(shares.redeliveredAtOnce)) copies.push(due);
    if (isRepeatable && random.chance(shares.redeliveredLater)) {
      copies.push({ dueMs: due.dueMs + random.integer(minuteMs, 24 * hourMs), item });
    }
    return copies;
  };

interface UsageEvent {
  readonly event: object | Buffer;
  /** A second delivery can be told from a second call. */
  readonly isRepeatable: boolean;
}

const usageEventsOf = (request: SimulatedRequest, random: Random): readonly UsageEvent[] => {
  if (request.usageEvent === 'none') return [];
  const { dialect } = request;
  const event =
    dialect === undefined ? policyEventOf(request, random) : dialectEventOf(dialect, request);
  if (request.usageEvent === 'cut') {
    return [{ event: cutOff(event, request, random), isRepeatable: false }];
  }
  const isRepeatable = dialect === undefined || hasId(dialect, request);
  if (!request.contradicted) return [{ event, isRepeatable }];
  return [
    { event, isRepeatable },
    { event: contradictionOf(event, random), isRepeatable },
  ];
};

// Either word for word the same but for the model's response id, or without the counts: whichever
// statement the program then prefers, the figures are the same.
const contradictionOf = (event: object, random: Random): object => {
  const other = structuredClone(event) as {
    data: { response: { id: string }; usage: object | null };
  };
  if (random.chance(0.5)) other.data.usage = null;
  else other.data.response.id = `chatcmpl-${random.hex(24)}`;
  return other;
};

const cutOff = (event: object, request: SimulatedRequest, random: Random): Buffer => {
  const text = JSON.stringify(event);
  if (!hasLongBody(request)) {
    return Buffer.from(text.slice(0, random.integer(20, text.length - 2)));
  }
  const long = JSON.stringify({ ...event, request: 'x'.repeat(eventBytesMax) });
  return Buffer.from(long.slice(0, eventBytesMax));
};

const recordsOf = (request: SimulatedRequest, random: Random): readonly DiagnosticRecord[] => {
  const records: DiagnosticRecord[] = [];
  if (request.gatewayLog) {
    records.push(gatewayLogOf(request, random));
    if (random.chance(otherApiRowsPerLog)) records.push(otherApiRow(request.atMs, random));
  }
  if (request.llmLog) {
    records.push(...llmLogsOf(request, random));
    if (random.chance(probesPerLlmLog)) records.push(probeRow(request, random));
  }
  return records;
};
