// Who may read one partition in one consumer group. A reader with an owner level has the partition to itself;
// the level decides who stays. Readers without one share it, each getting every event.

import { AmqpRefusal } from './amqp-refusal';
import { READERS_PER_PARTITION_MAX } from './limits';

export interface PartitionReader {
  /** Called "epoch" on the wire; 0 is a level like any other. */
  readonly ownerLevel: number | undefined;
  /** There may be new events. */
  wake(): void;
  disconnect(reason: AmqpRefusal): void;
}

export class PartitionReaders {
  readonly #readers = new Set<PartitionReader>();

  /** Lets the reader in, if need be in the place of others; or says why not. */
  admit(reader: PartitionReader): AmqpRefusal | undefined {
    const owner = [...this.#readers].find((other) => other.ownerLevel !== undefined);
    const refusal =
      reader.ownerLevel === undefined
        ? this.#refuseShared(owner)
        : refuseOwner(reader.ownerLevel, owner);
    if (refusal) return refusal;

    if (reader.ownerLevel !== undefined) this.#disconnectAll(reader.ownerLevel);
    this.#readers.add(reader);
    return undefined;
  }

  /** Harmless for a reader that is gone already: the end of a link, session and connection all call it. */
  release(reader: PartitionReader): void {
    this.#readers.delete(reader);
  }

  wakeAll(): void {
    for (const reader of this.#readers) reader.wake();
  }

  #refuseShared(owner: PartitionReader | undefined): AmqpRefusal | undefined {
    if (owner) {
      return stolen(
        `A receiver with owner level ${String(owner.ownerLevel)} reads this partition; one without cannot.`,
      );
    }
    if (this.#readers.size < READERS_PER_PARTITION_MAX) return undefined;
    return new AmqpRefusal(
      'amqp:resource-limit-exceeded',
      `The partition has ${READERS_PER_PARTITION_MAX} receivers in this consumer group, the most allowed.`,
    );
  }

  #disconnectAll(newOwnerLevel: number): void {
    const losers = [...this.#readers];
    this.#readers.clear();
    const reason = stolen(`A receiver with owner level ${newOwnerLevel} took over the partition.`);
    for (const loser of losers) loser.disconnect(reason);
  }
}

function refuseOwner(
  ownerLevel: number,
  owner: PartitionReader | undefined,
): AmqpRefusal | undefined {
  if (owner?.ownerLevel === undefined || ownerLevel >= owner.ownerLevel) return undefined;
  return stolen(
    `A receiver with the higher owner level ${owner.ownerLevel} reads this partition; level ${ownerLevel} cannot.`,
  );
}

function stolen(description: string): AmqpRefusal {
  return new AmqpRefusal('amqp:link:stolen', description);
}
