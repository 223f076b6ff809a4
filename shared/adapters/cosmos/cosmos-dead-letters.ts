// Stores dead letters in Cosmos DB. When their container alone takes no more, it says so instead of
// throwing: the caller then keeps their positions elsewhere.
import type { JSONObject } from '@azure/cosmos';

import { deadLetterPartition } from '../../app/dead-letter-partition';
import type { DeadLetter, DeadLetterStore } from '../../app/ports';
import type { Answer } from './bulk';
import type { ContainerCalls } from './cosmos-container';
import { errorOfStatus, status, subStatus } from './cosmos-errors';

const deadLetterSchemaVersion = 1;

export class CosmosDeadLetters implements DeadLetterStore {
  constructor(private readonly container: ContainerCalls) {}

  async write(deadLetters: readonly DeadLetter[]): Promise<readonly ('stored' | 'noRoom')[]> {
    const answers = await this.container.bulk(
      deadLetters.map((deadLetter) => ({
        operationType: 'Upsert',
        partitionKey: deadLetterPartition(deadLetter),
        resourceBody: bodyOf(deadLetter),
      })),
      { throttled: 'answer' },
    );
    return answers.map(outcomeOf);
  }
}

const outcomeOf = (answer: Answer): 'stored' | 'noRoom' => {
  if (answer.status === 200 || answer.status === 201) return 'stored';
  const isFull = answer.status === status.forbidden && answer.subStatus === subStatus.partitionFull;
  if (isFull || answer.status === status.throttled) return 'noRoom';
  throw errorOfStatus(answer.status, 'write of dead letters');
};

// The id of a dead letter is a hub position, written with the characters that a Cosmos DB id must not
// have: they are escaped, and no two positions meet.
const bodyOf = (deadLetter: DeadLetter): JSONObject => ({
  ...deadLetter,
  id: deadLetter.id.replace(/[/\\?#%]/g, encodeURIComponent),
  pk: deadLetterPartition(deadLetter),
  schemaVersion: deadLetterSchemaVersion,
});
