// A container of the store with the versions that its documents had: what a client reads may be an
// older one than the latest, and what it writes is compared with the latest. Expired documents are
// invisible at once, and their time counts from the last write, by the store's own clock.
import type { Instant } from '../../shared/domain/instant';
import type { Actor } from './scheduler';
import type { SkewedClock } from './clocks';

export interface Version {
  /** Position of the write among all writes to the container. */
  readonly lsn: number;
  /** undefined: the document was deleted. */
  readonly json: string | undefined;
  readonly etag: string;
  readonly writtenAt: Instant;
  readonly writtenAtMs: number;
  readonly expiresAtMs: number;
  readonly writer: Actor;
  /** Before it there was no such document. */
  readonly isFirst: boolean;
}

export interface Address {
  readonly partition: string;
  readonly id: string;
}

export interface Write extends Address {
  readonly json: string;
  readonly lifeMs: number;
  readonly writer: Actor;
}

/** Versions of one document that are kept for stale readers. */
const versionsKept = 6;

/** What a client may see: all that was written up to here, and as stale as this beyond it. */
export interface View {
  /** The client's own last write. */
  readonly floorLsn: number;
  /** How long after it was replaced a version may still be read, in ms. */
  readonly staleMs: number;
  /** Which of so many versions to read, the last one being the latest. */
  readonly choose: (versions: number) => number;
}

export class VersionedContainer {
  readonly #partitions = new Map<string, Map<string, Version[]>>();
  #lsn = 0;
  /** Told of every write and deletion with the version before it, if that was still alive. */
  onWrite: (address: Address, version: Version, before: Version | undefined) => void = () =>
    undefined;

  constructor(
    readonly name: string,
    readonly clock: SkewedClock,
  ) {}

  /** The latest version, if it is alive. */
  latest(partition: string, id: string): Version | undefined {
    const version = this.#partitions.get(partition)?.get(id)?.at(-1);
    return version !== undefined && this.#isAlive(version) ? version : undefined;
  }

  /** A version that a client may see, if the document is alive in it. */
  seen(partition: string, id: string, view: View): Version | undefined {
    const versions = this.#partitions.get(partition)?.get(id);
    if (versions === undefined) return undefined;
    if (view.staleMs === 0) return this.latest(partition, id);
    const visible = this.#visible(versions, view);
    const index = visible.length < 2 ? 0 : view.choose(visible.length);
    const version = visible[index];
    return version !== undefined && this.#isAlive(version) ? version : undefined;
  }

  write({ partition, id, json, lifeMs, writer }: Write): Version {
    const before = this.latest(partition, id);
    const version = this.#append({ partition, id }, json, lifeMs, writer);
    this.onWrite({ partition, id }, version, before);
    return version;
  }

  /** Deletes a document; answers the position of the deletion. */
  remove(partition: string, id: string, writer: Actor): Version {
    const before = this.latest(partition, id);
    const version = this.#append({ partition, id }, undefined, Number.POSITIVE_INFINITY, writer);
    this.onWrite({ partition, id }, version, before);
    return version;
  }

  partitions(): readonly string[] {
    return [...this.#partitions.keys()].sort();
  }

  /** Ids of all documents that a partition ever had, in their order. */
  ids(partition: string): readonly string[] {
    return [...(this.#partitions.get(partition)?.keys() ?? [])].sort();
  }

  /** Everything that is alive, by address. */
  *contents(): Iterable<Address & { readonly json: string }> {
    for (const partition of this.partitions()) {
      for (const id of this.ids(partition)) {
        const json = this.latest(partition, id)?.json;
        if (json !== undefined) yield { partition, id, json };
      }
    }
  }

  #append(
    { partition, id }: Address,
    json: string | undefined,
    lifeMs: number,
    writer: Actor,
  ): Version {
    this.#lsn += 1;
    const documents = this.#partitions.get(partition) ?? new Map<string, Version[]>();
    this.#partitions.set(partition, documents);
    const versions = documents.get(id) ?? [];
    const version: Version = {
      lsn: this.#lsn,
      json,
      etag: `"${this.name}-${this.#lsn}"`,
      writtenAt: this.clock.now(),
      writtenAtMs: this.clock.ms,
      expiresAtMs: this.clock.ms + lifeMs,
      writer,
      isFirst: versions.length === 0,
    };
    versions.push(version);
    if (versions.length > versionsKept) versions.shift();
    documents.set(id, versions);
    return version;
  }

  /** Oldest first. `undefined` stands for the time before there was such a document. */
  #visible(versions: readonly Version[], view: View): readonly (Version | undefined)[] {
    const nowMs = this.clock.ms;
    const last = versions.length - 1;
    const visible: (Version | undefined)[] = [];
    for (let index = versions[0]?.isFirst === true ? -1 : 0; index <= last; index += 1) {
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

  #isAlive({ json, expiresAtMs }: Version): boolean {
    return json !== undefined && expiresAtMs > this.clock.ms;
  }
}
