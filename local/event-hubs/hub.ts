// One event hub: its partitions and consumer groups, and which partition an event goes to.

import { createHash } from 'node:crypto';
import { AmqpRefusal } from './amqp-refusal';
import { HUB_BYTES_MAX, HUB_EVENTS_MAX } from './limits';
import { Partition } from './partition';

export interface HubSettings {
  readonly name: string;
  readonly partitions: number;
  /** Besides `$Default`, which every hub has. */
  readonly consumerGroups?: readonly string[];
  /** Over all partitions; the oldest events are dropped first. */
  readonly eventsMax?: number;
  /** Over all partitions, in bytes of encoded events; the oldest are dropped first. */
  readonly bytesMax?: number;
  /** Of the first event of each partition; 0 by default. A hub that is years old is far past 2^32. */
  readonly firstSequenceNumber?: number;
}

const DEFAULT_CONSUMER_GROUP = '$Default';

export class Hub {
  readonly name: string;
  readonly partitions: readonly Partition[];
  readonly #consumerGroups: ReadonlySet<string>;
  #turn = 0;

  constructor(
    settings: HubSettings,
    readonly createdAt: Date,
  ) {
    const { name, partitions, consumerGroups = [] } = settings;
    if (!Number.isInteger(partitions) || partitions < 1) {
      throw new RangeError(`Event hub "${name}" needs at least one partition, not ${partitions}.`);
    }
    const limits = {
      eventsMax: Math.ceil((settings.eventsMax ?? HUB_EVENTS_MAX) / partitions),
      bytesMax: Math.ceil((settings.bytesMax ?? HUB_BYTES_MAX) / partitions),
    };
    this.name = name;
    this.partitions = Array.from(
      { length: partitions },
      (_, id) => new Partition(String(id), limits, settings.firstSequenceNumber),
    );
    this.#consumerGroups = new Set(
      [DEFAULT_CONSUMER_GROUP, ...consumerGroups].map((group) => group.toLowerCase()),
    );
  }

  findPartition(id: string): Partition | AmqpRefusal {
    return (
      this.partitions.find((partition) => partition.id === id) ??
      new AmqpRefusal(
        'com.microsoft:argument-out-of-range',
        `Event hub "${this.name}" has the partitions 0 to ${this.partitions.length - 1}, not "${id}".`,
      )
    );
  }

  /** The name to know the group by; clients may write it in any case. */
  findConsumerGroup(name: string): string | AmqpRefusal {
    const known = name.toLowerCase();
    if (this.#consumerGroups.has(known)) return known;
    return new AmqpRefusal(
      'amqp:not-found',
      `Event hub "${this.name}" has no consumer group "${name}".`,
    );
  }

  /** The same key always gets the same partition; without a key the partitions take turns. */
  partitionFor(partitionKey: string | undefined): Partition {
    const number = partitionKey === undefined ? this.#turn++ : hash(partitionKey);
    const partition = this.partitions[number % this.partitions.length];
    if (!partition) throw new Error(`Event hub "${this.name}" has no partitions.`);
    return partition;
  }
}

function hash(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE();
}
