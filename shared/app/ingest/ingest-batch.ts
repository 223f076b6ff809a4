// Ingest: a batch of one partition's events becomes usage records, dead letters, marks and a
// watermark, in this order. Each step is idempotent, and a crash between any two only repeats
// work: marks come after the records that they stand for, the watermark comes last. A dependency
// that fails throws, and the trigger's retry policy delivers the batch again.
import { epochMsOf, plusMs, type Instant } from '../../domain/instant';
import type { RawEvent } from '../../domain/readers/reading';
import { hasOverflowed, type UsageRecord } from '../../domain/usage/usage-record';
import type { Span } from '../../domain/usage/watermark';
import type { WindowId } from '../../domain/window';
import { ingestMsMax, stowRecordsMax } from '../../limits';
import { joinIntoStore, type Stowed } from './join-into-store';
import type { LedgerExceptions } from '../ledger-exceptions';
import {
  DependencyUnavailable,
  type Clock,
  type DeadLetterStore,
  type RequestUnits,
  type Telemetry,
  type UsageStore,
} from '../ports';
import type { Rejections } from './rejections';
import {
  howJoined,
  rejectedItemOf,
  sortBatch,
  type RejectedItem,
  type SortedBatch,
  type SortOptions,
} from './sort-batch';
import { makeStoreDeadLetters, type StoredDeadLetters } from './store-dead-letters';
import { ingestBatch, ingestFailed } from '../telemetry-events';
import { metricNames } from '../telemetry-metrics';
import type { Watermarks } from './watermarks';
import type { WindowMarks } from './window-marks';

export interface Batch {
  readonly hub: string;
  readonly partition: string;
  /** In the order of their sequence numbers; at least one. */
  readonly events: readonly RawEvent[];
  /** 0 for the first delivery, then the number of the retry. */
  readonly attempt: number;
}

export interface IngestSummary {
  readonly events: number;
  readonly accepted: number;
  readonly joined: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  /** Of `rejected`, the items of which only the position is kept. */
  readonly rejectedWithoutPayload: number;
  readonly ignored: number;
  readonly ignoredByReason: Readonly<Record<string, number>>;
  readonly repaired: number;
  readonly overflowed: number;
}

export interface IngestDependencies {
  readonly usage: UsageStore;
  readonly deadLetters: DeadLetterStore;
  readonly rejections: Rejections;
  readonly marks: WindowMarks;
  readonly watermarks: Watermarks;
  readonly exceptions: LedgerExceptions;
  readonly requestUnits: RequestUnits;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly options: SortOptions & { readonly hubRetentionHours: number };
  /** Called with the records of every batch, where a setting asks for per-request telemetry. */
  readonly onAccepted?: (stowed: readonly Stowed[]) => void;
}

const hourMs = 60 * 60 * 1000;

export const makeIngestBatch = (deps: IngestDependencies) => {
  const { clock, telemetry } = deps;
  const storeDeadLetters = makeStoreDeadLetters(deps);

  const hoursLeft = (enqueued: Instant): number =>
    deps.options.hubRetentionHours - (epochMsOf(clock.now()) - epochMsOf(enqueued)) / hourMs;

  // A time-out of the host restarts the worker process, and every other invocation in it fails: a
  // batch that takes too long must fail by itself before. What was stored stays, so the next delivery
  // of the batch gets further.
  const stowInTime = async (
    records: readonly UsageRecord[],
    giveUpAt: Instant,
  ): Promise<readonly Stowed[]> => {
    const stowed: Stowed[] = [];
    for (let start = 0; start < records.length; start += stowRecordsMax) {
      if (clock.now() > giveUpAt) {
        throw new DependencyUnavailable(
          `${start} of ${records.length} records were stored within ${ingestMsMax / 1000} s; the ` +
            'batch will be delivered again. Raise the throughput of Cosmos DB, or make ' +
            'maxEventBatchSize in host.json smaller.',
        );
      }
      const slice = records.slice(start, start + stowRecordsMax);
      stowed.push(...(await joinIntoStore(deps.usage, slice)));
    }
    return stowed;
  };

  const keepRejected = async (
    rejected: readonly RejectedItem[],
    giveUpAt: Instant,
  ): Promise<StoredDeadLetters> =>
    rejected.length === 0
      ? { withoutPayload: 0, refusedByContainer: 0 }
      : storeDeadLetters(rejected, giveUpAt);

  const stow = async (batch: Batch, span: Span): Promise<IngestSummary> => {
    const giveUpAt = plusMs(clock.now(), ingestMsMax);
    const sorted = sortBatch(batch.events, deps.options);
    const stowed = await stowInTime(sorted.records, giveUpAt);
    const refused = stowed.flatMap((outcome) => refusedLetters(outcome, sorted));
    const deadLetters = [...sorted.deadLetters, ...refused];
    const { hub, partition } = batch;
    const stored = await keepRejected(deadLetters, giveUpAt);
    if (stored.refusedByContainer > 0) {
      await deps.exceptions.record({
        kind: 'deadLettersRefused',
        where: `${hub}:${partition}`,
        detail: `the container of the dead letters refused ${stored.refusedByContainer} of a batch`,
        at: clock.now(),
      });
    }
    const windows = windowsOf(stowed);
    if (windows.length > 0) await deps.marks.mark(windows, clock.now());
    await deps.watermarks.advance(hub, partition, span, ({ kind, after, before }) =>
      deps.exceptions.record({
        kind,
        where: `${hub}:${partition}:${after}`,
        detail:
          kind === 'hubRecreated'
            ? `sequence numbers began anew at ${before}, after ${after}`
            : `events between sequence numbers ${after} and ${before} were not seen`,
        at: clock.now(),
      }),
    );
    await recordOverflow(batch, span, stowed);
    deps.onAccepted?.(stowed);
    return summaryOf(batch, sorted, stowed, deadLetters, stored);
  };

  // Recorded at every delivery that meets such a record: a crash may have come between the record and
  // this. One exception for each partition and day, however many requests there are.
  const recordOverflow = async (
    { hub, partition }: Batch,
    { firstEnqueuedTime }: Span,
    stowed: readonly Stowed[],
  ): Promise<void> => {
    const overflowed = stowed.filter(isOverflowed);
    const [first] = overflowed;
    if (first === undefined) return;
    await deps.exceptions.record({
      kind: 'requestOverflowed',
      where: `${hub}:${partition}:${firstEnqueuedTime.slice(0, 10)}`,
      detail: `${overflowed.length} requests of one batch, the first of them ${first.record.id}`,
      at: clock.now(),
    });
  };

  const reportFailure = (batch: Batch, span: Span, error: unknown): void => {
    const { hub, partition, attempt } = batch;
    const hours = hoursLeft(span.firstEnqueuedTime);
    telemetry.event(
      ingestFailed({
        hub,
        partition,
        attempt,
        firstSequenceNumber: span.firstSequenceNumber,
        hoursUntilOldestExpires: hours,
        errorName: error instanceof Error ? error.name : 'unknown',
      }),
    );
    telemetry.metric(metricNames.ingestFailedAttempts, 1, { hub, partition });
    telemetry.metric(metricNames.ingestHoursUntilExpiry, hours, { hub, partition });
  };

  /** Throws what a dependency threw; then the same batch must be delivered again. */
  return async (batch: Batch): Promise<IngestSummary> => {
    const { hub, partition } = batch;
    const span = spanOf(batch.events);
    const began = epochMsOf(clock.now());
    try {
      const { value, requestUnits } = await deps.requestUnits.measure(() => stow(batch, span));
      const ended = epochMsOf(clock.now());
      const lagSeconds = Math.max(0, (ended - epochMsOf(span.lastEnqueuedTime)) / 1000);
      const hours = hoursLeft(span.lastEnqueuedTime);
      telemetry.event(
        ingestBatch({
          hub,
          partition,
          ...value,
          lagSeconds,
          hoursUntilExpiry: hours,
          requestUnits,
          durationMs: ended - began,
        }),
      );
      telemetry.metric(metricNames.ingestLagSeconds, lagSeconds, { hub, partition });
      return value;
    } catch (error) {
      reportFailure(batch, span, error);
      throw error;
    }
  };
};

