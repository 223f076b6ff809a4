// A container of the store with the versions that its documents had: what a client reads may be an
// older one than the latest, and what it writes is compared with the latest. Expired documents are
// invisible at once, and their time counts from the last write, by the store's own clock.
import type { Instant } from '../../../shared/domain/instant';
import { PortLimits, type StoreLimits } from '../../support/store-limits';
import type { Actor } from './actor';
import type { SkewedClock } from './clocks';
import { staleMsMax } from './faults';

export interface Address {
  readonly partition: string;
  readonly id: string;
}

export interface Write extends Address {
  readonly json: string;
  readonly lifeMs: number;
  readonly writer: Actor;
}

export class Version {
  #value: object | undefined;

  constructor(
    /** Position of the write among all writes to the store. */
    readonly lsn: number,
    /** undefined: the document was deleted. */
    readonly json: string | undefined,
    readonly etag: string,
    readonly writtenAt: Instant,
    readonly writtenAtMs: number,
    readonly expiresAtMs: number,
    readonly writer: Actor,
    /** Before it there was no such document. */
    readonly isFirst: boolean,
  ) {}

  /** The document. It is parsed once for all readers, and frozen: whoever changed it would throw. */
  get value(): object | undefined {
    if (this.json === undefined) return undefined;
    this.#value ??= deepFrozen(JSON.parse(this.json) as object);
    return this.#value;
  }
}

const deepFrozen = <T extends object>(value: T): T => {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) deepFrozen(member as object);
  }
  return Object.freeze(value);
};

/** What a client may see: all that was written up to its own last write, and what came after it. */
export interface View {
  /** The client's own last write. */
  readonly floorLsn: number;
  /** How long after it was replaced a version may still be read, in ms. */
  readonly staleMs: number;
  /** Which of so many versions to read, the last one being the latest. */
  readonly choose: (versions: number) => number;
}

type OnWrite = (address: Address, version: Version, before: Version | undefined) => void;

export class VersionedContainer {
  readonly #partitions = new Map<string, Map<string, Version[]>>();
  readonly #sortedIds = new Map<string, readonly string[]>();
  /** Told of every write and deletion with the version before it, if that was still alive. */
  onWrite: OnWrite = () => undefined;
  readonly limits: PortLimits;

  constructor(
    readonly name: string,
    readonly clock: SkewedClock,
    private readonly nextLsn: () => number,
    limits: StoreLimits,
  ) {
    this.limits = new PortLimits(limits, () => this.clock.ms);
  }

  /** The latest version, if it is alive. */
  latest(partition: string, id: string): Version | undefined {
    return this.#alive(this.#partitions.get(partition)?.get(id)?.at(-1));
  }

  /** A version that a client may see, if the document is alive in it. */
  seen(partition: string, id: string, view: View): Version | undefined {
    if (view.staleMs === 0) return this.latest(partition, id);
    const visible = this.#visible(this.#partitions.get(partition)?.get(id) ?? [], view);
    return this.#alive(visible[visible.length < 2 ? 0 : view.choose(visible.length)]);
  }

  write(write: Write): Version {
    return this.#append(write, write.json, write.lifeMs, write.writer);
  }

  /** Writes a document again as it is, if it is there: nothing changes but its ETag. */
  touch({ partition, id }: Address, writer: Actor): void {
    const latest = this.latest(partition, id);
    if (latest?.json === undefined) return;
    const lifeMs = latest.expiresAtMs - latest.writtenAtMs;
    this.#append({ partition, id }, latest.json, lifeMs, writer);
  }

  remove(address: Address, writer: Actor): Version {
    return this.#append(address, undefined, Number.POSITIVE_INFINITY, writer);
  }

  partitions(): readonly string[] {
    return [...this.#partitions.keys()].sort();
  }

  /** Ids of all documents that a partition ever had, in their order. */
  ids(partition: string): readonly string[] {
    const known = this.#sortedIds.get(partition);
    if (known !== undefined) return known;
    const sorted = [...(this.#partitions.get(partition)?.keys() ?? [])].sort();
    this.#sortedIds.set(partition, sorted);
    return sorted;
  }

  /** Everything that is alive, by address. */
  *contents(): Iterable<Address & { readonly version: Version }> {
    for (const partition of this.partitions()) {
      for (const id of this.ids(partition)) {
        const version = this.latest(partition, id);
        if (version !== undefined) yield { partition, id, version };
      }
    }
  }

  #append(
    { partition, id }: Address,
    json: string | undefined,
    lifeMs: number,
    writer: Actor,
  ): Version {
    const before = this.latest(partition, id);
    const versions = this.#versionsOf(partition, id);
    const lsn = this.nextLsn();
    const nowMs = this.clock.ms;
    const version = new Version(
      lsn,
      json,
      `"${this.name}-${lsn}"`,
      this.clock.now(),
      nowMs,
      nowMs + lifeMs,
      writer,
      versions.length === 0,
    );
    versions.push(version);
    if (json === undefined) this.limits.removed(partition, id);
    else this.limits.wrote(partition, id, json);
    // What was replaced so long ago no client can see any more.
    while ((versions[1]?.writtenAtMs ?? nowMs) + staleMsMax < nowMs) versions.shift();
    this.onWrite({ partition, id }, version, before);
    return version;
  }

  #versionsOf(partition: string, id: string): Version[] {
    const documents = this.#partitions.get(partition) ?? new Map<string, Version[]>();
    this.#partitions.set(partition, documents);
    const known = documents.get(id);
    if (known !== undefined) return known;
    const versions: Version[] = [];
    documents.set(id, versions);
    this.#sortedIds.delete(partition);
    return versions;
  }

  /** Oldest first. `undefined` stands for the time before there was such a document. */
  #visible(versions: readonly Version[], view: View): readonly (Version | undefined)[] {
    const nowMs = this.clock.ms;
    const visible: (Version | undefined)[] = [];
    for (let index = versions[0]?.isFirst === true ? -1 : 0; index < versions.length; index += 1) {
      const next = versions[index + 1];
      // A version is gone from sight once its successor is old enough, or was there at the
      // client's own last write.
      const isPast =
        next !== undefined &&
        (next.lsn <= view.floorLsn || next.writtenAtMs + view.staleMs < nowMs);
      if (!isPast) visible.push(versions[index]);
    }
    return visible;
  }

  #alive(version: Version | undefined): Version | undefined {
    if (version?.json === undefined || version.expiresAtMs <= this.clock.ms) return undefined;
    return version;
  }
}
