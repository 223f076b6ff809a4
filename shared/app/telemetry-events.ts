// Every event of operational telemetry: names and members of all of them, stated once (the metrics
// are in telemetry-metrics.ts). Dashboards, alerts and documents are checked against this table.
// Telemetry is for watching: it may be lost or repeated, and no figure of a report is taken from it.
import { formatMoney, type Pico } from '../domain/money';
import { outputMeters, promptMeters, sumOf, type Meter, type Meters } from '../domain/usage/meters';
import { whatToDo, type LedgerExceptionKind } from './ledger-exception-kinds';
import type { TelemetryEvent } from './ports';
import { eventOf, type Members, type MemberValues } from './telemetry-members';

export const telemetryEvents = {
  /** A batch was ingested: one per batch that the hub delivered. */
  IngestBatch: {
    hub: 'text',
    partition: 'text',
    /** Events of the batch; an envelope of many records is one. The counts below are of records. */
    events: 'number',
    accepted: 'number',
    joined: 'number',
    duplicate: 'number',
    conflict: 'number',
    rejected: 'number',
    rejectedByReason: 'counts',
    /** Of the rejected ones, those of which only the position is kept. */
    rejectedWithoutPayload: 'number',
    ignored: 'number',
    ignoredByReason: 'counts',
    /** Events with raw control characters in their JSON, which were read all the same. */
    repaired: 'number',
    /** Records of which more was said than is kept. */
    overflowed: 'number',
    /** From the enqueuing of the batch's last event to now. */
    lagSeconds: 'number?',
    /** Until the hub drops the partition's next unprocessed event. */
    hoursUntilExpiry: 'number?',
    requestUnits: 'number',
    durationMs: 'number',
  },
  /** An attempt to ingest a batch failed; the trigger delivers the batch again. */
  IngestFailed: {
    hub: 'text',
    partition: 'text',
    firstSequenceNumber: 'number?',
    attempt: 'number',
    /** Until the hub drops the oldest event of the batch: how long the outage may still last. */
    hoursUntilOldestExpires: 'number?',
    errorName: 'className',
  },
  /** A tick of the rollup ended. */
  RollupTick: {
    windowsRecomputed: 'number',
    /** Left for a later tick: the tick's bounds were reached, or the window is hot. */
    windowsPostponed: 'number',
    windowsFailed: 'number',
    daysPublished: 'number',
    periodsPublished: 'number',
    /** Marks that are left after the tick. */
    pendingWindows: 'number',
    /** Since the oldest of them was first set; 0 where none is left. */
    oldestMarkAgeSeconds: 'number',
    durationMs: 'number',
    requestUnits: 'number',
    /** Requests, in the periods that this tick published, with a meter that has no price. */
    unpricedRequests: 'number',
    /** Requests, in the periods that this tick published, of callers that nobody owns. */
    unattributedRequests: 'number',
    /** Windows, days and periods not written, because a read was older than what is stored. */
    staleReads: 'number',
    /** Marks on windows that are sealed; each is a LedgerException too. */
    sealedMarks: 'number',
    /** Windows that a day later did not come out the same; should be 0 for ever. */
    auditDrift: 'number',
    /** Windows that older rules made and that still have to be recomputed, as far as they were found. */
    windowsOfOlderRules: 'number',
    /** Marked windows that this program leaves to a newer version of it. */
    windowsOfNewerRules: 'number',
  },
  /**
   * A business unit's use of one model on one day, whenever that day is published; a day that is
   * published again says all of it again. A query takes the rows of the date's last revision: the
   * last row of each business unit and model would keep those that a new owner took away.
   * For dashboards: finance takes its figures from the report.
   */
  UsageRated: {
    businessUnit: 'text',
    model: 'text',
    /** Local date in the period's time zone, `YYYY-MM-DD`. */
    date: 'text',
    period: 'text',
    /** Of the day that was published: grows with each time. */
    revision: 'number',
    currency: 'text',
    /** Exact, as decimal text. */
    cost: 'text',
    /** The nearest double to cost, so that a chart can add it up. */
    costApproximate: 'number',
    requests: 'number',
    /** All prompt tokens, cached ones included. */
    inputTokens: 'number',
    cachedInputTokens: 'number',
    /** All completion tokens, reasoning included. */
    outputTokens: 'number',
    /** That a source counts only in its total. */
    unclassifiedTokens: 'number',
    /** Tokens and units of the row that have no price, and so are not in cost. */
    unpricedQuantity: 'number',
  },
  /**
   * A day as a whole, whenever UsageRated says its parts: how well it is covered, and, once it is
   * over, what it is to be compared with. An alert's query sees two days, not a week, so the
   * program tells it.
   */
  DayRated: {
    date: 'text',
    period: 'text',
    revision: 'number',
    currency: 'text',
    cost: 'text',
    costApproximate: 'number',
    /** Cost of the day before and of the same weekday a week before. Absent: no such day, or one
     * of another currency, or this one is not over. */
    costDayBefore: 'number?',
    costWeekBefore: 'number?',
    requests: 'number',
    bufferedRequests: 'number',
    /** Of requests that are in neither count, no source said whether they were streamed. */
    streamedRequests: 'number',
    /** Served by a deployment with provisioned throughput. */
    provisionedRequests: 'number',
    /** Sent to such a deployment, and served by another one. */
    spilledOverRequests: 'number',
    withoutUsage: 'number',
    estimated: 'number',
    conflicts: 'number',
    /** Requests of which more was said than their records keep. */
    overflowed: 'number',
    suspectedDoubles: 'number',
    /** Requests whose meters do not add up to the source's own total. */
    totalMismatch: 'number',
    /** Tokens that a source counts only in its total. */
    unclassifiedTokens: 'number',
    /** Calls of hosted tools for which there is no meter. */
    toolCallsUnmetered: 'number',
    /** Quantities by the name of counters that no rule knows: a vendor's new field. */
    unknownCounters: 'counts',
    /** Requests with a meter that has no price. */
    unpriced: 'number',
    /** Requests of callers that nobody owns. */
    unattributed: 'number',
    /** Rated at a service tier that was asked for or set, and that no response confirmed. */
    tierAssumed: 'number',
    /** Rated at the usual tier, though the model has several and no source knows which. */
    tierUnknown: 'number',
    /** Answered by another model than the deployment list names. */
    modelDiffers: 'number',
  },
  /** The ledger met something that a person must look at. */
  LedgerException: {
    kind: 'text',
    /** What it is about: `llm-usage/3`, a window, a period. */
    where: 'text',
    whatToDo: 'text',
  },
  /**
   * One per request, and only where TELEMETRY_PER_REQUEST asks for it: the event that the dashboards
   * of Microsoft's chargeback sample query, with its names and everything as text. AppKey is the
   * SHA-256 of the key (the sample sends the key itself), TokenInfoId the request's id (the
   * sample's is a new GUID for each delivery, so that nobody can tell a repetition).
   */
  'Azure OpenAI Tokens': {
    TokenInfoId: 'text',
    Timestamp: 'text',
    ApiOperation: 'text',
    AppKey: 'digest',
    Stream: 'text',
    PromptTokens: 'text',
    CompletionTokens: 'text',
    TotalTokens: 'text',
  },
} as const satisfies Record<string, Members>;

