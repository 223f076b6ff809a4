// JSON documents in a Cosmos DB container. A value is stored under one member, `content`, so that no
// field of it can collide with what the store needs itself.
import type { OperationInput } from '@azure/cosmos';
import * as z from 'zod';

import type { Condition, Documents, Listed, Put, Stored } from '../../app/ports';
import { instantOf } from '../../domain/instant';
import type { ContainerCalls } from './cosmos-container';
import { errorOfAnswer, status } from './cosmos-errors';
import { assertKnownSchemaVersion } from './schema-version';

const documentSchemaVersion = 1;

export interface DocumentContainer {
  readonly container: ContainerCalls;
  /** Name of the member that holds the partition key. */
  readonly partitionKey: string;
  /** Whether a document of the container may say when it expires. */
  readonly expires: boolean;
}

export class CosmosDocuments implements Documents {
  private readonly container: ContainerCalls;

  constructor(private readonly options: DocumentContainer) {
    this.container = options.container;
  }

  async read<T extends object>(partition: string, id: string): Promise<Stored<T> | undefined> {
    const [stored] = await this.readMany<T>(partition, [id]);
    return stored;
  }

  async readMany<T extends object>(
    partition: string,
    ids: readonly string[],
  ): Promise<readonly (Stored<T> | undefined)[]> {
    const answers = await this.container.bulk(
      ids.map((id) => ({ operationType: 'Read', id, partitionKey: partition })),
    );
    return answers.map((answer, index) => {
      if (answer.status === status.notFound) return undefined;
      if (answer.status !== 200) {
        throw errorOfAnswer(answer, `read of ${this.placeOf(partition, ids[index])}`);
      }
      return parseDocument<T>(answer.document);
    });
  }

  async range<T extends object>(
    partition: string,
    from: string,
    toExclusive: string,
  ): Promise<readonly (Stored<T> & { readonly id: string })[]> {
    const documents = await this.select('*', partition, from, toExclusive);
    return documents.map((document) => parseDocument<T>(document)).sort(byId);
  }

  async excerpts<T extends object>(
    partition: string,
    from: string,
    toExclusive: string,
    members: readonly (keyof T & string)[],
  ): Promise<readonly (Stored<T> & { readonly id: string })[]> {
    // A member that a document does not have is left out, as it would be of the whole.
    const content = members.map((name) => `"${name}": c.content["${name}"]`).join(', ');
    const selected = `c.id, c._etag, c.schemaVersion, {${content}} AS content`;
    const documents = await this.select(selected, partition, from, toExclusive);
    return documents.map((document) => parseDocument<T>(document)).sort(byId);
  }

  async list(partition: string, from: string, toExclusive: string): Promise<readonly Listed[]> {
    const entries = await this.select('c.id, c._etag, c._ts', partition, from, toExclusive);
    return entries.map(parseListed).sort(byId);
  }

  async put(puts: readonly Put[]): Promise<readonly ('written' | 'changed')[]> {
    const answers = await this.container.bulk(puts.map((put) => this.operationOf(put)));
    return answers.map((answer, index) => {
      const put = puts[index];
      const outcome = outcomeOf(answer.status, put?.condition);
      if (outcome !== undefined) return outcome;
      throw errorOfAnswer(answer, `write of ${this.placeOf(put?.partition, put?.id)}`);
    });
  }

  delete(partition: string, id: string, etag: string): Promise<'deleted' | 'changed'> {
    return this.container.delete(partition, id, etag);
  }

  /** A document for an operator: its container, partition key and id. */
  private placeOf(partition: string | undefined, id: string | undefined): string {
    return `container ${this.container.name}, partition key "${partition ?? ''}", document "${id ?? ''}"`;
  }

  // The partition is named twice: as an option, which routes the query, and as a condition, for the
  // emulator, which does not look at the option.
  private async select(
    members: string,
    partition: string,
    from: string,
    toExclusive: string,
  ): Promise<unknown[]> {
    const query =
      `SELECT ${members} FROM c WHERE c["${this.options.partitionKey}"] = @partition ` +
      'AND c.id >= @from AND c.id < @toExclusive';
    const parameters = [
      { name: '@partition', value: partition },
      { name: '@from', value: from },
      { name: '@toExclusive', value: toExclusive },
    ];
    const found: unknown[] = [];
    for await (const page of this.container.pages({ query, parameters }, partition)) {
      found.push(...page);
    }
    return found;
  }

  private operationOf({
    partition,
    id,
    value,
    condition,
    expiresAfterSeconds,
  }: Put): OperationInput {
    if (expiresAfterSeconds !== undefined && !this.options.expires) {
      throw new TypeError(
        `documents partitioned by ${this.options.partitionKey} are kept for ever`,
      );
    }
    const resourceBody = {
      id,
      [this.options.partitionKey]: partition,
      schemaVersion: documentSchemaVersion,
      ...(expiresAfterSeconds === undefined ? {} : { ttl: expiresAfterSeconds }),
      content: value as Record<string, never>,
    };
    const partitionKey = partition;
    if (condition === 'absent') return { operationType: 'Create', partitionKey, resourceBody };
    if (condition === 'any') return { operationType: 'Upsert', partitionKey, resourceBody };
    return { operationType: 'Replace', id, partitionKey, ifMatch: condition.etag, resourceBody };
  }
}

// Only a condition that was asked for can have failed; undefined: the store answered something else.
const outcomeOf = (
  code: number,
  condition: Condition | undefined,
): 'written' | 'changed' | undefined => {
  if (code === 200 || code === 201) return 'written';
  const unmet =
    condition === 'absent'
      ? code === status.conflict
      : condition !== 'any' && (code === status.preconditionFailed || code === status.notFound);
  return unmet ? 'changed' : undefined;
};

const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : 1;

const documentSchema = z.object({
  id: z.string(),
  schemaVersion: z.number(),
  content: z.custom<object>((value) => typeof value === 'object' && value !== null),
  _etag: z.string(),
});

const parseDocument = <T extends object>(
  document: unknown,
): Stored<T> & { readonly id: string } => {
  const parsed = documentSchema.parse(document);
  assertKnownSchemaVersion(parsed.schemaVersion, documentSchemaVersion, `document ${parsed.id}`);
  return { id: parsed.id, value: parsed.content as T, etag: parsed._etag };
};

const listedSchema = z.object({ id: z.string(), _etag: z.string(), _ts: z.number() });

const parseListed = (entry: unknown): Listed => {
  const { id, _etag: etag, _ts: epochSeconds } = listedSchema.parse(entry);
  return { id, etag, writtenAt: instantOf(epochSeconds * 1_000) };
};
