// One partition: its log, and who reads it in each consumer group.

import { type ReceivedEvent, stampEvent } from './event-message';
import { type LogLimits, PartitionLog } from './partition-log';
import { PartitionReaders } from './partition-readers';

export class Partition {
  readonly log: PartitionLog;
  readonly #readersByGroup = new Map<string, PartitionReaders>();

  constructor(
    readonly id: string,
    limits: LogLimits,
    firstSequenceNumber?: number,
  ) {
    this.log = new PartitionLog(limits, firstSequenceNumber);
  }

  /** Appends the events of one message together, then wakes the readers once. */
  append(events: readonly ReceivedEvent[], partitionKey: string | undefined, now: Date): void {
    for (const event of events) {
      this.log.append(now.getTime(), (position) => stampEvent(event, position, partitionKey));
    }
    for (const readers of this.#readersByGroup.values()) readers.wakeAll();
  }

  /** The readers of a consumer group that the hub is known to have. */
  readersOf(consumerGroup: string): PartitionReaders {
    const existing = this.#readersByGroup.get(consumerGroup);
    if (existing) return existing;
    const readers = new PartitionReaders();
    this.#readersByGroup.set(consumerGroup, readers);
    return readers;
  }
}