export type TelemetryEventName = keyof typeof telemetryEvents;
type Values<N extends TelemetryEventName> = MemberValues<(typeof telemetryEvents)[N]>;

const build = <N extends TelemetryEventName>(name: N, values: Values<N>): TelemetryEvent =>
  eventOf(name, telemetryEvents[name], values);

export type IngestBatch = Values<'IngestBatch'>;
export const ingestBatch = (batch: IngestBatch): TelemetryEvent => build('IngestBatch', batch);

export type IngestFailed = Values<'IngestFailed'>;
export const ingestFailed = (failure: IngestFailed): TelemetryEvent =>
  build('IngestFailed', failure);

/** A batch of which not even the partition is known: what the host says about it is not readable. */
export const unreadableBatch = (hub: string, attempt: number, error: unknown): TelemetryEvent =>
  ingestFailed({
    hub,
    partition: 'unknown',
    attempt,
    errorName: error instanceof Error ? error.name : 'unknown',
  });

export type RollupTick = Values<'RollupTick'>;
export const rollupTick = (tick: RollupTick): TelemetryEvent => build('RollupTick', tick);

export interface UsageRated {
  readonly businessUnit: string;
  readonly model: string;
  readonly date: string;
  readonly period: string;
  readonly revision: number;
  readonly currency: string;
  readonly requests: number;
  readonly meters: Meters;
  readonly cost: Pico;
  readonly unpricedQuantity: number;
}

/** The nearest double. */
const approximate = (cost: Pico): number => Number(formatMoney(cost));

const cachedMeters: readonly Meter[] = ['cachedInput', 'cachedAudioInput', 'cachedImageInput'];

export const usageRated = ({ meters, cost, ...rated }: UsageRated): TelemetryEvent =>
  build('UsageRated', {
    ...rated,
    cost: formatMoney(cost),
    costApproximate: approximate(cost),
    inputTokens: sumOf(meters, promptMeters),
    cachedInputTokens: sumOf(meters, cachedMeters),
    outputTokens: sumOf(meters, outputMeters),
    unclassifiedTokens: sumOf(meters, ['unclassified']),
  });

/** As the members, but for money, which is exact until it leaves. */
export type DayRated = Omit<
  Values<'DayRated'>,
  'cost' | 'costApproximate' | 'costDayBefore' | 'costWeekBefore'
> & {
  readonly cost: Pico;
  readonly costDayBefore?: Pico | undefined;
  readonly costWeekBefore?: Pico | undefined;
};

export const dayRated = ({
  cost,
  costDayBefore,
  costWeekBefore,
  ...day
}: DayRated): TelemetryEvent =>
  build('DayRated', {
    ...day,
    cost: formatMoney(cost),
    costApproximate: approximate(cost),
    costDayBefore: costDayBefore === undefined ? undefined : approximate(costDayBefore),
    costWeekBefore: costWeekBefore === undefined ? undefined : approximate(costWeekBefore),
  });

export const ledgerException = (kind: LedgerExceptionKind, where: string): TelemetryEvent =>
  build('LedgerException', { kind, where, whatToDo: whatToDo[kind] });

export interface RequestTokens {
  readonly requestId: string;
  readonly occurredAt: string;
  readonly operation: string | undefined;
  /** SHA-256 of the subscription key; undefined for a call without one. */
  readonly keyHash: string | undefined;
  readonly streamed: boolean | undefined;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
}

export const azureOpenAiTokens = (request: RequestTokens): TelemetryEvent =>
  build('Azure OpenAI Tokens', {
    TokenInfoId: request.requestId,
    Timestamp: request.occurredAt,
    ApiOperation: request.operation ?? '',
    AppKey: request.keyHash ?? '',
    // As .NET writes a boolean, since that is what the sample's dashboards compare with.
    Stream: request.streamed === true ? 'True' : 'False',
    PromptTokens: String(request.promptTokens),
    CompletionTokens: String(request.completionTokens),
    TotalTokens: String(request.totalTokens),
  });
