// The usage store and the dead letters over containers of the simulated store.
import type {
  DeadLetter,
  DeadLetterStore,
  Refused,
  Stored,
  UsageStore,
} from '../../shared/app/ports';
import type { UsageRecord } from '../../shared/domain/usage/usage-record';
import type { WindowId } from '../../shared/domain/window';
import { dayMs } from './clocks';
import type { StoreClient } from './store-client';
import type { Version, View } from './versioned-container';

/** Usage records are found by id alone; here they all lie in one partition. */
export const usagePartition = 'records';

/** Records of one page of a query: between two pages anything may happen. */
const pageRecords = 8;

export interface UsageHooks {
  /** A rollup reads a version of a record; undefined where it does not see it at all. */
  readonly onSeen: (id: string, version: Version | undefined) => void;
  readonly onRaceLost: (winner: Version | undefined) => void;
  /** Throws what the store answers to a query that touches something it cannot serve. */
  readonly beforeQuery: (from: WindowId, toExclusive: WindowId) => void;
}

export class SimulatedUsage implements UsageStore {
  constructor(
    private readonly client: StoreClient,
    private readonly ttlDays: number,
    private readonly hooks: UsageHooks,
  ) {}

  async create(
    records: readonly UsageRecord[],
  ): Promise<readonly ('created' | 'exists' | Refused)[]> {
    const { container } = this.client;
    return this.client.bulk(
      records.map((record) =>
        this.client.write<'created' | 'exists' | Refused>(`create ${record.id}`, () => {
          const latest = container.latest(usagePartition, record.id);
          if (latest === undefined) return { answer: 'created', lsn: this.#write(record) };
          this.hooks.onRaceLost(latest);
          return { answer: 'exists' };
        }),
      ),
    );
  }

  async read(ids: readonly string[]): Promise<readonly (Stored<UsageRecord> | undefined)[]> {
    const { container } = this.client;
    return this.client.read(`read ${ids.length}`, (view) =>
      ids.map((id) => {
        const version = container.seen(usagePartition, id, view);
        if (version?.json === undefined) return undefined;
        return { value: JSON.parse(version.json) as UsageRecord, etag: version.etag };
      }),
    );
  }

  async replace(
    changes: readonly Stored<UsageRecord>[],
  ): Promise<readonly ('replaced' | 'changed' | Refused)[]> {
    const { container } = this.client;
    return this.client.bulk(
      changes.map(({ value, etag }) =>
        this.client.write<'replaced' | 'changed' | Refused>(`replace ${value.id}`, () => {
          const latest = container.latest(usagePartition, value.id);
          if (latest?.etag === etag) return { answer: 'replaced', lsn: this.#write(value) };
          this.hooks.onRaceLost(latest);
          return { answer: 'changed' };
        }),
      ),
    );
  }

  async *inWindows(from: WindowId, toExclusive: WindowId): AsyncIterable<UsageRecord> {
    const { container } = this.client;
    // Which documents there are is asked page by page: what comes in behind the cursor is missed.
    let after = '';
    for (;;) {
      const page = await this.client.read(`query ${from} after ${after}`, (view) => {
        this.hooks.beforeQuery(from, toExclusive);
        const ids = container.ids(usagePartition).filter((id) => id > after);
        const found: UsageRecord[] = [];
        let last: string | undefined;
        for (const id of ids) {
          if (found.length === pageRecords) break;
          last = id;
          const version = container.seen(usagePartition, id, view);
          this.hooks.onSeen(id, version);
          if (version?.json === undefined) continue;
          const record = JSON.parse(version.json) as UsageRecord;
          if (record.windows.some((window) => from <= window && window < toExclusive)) {
            found.push(record);
          }
        }
        return { found, last, isLast: last === undefined || last === ids.at(-1) };
      });
      yield* page.found;
      if (page.isLast) return;
      after = page.last ?? after;
    }
  }

  #write(record: UsageRecord): number {
    const { container, actor } = this.client;
    const { lsn } = container.write({
      partition: usagePartition,
      id: record.id,
      json: JSON.stringify(record),
      lifeMs: this.ttlDays * dayMs,
      writer: actor,
    });
    return lsn;
  }
}

const deadLetterDays = 90;

export class SimulatedDeadLetters implements DeadLetterStore {
  constructor(private readonly client: StoreClient) {}

  async write(deadLetters: readonly DeadLetter[]): Promise<void> {
    const { container, actor } = this.client;
    await this.client.bulk(
      deadLetters.map((letter) =>
        this.client.write(`upsert ${letter.day}/${letter.id}`, () => ({
          answer: undefined,
          lsn: container.write({
            partition: letter.day,
            id: letter.id,
            json: JSON.stringify(letter),
            lifeMs: deadLetterDays * dayMs,
            writer: actor,
          }).lsn,
        })),
      ),
    );
  }

  async count(from: string, to: string): Promise<number> {
    const { container } = this.client;
    return this.client.read(`count ${from}`, (view) =>
      container
        .partitions()
        .filter((day) => day >= from && day <= to)
        .reduce((sum, day) => sum + this.#reasons(day, view).length, 0),
    );
  }

  async countByReason(day: string): Promise<Readonly<Record<string, number>>> {
    return this.client.read(`count ${day}`, (view) => {
      const counts: Record<string, number> = {};
      for (const reason of this.#reasons(day, view)) counts[reason] = (counts[reason] ?? 0) + 1;
      return counts;
    });
  }

  #reasons(day: string, view: View): readonly string[] {
    const { container } = this.client;
    return container.ids(day).flatMap((id) => {
      const json = container.seen(day, id, view)?.json;
      return json === undefined ? [] : [(JSON.parse(json) as DeadLetter).reason];
    });
  }
}
