// The usage store over a container of the simulated store.
import type { Refused, Stored, UsageStore } from '../../../shared/app/ports';
import type { UsageRecord } from '../../../shared/domain/usage/usage-record';
import type { WindowId } from '../../../shared/domain/window';
import { cosmosLimits } from '../../support/store-limits';
import { isRefusedByStore } from '../traffic/gateway-events';
import type { Actor } from './actor';
import { dayMs } from './clocks';
import type { Operation, StoreClient } from './store-client';
import type { Version } from './versioned-container';

/** Usage records are found by id alone; here they all lie in one partition. */
export const usagePartition = 'records';

/** Records of one page of a query: between two pages anything may happen. */
const pageRecords = 8;

/** Windows `[from, toExclusive)`. */
export interface WindowRange {
  readonly from: WindowId;
  readonly toExclusive: WindowId;
}

export interface UsageHooks {
  /** A query reads a version of a record; undefined where it does not see it at all. */
  readonly onSeen: (
    actor: Actor,
    id: string,
    version: Version | undefined,
    asked: WindowRange,
  ) => void;
  /** A record was read that is gone when it is to be replaced. */
  readonly onExpired: () => void;
  readonly onRefused: () => void;
  /** Throws what the store answers to a query that touches something it cannot serve. */
  readonly beforeQuery: (asked: WindowRange) => void;
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
    return this.client.bulk(
      records.map((record): Operation<'created' | 'exists' | Refused> => ({
        verb: 'create',
        partition: usagePartition,
        id: record.id,
        hasCondition: false,
        commit: () => {
          if (isRefusedByStore(record.id) || isTooLarge(record)) {
            this.hooks.onRefused();
            return { answer: { refused: 'the store answered 413' } };
          }
          const latest = this.client.container.latest(usagePartition, record.id);
          if (latest === undefined) return { answer: 'created', lsn: this.#write(record) };
          return this.client.lost(409, 'exists');
        },
      })),
    );
  }

  async read(ids: readonly string[]): Promise<readonly (Stored<UsageRecord> | undefined)[]> {
    const { container } = this.client;
    return this.client.read(`read ${ids.length}`, (view) =>
      ids.map((id) => {
        const version = container.seen(usagePartition, id, view);
        const value = version?.value as UsageRecord | undefined;
        return version === undefined || value === undefined
          ? undefined
          : { value, etag: version.etag };
      }),
    );
  }

  async replace(
    changes: readonly Stored<UsageRecord>[],
  ): Promise<readonly ('replaced' | 'changed' | Refused)[]> {
    return this.client.bulk(
      changes.map(({ value, etag }): Operation<'replaced' | 'changed'> => ({
        verb: 'replace',
        partition: usagePartition,
        id: value.id,
        hasCondition: true,
        commit: () => {
          const latest = this.client.container.latest(usagePartition, value.id);
          if (latest?.etag === etag) return { answer: 'replaced', lsn: this.#write(value) };
          if (latest === undefined) this.hooks.onExpired();
          return this.client.lost(412, 'changed');
        },
      })),
    );
  }

  async *inWindows(from: WindowId, toExclusive: WindowId): AsyncIterable<UsageRecord> {
    // Which documents there are is asked page by page: what comes in behind the cursor is missed.
    for (let after: string | undefined = ''; after !== undefined;) {
      const page: Page = await this.#page({ from, toExclusive }, after);
      yield* page.records;
      after = page.next;
    }
  }

  #page(asked: WindowRange, after: string): Promise<Page> {
    const { container, actor } = this.client;
    return this.client.read(`query ${asked.from} after ${after}`, (view) => {
      this.hooks.beforeQuery(asked);
      const left = container.ids(usagePartition).filter((id) => id > after);
      const looked = left.slice(0, pageRecords);
      const records = looked.flatMap((id) => {
        const version = container.seen(usagePartition, id, view);
        this.hooks.onSeen(actor, id, version, asked);
        const record = version?.value as UsageRecord | undefined;
        return record !== undefined && wasIn(record, asked) ? [record] : [];
      });
      return { records, next: left.length > looked.length ? looked.at(-1) : undefined };
    });
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

interface Page {
  readonly records: readonly UsageRecord[];
  /** The last id that was looked at; undefined: there are no more. */
  readonly next: string | undefined;
}

const isTooLarge = (record: UsageRecord): boolean =>
  Buffer.byteLength(JSON.stringify(record)) > cosmosLimits.documentBytesMax;

const wasIn = ({ windows }: UsageRecord, { from, toExclusive }: WindowRange): boolean =>
  windows.some((window) => from <= window && window < toExclusive);
