// Dead letters in Cosmos DB, partitioned by the UTC day on which their event was enqueued.
import type { JSONObject } from '@azure/cosmos';
import * as z from 'zod';

import type { DeadLetter, DeadLetterStore } from '../../app/ports';
import { rejectionReasons } from '../../domain/readers/reading';
import type { CosmosContainer } from './cosmos-container';
import { errorOfStatus } from './cosmos-errors';

const deadLetterSchemaVersion = 1;

/** Days whose counts are remembered: the metrics ask for today and yesterday. */
const countedDaysMax = 2;

export class CosmosDeadLetters implements DeadLetterStore {
  private readonly counted = new Map<string, Readonly<Record<string, number>>>();

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

  count(from: string, to: string): Promise<number> {
    return this.countWhere('c.day >= @from AND c.day <= @to', { from, to });
  }

  // A GROUP BY would be one query, but the emulator has none, and the SDK computes it from all the
  // documents; counts are served by the index alone. Dead letters are only ever added to a day, so its
  // reasons are counted once for each total that they sum up to: mostly, a day costs one query.
  async countByReason(day: string): Promise<Readonly<Record<string, number>>> {
    const total = await this.countWhere('c.day = @day', { day }, day);
    if (total === 0) return {};
    const known = this.counted.get(day);
    if (known !== undefined && sumOf(known) === total) return known;
    const counts = await Promise.all(
      rejectionReasons.map(async (reason): Promise<[string, number]> => {
        const condition = 'c.day = @day AND c.reason = @reason';
        return [reason, await this.countWhere(condition, { day, reason }, day)];
      }),
    );
    const byReason = Object.fromEntries(counts.filter(([, count]) => count > 0));
    this.remember(day, byReason);
    return byReason;
  }

  private remember(day: string, byReason: Readonly<Record<string, number>>): void {
    this.counted.delete(day);
    this.counted.set(day, byReason);
    const [oldest] = this.counted.keys();
    if (this.counted.size > countedDaysMax && oldest !== undefined) this.counted.delete(oldest);
  }

  private async countWhere(
    condition: string,
    values: Readonly<Record<string, string>>,
    partition?: string,
  ): Promise<number> {
    const query = {
      query: `SELECT VALUE COUNT(1) FROM c WHERE ${condition}`,
      parameters: Object.entries(values).map(([name, value]) => ({ name: `@${name}`, value })),
    };
    let count = 0;
    for await (const page of this.container.pages(query, partition)) {
      for (const partial of page) count += z.number().parse(partial);
    }
    return count;
  }
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

// The id of a dead letter is a hub position, written with the characters that a Cosmos DB id must not
// have: they are escaped, and no two positions meet.
const bodyOf = (deadLetter: DeadLetter): JSONObject => ({
  ...deadLetter,
  id: deadLetter.id.replace(/[/\\?#%]/g, encodeURIComponent),
  schemaVersion: deadLetterSchemaVersion,
});
