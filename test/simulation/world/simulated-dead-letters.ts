// The store of the dead letters over a container of the simulated store.
import { deadLetterPartition } from '../../../shared/app/dead-letter-partition';
import type { DeadLetter, DeadLetterStore } from '../../../shared/app/ports';
import { dayMs } from './clocks';
import type { Operation, StoreClient } from './store-client';

/** How long a dead letter is kept, in days. */
export const deadLetterDays = 90;

export class SimulatedDeadLetters implements DeadLetterStore {
  constructor(private readonly client: StoreClient) {}

  async write(deadLetters: readonly DeadLetter[]): Promise<readonly ('stored' | 'noRoom')[]> {
    const { container, actor } = this.client;
    return this.client.bulk(
      deadLetters.map((letter): Operation<'stored'> => {
        const partition = deadLetterPartition(letter);
        const { id } = letter;
        const json = JSON.stringify(letter);
        const lifeMs = deadLetterDays * dayMs;
        const commit = () => ({
          answer: 'stored' as const,
          lsn: container.write({ partition, id, json, lifeMs, writer: actor }).lsn,
        });
        return { verb: 'put', partition, id, hasCondition: false, commit };
      }),
    );
  }
}
