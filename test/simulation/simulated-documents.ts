// The Documents port over a container of the simulated store.
import type { Condition, Documents, Listed, Put, Stored } from '../../shared/app/ports';
import { excerptOf } from '../support/in-memory-documents';
import type { StoreClient } from './store-client';
import type { Version } from './versioned-container';

export class SimulatedDocuments implements Documents {
  constructor(
    private readonly client: StoreClient,
    private readonly onRaceLost: (winner: Version | undefined) => void,
  ) {}

  async read<T extends object>(partition: string, id: string): Promise<Stored<T> | undefined> {
    const { container } = this.client;
    return this.client.read(`read ${partition}/${id}`, (view) =>
      parsed<T>(container.seen(partition, id, view)),
    );
  }

  async readMany<T extends object>(
    partition: string,
    ids: readonly string[],
  ): Promise<readonly (Stored<T> | undefined)[]> {
    const { container } = this.client;
    return this.client.read(`read ${ids.length} of ${partition}`, (view) =>
      ids.map((id) => parsed<T>(container.seen(partition, id, view))),
    );
  }

  async range<T extends object>(
    partition: string,
    from: string,
    toExclusive: string,
  ): Promise<readonly (Stored<T> & { readonly id: string })[]> {
    return this.client.read(`range ${partition}/${from}`, (view) =>
      this.#visible(partition, from, toExclusive, view).flatMap(({ id, version }) => {
        const stored = parsed<T>(version);
        return stored === undefined ? [] : [{ ...stored, id }];
      }),
    );
  }

  async excerpts<T extends object>(
    partition: string,
    from: string,
    toExclusive: string,
    members: readonly (keyof T & string)[],
  ): Promise<readonly (Stored<T> & { readonly id: string })[]> {
    const found = await this.range<T>(partition, from, toExclusive);
    return found.map((stored) => ({ ...excerptOf(stored, members), id: stored.id }));
  }

  async list(partition: string, from: string, toExclusive: string): Promise<readonly Listed[]> {
    return this.client.read(`list ${partition}/${from}`, (view) =>
      this.#visible(partition, from, toExclusive, view).map(({ id, version }) => ({
        id,
        etag: version.etag,
        writtenAt: version.writtenAt,
      })),
    );
  }

  async put(puts: readonly Put[]): Promise<readonly ('written' | 'changed')[]> {
    return this.client.bulk(puts.map((put) => this.#putOne(put)));
  }

  async delete(partition: string, id: string, etag: string): Promise<'deleted' | 'changed'> {
    const { container, actor } = this.client;
    return this.client.write<'deleted' | 'changed'>(`delete ${partition}/${id}`, () => {
      const latest = container.latest(partition, id);
      if (latest === undefined) return { answer: 'deleted' };
      if (latest.etag !== etag) return this.#lost(latest);
      return { answer: 'deleted', lsn: container.remove(partition, id, actor).lsn };
    });
  }

  #putOne(put: Put): Promise<'written' | 'changed'> {
    const { partition, id, value, condition, expiresAfterSeconds } = put;
    const { container, actor } = this.client;
    const json = JSON.stringify(value);
    const lifeMs = (expiresAfterSeconds ?? Number.POSITIVE_INFINITY) * 1_000;
    return this.client.write<'written' | 'changed'>(`put ${partition}/${id}`, () => {
      const latest = container.latest(partition, id);
      if (!holds(condition, latest)) return this.#lost(latest);
      const { lsn } = container.write({ partition, id, json, lifeMs, writer: actor });
      return { answer: 'written', lsn };
    });
  }

  #lost(winner: Version | undefined): { readonly answer: 'changed' } {
    this.onRaceLost(winner);
    return { answer: 'changed' };
  }

  #visible(
    partition: string,
    from: string,
    toExclusive: string,
    view: ReturnType<StoreClient['view']>,
  ): readonly { readonly id: string; readonly version: Version }[] {
    const { container } = this.client;
    return container.ids(partition).flatMap((id) => {
      if (id < from || id >= toExclusive) return [];
      const version = container.seen(partition, id, view);
      return version === undefined ? [] : [{ id, version }];
    });
  }
}

const holds = (condition: Condition, latest: Version | undefined): boolean => {
  if (condition === 'any') return true;
  return condition === 'absent' ? latest === undefined : latest?.etag === condition.etag;
};

const parsed = <T extends object>(version: Version | undefined): Stored<T> | undefined =>
  version?.json === undefined
    ? undefined
    : { value: JSON.parse(version.json) as T, etag: version.etag };
