// The Documents port in memory, with the semantics of the store that production uses: values are
// copied in and out as JSON, every write gives a new ETag, expired documents are invisible at once,
// and the store's limits hold (store-limits.ts).
// `before` sees each step before it takes effect, and may wait, write itself, or throw: that is how
// tests put a crash or a rival between any two steps.
import type { Clock, Condition, Documents, Listed, Put, Stored } from '../../shared/app/ports';
import { epochMsOf, type Instant } from '../../shared/domain/instant';
import { cosmosLimits, isDocumentId, PortLimits, type StoreLimits } from './store-limits';

export interface DocumentStep {
  readonly kind: 'read' | 'readMany' | 'range' | 'excerpts' | 'list' | 'put' | 'delete';
  readonly partition: string;
  /** The id; of a range its first, of readMany all of them, parted by commas. */
  readonly id: string;
}

interface StoredText {
  readonly json: string;
  readonly etag: string;
  readonly writtenAt: Instant;
  readonly expiresAtMs: number;
}

export class InMemoryDocuments implements Documents {
  before: (step: DocumentStep) => void | Promise<void> = () => undefined;
  private readonly partitions = new Map<string, Map<string, StoredText>>();
  private writes = 0;

  private readonly limits: PortLimits;

  /** `limits`: smaller ones than the store's, where a test could not reach those. */
  constructor(
    private readonly clock: Clock,
    limits: Partial<StoreLimits> = {},
  ) {
    this.limits = new PortLimits({ ...cosmosLimits, ...limits }, () => this.nowMs());
  }

  async read<T extends object>(partition: string, id: string): Promise<Stored<T> | undefined> {
    assertId(id);
    await this.before({ kind: 'read', partition, id });
    return parsed<T>(this.current(partition, id));
  }

  async readMany<T extends object>(
    partition: string,
    ids: readonly string[],
  ): Promise<readonly (Stored<T> | undefined)[]> {
    ids.forEach(assertId);
    await this.before({ kind: 'readMany', partition, id: ids.join(',') });
    return ids.map((id) => parsed<T>(this.current(partition, id)));
  }

  async range<T extends object>(
    partition: string,
    from: string,
    toExclusive: string,
  ): Promise<readonly (Stored<T> & { readonly id: string })[]> {
    await this.before({ kind: 'range', partition, id: from });
    return this.idsOf(partition)
      .filter((id) => id >= from && id < toExclusive)
      .flatMap((id) => {
        const stored = parsed<T>(this.current(partition, id));
        return stored === undefined ? [] : [{ ...stored, id }];
      });
  }

  async excerpts<T extends object>(
    partition: string,
    from: string,
    toExclusive: string,
    members: readonly (keyof T & string)[],
  ): Promise<readonly (Stored<T> & { readonly id: string })[]> {
    await this.before({ kind: 'excerpts', partition, id: from });
    return this.idsOf(partition)
      .filter((id) => id >= from && id < toExclusive)
      .flatMap((id) => {
        const stored = parsed<T>(this.current(partition, id));
        return stored === undefined ? [] : [{ ...excerptOf(stored, members), id }];
      });
  }

  async list(partition: string, from: string, toExclusive: string): Promise<readonly Listed[]> {
    await this.before({ kind: 'list', partition, id: from });
    return this.idsOf(partition)
      .filter((id) => id >= from && id < toExclusive)
      .flatMap((id) => {
        const stored = this.current(partition, id);
        return stored === undefined ? [] : [{ id, etag: stored.etag, writtenAt: stored.writtenAt }];
      });
  }

  async put(puts: readonly Put[]): Promise<readonly ('written' | 'changed')[]> {
    const answers: ('written' | 'changed')[] = [];
    for (const { partition, id, value, condition, expiresAfterSeconds } of puts) {
      assertId(id);
      await this.before({ kind: 'put', partition, id });
      if (!holds(condition, this.current(partition, id))) {
        answers.push('changed');
        continue;
      }
      const json = JSON.stringify(value);
      this.limits.assertWrite(partition, id, json);
      this.limits.wrote(partition, id, json);
      this.writes += 1;
      const lifeMs = expiresAfterSeconds === undefined ? Infinity : expiresAfterSeconds * 1_000;
      this.partition(partition).set(id, {
        json,
        etag: `"${this.writes}"`,
        writtenAt: this.clock.now(),
        expiresAtMs: this.nowMs() + lifeMs,
      });
      answers.push('written');
    }
    return answers;
  }

  async delete(partition: string, id: string, etag: string): Promise<'deleted' | 'changed'> {
    assertId(id);
    await this.before({ kind: 'delete', partition, id });
    const stored = this.current(partition, id);
    if (stored !== undefined && stored.etag !== etag) return 'changed';
    this.partition(partition).delete(id);
    this.limits.removed(partition, id);
    return 'deleted';
  }

  /** Keeps all of it as it is now; what it answers puts that back, as a restore does. */
  backUp(): () => void {
    const copyOf = (all: ReadonlyMap<string, ReadonlyMap<string, StoredText>>) =>
      [...all].map(([partition, documents]) => [partition, new Map(documents)] as const);
    const kept = new Map(copyOf(this.partitions));
    return () => {
      this.partitions.clear();
      for (const [partition, documents] of copyOf(kept)) this.partitions.set(partition, documents);
    };
  }

  /** Everything that is visible now, as `partition/id` → JSON, sorted: to compare two stores. */
  contents(): Readonly<Record<string, string>> {
    const contents: Record<string, string> = {};
    for (const partition of [...this.partitions.keys()].sort()) {
      for (const id of this.idsOf(partition)) {
        const stored = this.current(partition, id);
        if (stored !== undefined) contents[`${partition}/${id}`] = stored.json;
      }
    }
    return contents;
  }

  private nowMs(): number {
    return epochMsOf(this.clock.now());
  }

  private partition(name: string): Map<string, StoredText> {
    const partition = this.partitions.get(name) ?? new Map<string, StoredText>();
    this.partitions.set(name, partition);
    return partition;
  }

  private idsOf(partition: string): readonly string[] {
    return [...this.partition(partition).keys()].sort();
  }

  private current(partition: string, id: string): StoredText | undefined {
    const stored = this.partition(partition).get(id);
    return stored !== undefined && stored.expiresAtMs > this.nowMs() ? stored : undefined;
  }
}

const holds = (condition: Condition, stored: StoredText | undefined): boolean => {
  if (condition === 'any') return true;
  return condition === 'absent' ? stored === undefined : stored?.etag === condition.etag;
};

const parsed = <T extends object>(stored: StoredText | undefined): Stored<T> | undefined =>
  stored === undefined ? undefined : { value: JSON.parse(stored.json) as T, etag: stored.etag };

/** With these members alone; one that is not there stays away. */
export const excerptOf = <T extends object>(
  { value, etag }: Stored<T>,
  members: readonly (keyof T & string)[],
): Stored<T> => {
  const chosen = Object.entries(value).filter(([name]) => members.some((one) => one === name));
  return { value: Object.fromEntries(chosen) as T, etag };
};

const assertId = (id: string): void => {
  if (!isDocumentId(id, cosmosLimits)) {
    throw new Error(`the store takes no such id: ${JSON.stringify(id)}`);
  }
};
