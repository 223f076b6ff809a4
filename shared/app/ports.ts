// What the use cases need from the world, in the domain's own terms. Adapters implement these over
// Azure's SDKs; tests implement them in memory. A dependency that fails, throws
// DependencyUnavailable: the batch or the tick ends and is repeated.
import type { Instant } from '../domain/instant';
import type { Rejection } from '../domain/readers/reading';
import type { UsageRecord } from '../domain/usage/usage-record';
import type { WindowId } from '../domain/window';

/** A dependency did not do its part; what was asked may or may not have happened. Try again. */
export class DependencyUnavailable extends Error {
  override readonly name = 'DependencyUnavailable';
}

/** The documents under one partition key fill all that the store gives to a key: only reads and
 *  deletions pass until an operator makes room. The message names container and key. */
export class PartitionFull extends DependencyUnavailable {}

export interface Clock {
  now(): Instant;
}

/** A value and the ETag of the version that was read. */
export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
}

export type Refused = { readonly refused: string };

/** Usage records, one per gateway request, found by id. Answers are in the order of the questions. */
export interface UsageStore {
  /** `refused`: the record itself is at fault (400, 413), and a retry would not help. */
  create(records: readonly UsageRecord[]): Promise<readonly ('created' | 'exists' | Refused)[]>;
  read(ids: readonly string[]): Promise<readonly (Stored<UsageRecord> | undefined)[]>;
  /** `changed`: the record is no longer the version that was read (or is gone). */
  replace(
    changes: readonly Stored<UsageRecord>[],
  ): Promise<readonly ('replaced' | 'changed' | Refused)[]>;
  /** Every record that ever was in one of the windows `[from, to)`, moved ones included. */
  inWindows(from: WindowId, toExclusive: WindowId): AsyncIterable<UsageRecord>;
}

/** An item of an event that could not be accepted, with what a person needs to mend it. */
export interface DeadLetter extends Omit<Rejection, 'kind'> {
  readonly id: string;
  /** UTC date on which the event was enqueued. */
  readonly day: string;
  readonly hub: string;
  readonly namespace: string;
  readonly partition: string;
  readonly sequenceNumber: number;
  readonly enqueuedTime: Instant;
  /** Position of the item within its event. */
  readonly index: number;
  /** Form of the event and bucket of the service that sent it; never a text of the event. */
  readonly sender: string;
  readonly payload: string;
}

/** The payloads of rejected items, for people to look at. No count is taken from them. */
export interface DeadLetterStore {
  /**
   * Writes each of them by itself; one that is there already is overwritten. Answers are in order.
   * `noRoom`: this container alone takes no more, because a partition of it is full, or because it
   * throttles for longer than the retries last. Any other failure throws.
   */
  write(deadLetters: readonly DeadLetter[]): Promise<readonly ('stored' | 'noRoom')[]>;
}

export type Condition =
  /** Only if there is no such document. */
  | 'absent'
  /** Whatever is there. */
  | 'any'
  /** Only if the document still is the version with this ETag. */
  | { readonly etag: string };

export interface Put {
  readonly partition: string;
  /** Without `/ \ ? #`, at most 1,023 bytes. */
  readonly id: string;
  readonly value: object;
  readonly condition: Condition;
  /** After so many seconds without another write the document is gone. */
  readonly expiresAfterSeconds?: number;
}

/** A document without its content. */
export interface Listed {
  readonly id: string;
  readonly etag: string;
  readonly writtenAt: Instant;
}

/**
 * JSON documents in a container, by partition and id. The adapter adds what the store needs
 * (id, partition key, schemaVersion) and takes it off again; a document of a newer schemaVersion
 * throws, so that an old program version never rewrites what it does not understand.
 *
 * The store's limits are part of this port (their numbers and sources are in limits.ts). A list of
 * any length is read and written: the adapter splits it by the number of operations and by bytes, asks
 * again for what did not fit an answer of 4 MB, and waits out 429 and 449 for a bounded time. What
 * it cannot hide is the caller's: a document larger than 2 MB throws an Error that is not
 * DependencyUnavailable, a full partition key throws PartitionFull, and a key that stays
 * throttled throws DependencyUnavailable.
 */
export interface Documents {
  read<T extends object>(partition: string, id: string): Promise<Stored<T> | undefined>;
  readMany<T extends object>(
    partition: string,
    ids: readonly string[],
  ): Promise<readonly (Stored<T> | undefined)[]>;
  /** Documents with ids in `[from, to)` in the order of their ids. */
  range<T extends object>(
    partition: string,
    from: string,
    toExclusive: string,
  ): Promise<readonly (Stored<T> & { readonly id: string })[]>;
  /** As `range`, but with these members of the documents alone: the others are not even fetched. */
  excerpts<T extends object>(
    partition: string,
    from: string,
    toExclusive: string,
    members: readonly (keyof T & string)[],
  ): Promise<readonly (Stored<T> & { readonly id: string })[]>;
  /** Ids in `[from, to)` in their order, without the documents. `writtenAt` is by the store's clock. */
  list(partition: string, from: string, toExclusive: string): Promise<readonly Listed[]>;
  /** Each in itself: no transaction across the list. Answers in order. */
  put(puts: readonly Put[]): Promise<readonly ('written' | 'changed')[]>;
  /** `changed`: it is another version now. A document that is gone counts as deleted. */
  delete(partition: string, id: string, etag: string): Promise<'deleted' | 'changed'>;
}

/** Where a hub's partitions end and begin, asked of the hub itself. */
export interface HubPositions {
  /** Of this hub, or of all that the program reads. */
  read(hub?: string): Promise<readonly HubPartition[]>;
}

/** Looks at an event in a hub without processing it. */
export interface HubPeek {
  /**
   * When the first event after this one was enqueued: the oldest that is still there, where the
   * hub has dropped some. undefined: there is none. Only for partitions that `read()` names.
   */
  firstEnqueuedTimeAfter(
    hub: string,
    partition: string,
    sequenceNumber: number,
  ): Promise<Instant | undefined>;
}

export interface HubPartition {
  readonly hub: string;
  readonly partition: string;
  readonly beginSequenceNumber: number;
  readonly lastSequenceNumber: number;
  readonly lastEnqueuedTime: Instant | undefined;
  readonly isEmpty: boolean;
}

/** Request units that the stores were charged for a piece of work. */
export interface RequestUnits {
  measure<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly requestUnits: number }>;
}

/** One record of operational telemetry; its names and members are in telemetry-events.ts. */
export interface TelemetryEvent {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly measurements: Readonly<Record<string, number>>;
}

export interface Telemetry {
  event(event: TelemetryEvent): void;
  /** One value of a pre-aggregated metric. */
  metric(name: string, value: number, dimensions?: Readonly<Record<string, string>>): void;
}
