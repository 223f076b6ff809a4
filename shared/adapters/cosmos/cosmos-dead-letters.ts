// Dead letters in Cosmos DB, partitioned by the UTC day on which their event was enqueued.
import type { JSONObject } from '@azure/cosmos';
import { z } from 'zod';

import type { DeadLetter, DeadLetterStore } from '../../app/ports';
import { rejectionReasons } from '../../domain/readers/reading';
import type { CosmosContainer } from './cosmos-container';
import { errorOfStatus } from './cosmos-errors';

const deadLetterSchemaVersion = 1;

export class CosmosDeadLetters implements DeadLetterStore {
  constructor(private readonly container: CosmosContainer) {}

  async write(deadLetters: readonly DeadLetter[]): Promise<void> {
    const answers = await this.container.bulk(
      deadLetters.map((deadLetter) => ({
        operationType: 'Upsert',
        partitionKey: deadLetter.day,
        resourceBody: bodyOf(deadLetter),
      })),
    );
    for (const answer of answers) {
      if (answer.status !== 200 && answer.status !== 201) {
        throw errorOfStatus(answer.status, 'write of dead letters');
      }
    }
  }

  async count(from: string, to: string): Promise<Readonly<Record<string, number>>> {
    // One count per reason, served by the index alone. A GROUP BY would be one query, but the
    // emulator has none, and the SDK computes it from the documents of all partitions.
    const counts = await Promise.all(
      rejectionReasons.map((reason) => this.countReason(from, to, reason)),
    );
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  private async countReason(from: string, to: string, reason: string): Promise<[string, number]> {
    const pages = this.container.pages({
      query:
        'SELECT VALUE COUNT(1) FROM c WHERE c.day >= @from AND c.day <= @to AND c.reason = @reason',
      parameters: [
        { name: '@from', value: from },
        { name: '@to', value: to },
        { name: '@reason', value: reason },
      ],
    });
    let count = 0;
    for await (const page of pages) {
      for (const partial of page) count += z.number().parse(partial);
    }
    return [reason, count];
  }
}

// The id of a dead letter is a hub position, written with the characters that a Cosmos DB id must not
// have: they are escaped, and no two positions meet.
const bodyOf = (deadLetter: DeadLetter): JSONObject => ({
  ...deadLetter,
  id: deadLetter.id.replace(/[/\\?#%]/g, encodeURIComponent),
  schemaVersion: deadLetterSchemaVersion,
});
