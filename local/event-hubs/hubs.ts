// The hubs of the namespace, and what an address of a link stands for among them.

import { AmqpRefusal } from './amqp-refusal';
import { Hub, type HubSettings } from './hub';
import type { NodeAddress } from './node-address';
import type { Partition } from './partition';
import type { PartitionReaders } from './partition-readers';

export interface SendTarget {
  readonly hub: Hub;
  /** The partition the link is bound to; without one each message's key decides. */
  readonly partition: Partition | undefined;
}

export interface ReadSource {
  readonly partition: Partition;
  readonly readers: PartitionReaders;
}

export class Hubs {
  readonly #hubs: ReadonlyMap<string, Hub>;

  constructor(settings: readonly HubSettings[], createdAt: Date) {
    this.#hubs = new Map(settings.map((hub) => [hub.name.toLowerCase(), new Hub(hub, createdAt)]));
  }

  /** By name, which clients may write in any case. */
  find(name: string): Hub | AmqpRefusal {
    return (
      this.#hubs.get(name.toLowerCase()) ??
      new AmqpRefusal('amqp:not-found', `There is no event hub "${name}".`)
    );
  }

  findTarget(address: NodeAddress): SendTarget | AmqpRefusal {
    if (address.kind !== 'hub' && address.kind !== 'partition') {
      return new AmqpRefusal('amqp:not-found', 'This address takes no events.');
    }
    const hub = this.find(address.hub);
    if (hub instanceof AmqpRefusal) return hub;
    if (address.kind === 'hub') return { hub, partition: undefined };

    const partition = hub.findPartition(address.partitionId);
    return partition instanceof AmqpRefusal ? partition : { hub, partition };
  }

  findSource(address: NodeAddress): ReadSource | AmqpRefusal {
    if (address.kind !== 'reader') {
      return new AmqpRefusal('amqp:not-found', 'This address has no events to receive.');
    }
    const hub = this.find(address.hub);
    if (hub instanceof AmqpRefusal) return hub;
    const consumerGroup = hub.findConsumerGroup(address.consumerGroup);
    if (consumerGroup instanceof AmqpRefusal) return consumerGroup;
    const partition = hub.findPartition(address.partitionId);
    if (partition instanceof AmqpRefusal) return partition;

    return { partition, readers: partition.readersOf(consumerGroup) };
  }
}
