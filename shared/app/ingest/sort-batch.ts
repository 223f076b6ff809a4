// The pure half of ingest: what a batch's events say, joined per request, and what of it could not
// be accepted and why. One bad event never stops the others, not even where it is our own code
// that trips over it.
import { refuseByTime } from '../../domain/usage/admit';
import type { RequestId } from '../../domain/usage/observation';
import { parseBody } from '../../domain/readers/parse-json';
import { itemAt, readEvent } from '../../domain/readers/read-event';
import {
  type IgnoreReason,
  type RawEvent,
  type ReaderOptions,
  type Reading,
  type Rejection,
} from '../../domain/readers/reading';
import { redactPayload } from '../../domain/readers/redact-payload';
import {
  joinRecords,
  recordOf,
  sameRecord,
  type UsageRecord,
} from '../../domain/usage/usage-record';
import type { DeadLetter } from '../ports';
import { senderOf } from './sender-of';

/** One event's item, as people find it again: the event and the item's position within it. */
export interface ItemPosition {
  readonly event: RawEvent;
  readonly index: number;
}

/** An item that was rejected. Its payload is made when it is stored: of most of a flood, it never is. */
export interface RejectedItem extends Omit<DeadLetter, 'payload'> {
  readonly item: unknown;
}

export interface SortedBatch {
  readonly records: readonly UsageRecord[];
  /** The items that spoke of each record, for what the store refuses later. */
  readonly origins: ReadonlyMap<RequestId, readonly ItemPosition[]>;
  readonly deadLetters: readonly RejectedItem[];
  readonly ignored: Readonly<Partial<Record<IgnoreReason, number>>>;
  /** Events whose JSON held raw control characters. */
  readonly repaired: number;
  /** What joining within the batch found; the store's findings come on top. */
  readonly duplicate: number;
  readonly joined: number;
  readonly conflict: number;
}

export interface SortOptions extends ReaderOptions {
  readonly lateDays: number;
}

export const sortBatch = (events: readonly RawEvent[], options: SortOptions): SortedBatch => {
  const records = new Map<RequestId, UsageRecord>();
  const origins = new Map<RequestId, ItemPosition[]>();
  const deadLetters: RejectedItem[] = [];
  const ignored: Partial<Record<IgnoreReason, number>> = {};
  const counts = { duplicate: 0, joined: 0, conflict: 0 };

  const take = (reading: Reading, position: ItemPosition): void => {
    if (reading.kind === 'ignored') {
      ignored[reading.reason] = (ignored[reading.reason] ?? 0) + 1;
      return;
    }
    if (reading.kind === 'rejected') {
      deadLetters.push(rejectedItemOf(position, reading));
      return;
    }
    const { observation } = reading;
    const enqueued = position.event.position.enqueuedTime;
    const refusal = refuseByTime(observation.occurredAt, enqueued, options.lateDays);
    if (refusal !== undefined) {
      deadLetters.push(rejectedItemOf(position, refusal));
      return;
    }
    const said = recordOf(observation);
    const before = records.get(said.id);
    if (before === undefined) {
      origins.set(said.id, [position]);
      records.set(said.id, said);
      return;
    }
    origins.get(said.id)?.push(position);
    const joined = joinRecords(before, said);
    counts[howJoined(before, joined)] += 1;
    records.set(said.id, joined);
  };

  let repaired = 0;
  for (const raw of events) {
    const { event, isRepaired } = opened(raw);
    if (isRepaired) repaired += 1;
    const readings = guarded(
      () => readEvent(event, options),
      (bug) => deadLetters.push(rejectedItemOf({ event, index: 0 }, bug, event.body)),
    );
    readings?.forEach((reading, index) => {
      const position = { event, index };
      guarded(
        () => take(reading, position),
        (bug) => deadLetters.push(rejectedItemOf(position, bug)),
      );
    });
  }
  return { records: [...records.values()], origins, deadLetters, ignored, repaired, ...counts };
};

/** An event whose envelope is parsed, so that it is parsed once and not for each of its items. */
const opened = (event: RawEvent): { event: RawEvent; isRepaired: boolean } => {
  const json = parseBody(event.body);
  if (!json.ok || typeof json.value !== 'object') return { event, isRepaired: false };
  return { event: { ...event, body: json.value }, isRepaired: json.isRepaired === true };
};

/** What a join did, by what was there before it. */
export const howJoined = (
  before: UsageRecord,
  joined: UsageRecord,
): 'duplicate' | 'joined' | 'conflict' => {
  if (sameRecord(before, joined)) return 'duplicate';
  return losers(joined) > losers(before) ? 'conflict' : 'joined';
};

const losers = (record: UsageRecord): number =>
  Object.values(record.conflicts).reduce(
    (sum, conflict) => sum + conflict.losers.length + (conflict.overflow ? 1 : 0),
    0,
  );

/**
 * One item that was rejected; its id is the item's position, so a redelivery overwrites it. It holds
 * the record at fault, not the whole envelope, in which no reader would find it.
 */
export const rejectedItemOf = (
  { event, index }: ItemPosition,
  { reason, path, detail }: Rejection,
  item: unknown = itemAt(event.body, index),
): RejectedItem => {
  const { namespace, hub, partition, sequenceNumber, enqueuedTime } = event.position;
  return {
    // The enqueued time distinguishes events of a recreated hub from those of the old one.
    id: `${hub}:${partition}:${sequenceNumber}:${Date.parse(enqueuedTime)}:${index}`,
    day: enqueuedTime.slice(0, 10),
    namespace,
    hub,
    partition,
    sequenceNumber,
    enqueuedTime,
    index,
    sender: senderOf(item),
    reason,
    path,
    detail,
    item,
  };
};

/** What is stored of it. An item that our own code cannot redact is stored without its payload. */
export const letterOf = ({ item, ...place }: RejectedItem): DeadLetter => {
  try {
    return { ...place, payload: redactPayload(item) };
  } catch {
    return { ...place, payload: '' };
  }
};

/** Does a piece of work; what it throws is our own bug, and the batch goes on without the item. */
const guarded = <T>(work: () => T, refuse: (bug: Rejection) => void): T | undefined => {
  try {
    return work();
  } catch (error) {
    // The message may quote the event, so only the error's name is kept.
    const name = error instanceof Error ? error.name : 'a value that is no error';
    const detail = `reading the event threw ${name}: report this; the batch went on without it`;
    refuse({ kind: 'rejected', reason: 'ourBug', path: '', detail });
    return undefined;
  }
};