export type IngestBatch = ReturnType<typeof makeIngestBatch>;

const spanOf = (events: readonly RawEvent[]): Span => {
  const first = events[0]?.position;
  const last = events.at(-1)?.position;
  if (first === undefined || last === undefined) throw new TypeError('a batch has no events');
  return {
    firstSequenceNumber: first.sequenceNumber,
    firstEnqueuedTime: first.enqueuedTime,
    lastSequenceNumber: last.sequenceNumber,
    lastEnqueuedTime: last.enqueuedTime,
  };
};

const isOverflowed = ({ record }: Stowed): boolean => hasOverflowed(record);

/** Every window of every record, those of duplicates too: a crash may have cut their marks off. */
const windowsOf = (stowed: readonly Stowed[]): readonly WindowId[] => [
  ...new Set(
    stowed.flatMap((outcome) => (outcome.kind === 'refused' ? [] : outcome.record.windows)),
  ),
];

/**
 * One for each item that spoke of a record that the store refused: what any of them said is not
 * stored, and how many there are must not depend on how the batches were cut.
 */
const refusedLetters = (outcome: Stowed, sorted: SortedBatch): readonly RejectedItem[] => {
  if (outcome.kind !== 'refused') return [];
  const { detail, record } = outcome;
  const rejection = { kind: 'rejected', reason: 'refused', path: '', detail } as const;
  const origins = sorted.origins.get(record.id) ?? [];
  return origins.map((origin) => rejectedItemOf(origin, rejection));
};

const summaryOf = (
  batch: Batch,
  sorted: SortedBatch,
  stowed: readonly Stowed[],
  deadLetters: readonly RejectedItem[],
  { withoutPayload }: StoredDeadLetters,
): IngestSummary => {
  const counts = { accepted: 0, joined: sorted.joined, duplicate: sorted.duplicate };
  let { conflict } = sorted;
  for (const outcome of stowed) {
    if (outcome.kind === 'created') counts.accepted += 1;
    else if (outcome.kind === 'unchanged') counts.duplicate += 1;
    else if (outcome.kind === 'joined') {
      if (howJoined(outcome.before, outcome.record) === 'conflict') conflict += 1;
      else counts.joined += 1;
    }
  }
  const rejectedByReason: Record<string, number> = {};
  for (const { reason } of deadLetters) {
    rejectedByReason[reason] = (rejectedByReason[reason] ?? 0) + 1;
  }
  return {
    events: batch.events.length,
    ...counts,
    conflict,
    rejected: deadLetters.length,
    rejectedByReason,
    rejectedWithoutPayload: withoutPayload,
    ignored: Object.values(sorted.ignored).reduce((sum, count) => sum + count, 0),
    ignoredByReason: sorted.ignored,
    repaired: sorted.repaired,
    overflowed: stowed.filter(isOverflowed).length,
  };
};
