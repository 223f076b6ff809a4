// Chooses the partition key of a dead letter. A logical partition takes 10,000 RU/s and holds 20 GB, so
// the dead letters of one day are spread over several. The key follows from the dead letter's own
// position, so a redelivery overwrites it.
import { deadLetterShards } from '../limits';
import type { DeadLetter } from './ports';

/** E.g. `2026-11-02/07`. */
export function deadLetterPartition({ day, sequenceNumber, index }: DeadLetter): string {
  return `${day}/${String((sequenceNumber + index) % deadLetterShards).padStart(2, '0')}`;
}
