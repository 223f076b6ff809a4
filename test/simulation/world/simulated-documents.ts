// The Documents port over a container of the simulated store.
import type { Condition, Documents, Listed, Put, Stored } from '../../../shared/app/ports';
import { excerptOf } from '../../support/in-memory-documents';
import type { Actor } from './actor';
import type { Operation, StoreClient } from './store-client';
import type { Address, Version, View } from './versioned-container';

/** Looks on at what an activity reads, and at what it could not write. */
export interface DocumentHooks {
  readonly onRead: (actor: Actor, address: Address, version: Version) => void;
  readonly onRaceLost: (actor: Actor, address: Address, winner: Version | undefined) => void;
}

export class SimulatedDocuments implements Documents {
  constructor(
    private readonly client: StoreClient,
    private readonly hooks: DocumentHooks,
  ) {}

  async read<T extends object>(partition: string, id: string): Promise<Stored<T> | undefined> {
    return this.client.read(`read ${partition}/${id}`, (view) =>
      this.#seen<T>(partition, id, view),
    );
  }

  async readMany<T extends object>(
    partition: string,
    ids: readonly string[],
  ): Promise<readonly (Stored<T> | undefined)[]> {
    return this.client.read(`read ${ids.length} of ${partition}`, (view) =>
      ids.map((id) => this.#seen<T>(partition, id, view)),
    );
  }

  async range<T extends object>(
    partition: string,
    from: string,
    toExclusive: string,
  ): Promise<readonly (Stored<T> & { readonly id: string })[]> {
    return this.client.read(`range ${partition}/${from}`, (view) =>
      this.#ids(partition, from, toExclusive).flatMap((id) => {
        const stored = this.#seen<T>(partition, id, view);
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
    const { container } = this.client;
    return this.client.read(`list ${partition}/${from}`, (view) =>
      this.#ids(partition, from, toExclusive).flatMap((id) => {
        const version = container.seen(partition, id, view);
        return version === undefined
          ? []
          : [{ id, etag: version.etag, writtenAt: version.writtenAt }];
      }),
    );
  }

  async put(puts: readonly Put[]): Promise<readonly ('written' | 'changed')[]> {
    return this.client.bulk(puts.map((put) => this.#putting(put)));
  }

  async delete(partition: string, id: string, etag: string): Promise<'deleted' | 'changed'> {
    const { container, actor } = this.client;
    return this.client.write<'deleted' | 'changed'>({
      verb: 'delete',
      partition,
      id,
      hasCondition: true,
      commit: () => {
        const latest = container.latest(partition, id);
        if (latest === undefined) return { answer: 'deleted' };
        if (latest.etag !== etag) return this.#lost(412, { partition, id }, latest);
        return { answer: 'deleted', lsn: container.remove({ partition, id }, actor).lsn };
      },
    });
  }

  #putting(put: Put): Operation<'written' | 'changed'> {
    const { partition, id, value, condition, expiresAfterSeconds } = put;
    const { container, actor } = this.client;
    const json = JSON.stringify(value);
    const lifeMs = (expiresAfterSeconds ?? Number.POSITIVE_INFINITY) * 1_000;
    return {
      verb: 'put',
      partition,
      id,
      hasCondition: typeof condition === 'object',
      json,
      commit: () => {
        const latest = container.latest(partition, id);
        if (!holds(condition, latest)) {
          return this.#lost(condition === 'absent' ? 409 : 412, { partition, id }, latest);
        }
        const { lsn } = container.write({ partition, id, json, lifeMs, writer: actor });
        return { answer: 'written', lsn };
      },
    };
  }

  #lost(
    status: 409 | 412,
    address: Address,
    winner: Version | undefined,
  ): { readonly answer: 'changed' } {
    this.hooks.onRaceLost(this.client.actor, address, winner);
    return this.client.lost(status, 'changed');
  }

  #ids(partition: string, from: string, toExclusive: string): readonly string[] {
    return this.client.container.ids(partition).filter((id) => from <= id && id < toExclusive);
  }

  #seen<T extends object>(partition: string, id: string, view: View): Stored<T> | undefined {
    const version = this.client.container.seen(partition, id, view);
    const value = version?.value as T | undefined;
    if (version === undefined || value === undefined) return undefined;
    this.hooks.onRead(this.client.actor, { partition, id }, version);
    return { value, etag: version.etag };
  }
}

const holds = (condition: Condition, latest: Version | undefined): boolean => {
  if (condition === 'any') return true;
  return condition === 'absent' ? latest === undefined : latest?.etag === condition.etag;
};
