// Usage records in Cosmos DB, partitioned by their own id: a duplicate always meets its original,
// whatever time the two claim.
import type { JSONObject, OperationInput } from '@azure/cosmos';
import * as z from 'zod';

import type { Refused, Stored, UsageStore } from '../../app/ports';
import { usageRecordSchemaVersion, type UsageRecord } from '../../domain/usage/usage-record';
import type { WindowId } from '../../domain/window';
import type { Answer } from './bulk';
import type { ContainerCalls } from './cosmos-container';
import { errorOfAnswer, status } from './cosmos-errors';
import { assertKnownSchemaVersion } from './schema-version';

export class CosmosUsageStore implements UsageStore {
  constructor(private readonly container: ContainerCalls) {}

  async create(
    records: readonly UsageRecord[],
  ): Promise<readonly ('created' | 'exists' | Refused)[]> {
    const answers = await this.container.bulk(
      records.map((record) => ({ operationType: 'Create', resourceBody: bodyOf(record) })),
    );
    return answers.map((answer) => {
      if (answer.status === 201) return 'created';
      if (answer.status === status.conflict) return 'exists';
      return refusal(answer);
    });
  }

  async read(ids: readonly string[]): Promise<readonly (Stored<UsageRecord> | undefined)[]> {
    const answers = await this.container.bulk(
      ids.map((id) => ({ operationType: 'Read', id, partitionKey: id })),
    );
    return answers.map((answer) => {
      if (answer.status === status.notFound) return undefined;
      if (answer.status !== 200) throw errorOfAnswer(answer, 'read of usage records');
      const { _etag: etag } = versionSchema.parse(answer.document);
      return { value: parseUsageRecord(answer.document), etag };
    });
  }

  async replace(
    changes: readonly Stored<UsageRecord>[],
  ): Promise<readonly ('replaced' | 'changed' | Refused)[]> {
    const operations = changes.map(({ value, etag }): OperationInput => {
      const { id } = value;
      const resourceBody = bodyOf(value);
      return { operationType: 'Replace', id, partitionKey: id, ifMatch: etag, resourceBody };
    });
    const answers = await this.container.bulk(operations);
    return answers.map((answer) => {
      if (answer.status === 200) return 'replaced';
      if (answer.status === status.preconditionFailed || answer.status === status.notFound) {
        return 'changed';
      }
      return refusal(answer);
    });
  }

  async *inWindows(from: WindowId, toExclusive: WindowId): AsyncIterable<UsageRecord> {
    // EXISTS names a record once, also when several of its windows are in the range; a JOIN would
    // not. It is served by the index on /windows/[]/?.
    const pages = this.container.pages({
      query:
        'SELECT * FROM c WHERE EXISTS ' +
        '(SELECT VALUE w FROM w IN c.windows WHERE w >= @from AND w < @toExclusive)',
      parameters: [
        { name: '@from', value: from },
        { name: '@toExclusive', value: toExclusive },
      ],
    });
    for await (const page of pages) yield* page.map(parseUsageRecord);
  }
}

// A usage record is JSON by construction; the SDK's type asks for an index signature.
const bodyOf = (record: UsageRecord): JSONObject => ({ ...record }) as unknown as JSONObject;

const refusal = (answer: Answer): Refused => {
  const { status: code } = answer;
  if (code === status.badRequest) return { refused: 'Cosmos DB takes no document with such an id' };
  if (code === status.tooLarge) return { refused: 'the record is larger than 2 MB' };
  throw errorOfAnswer(answer, 'write of usage records');
};

const versionSchema = z.object({ _etag: z.string() });

// What is needed to say which document is at fault, whatever version wrote it. Schemas are built once:
// building one takes longer than reading a record with it.
const headSchema = z.object({ id: z.string(), schemaVersion: z.number() });

// Observations stay as they are: a source that this version does not know is kept verbatim. What
// Cosmos DB adds itself (_etag, _ts ...) falls away.
const usageDocumentSchema = z.object({
  id: z.string(),
  schemaVersion: z.number(),
  occurredAt: z.string(),
  window: z.string(),
  windows: z.array(z.string()),
  observations: z.record(z.string(), z.unknown()),
  conflicts: z.record(z.string(), z.unknown()),
});

const parseUsageRecord = (document: unknown): UsageRecord => {
  const head = headSchema.parse(document);
  const what = `usage record ${head.id}`;
  assertKnownSchemaVersion(head.schemaVersion, usageRecordSchemaVersion, what);
  const parsed = usageDocumentSchema.safeParse(document);
  if (parsed.success) return parsed.data as unknown as UsageRecord;
  throw new Error(`${what} is not as the program writes it: ${z.prettifyError(parsed.error)}`);
};
