// One client's connection: serves each link that it attaches, and lets go of what a link held when it ends. A link
// that cannot be served is attached and at once detached with the reason, which is how AMQP refuses.

import type { Connection, EventContext, Receiver, Sender } from 'rhea';
import { AmqpRefusal } from './amqp-refusal';
import { answerCbs } from './cbs';
import { EventDelivery } from './event-delivery';
import { takeEvents } from './event-intake';
import type { Hubs } from './hubs';
import { confirmLink, sourceNodeOf, targetNodeOf } from './link-address';
import { answerManagement } from './management';
import type { NodeAddress } from './node-address';
import { readReceiverOptions } from './receiver-options';
import { ReplyLinks, serveRequests } from './request-node';

export interface BrokerContext {
  readonly hubs: Hubs;
  readonly messageBytesMax: number;
  readonly clock: () => Date;
}

/** Rhea names links from this side: a client's sender is a receiver here, and the other way round. */
export function serveConnection(connection: Connection, broker: BrokerContext): void {
  const client = new ClientConnection(broker);
  connection.on('receiver_open', ({ receiver }: EventContext) => {
    if (receiver) client.openReceiver(receiver);
  });
  connection.on('sender_open', ({ sender }: EventContext) => {
    if (sender) client.openSender(sender);
  });
  connection.on('sender_close', ({ sender }: EventContext) => {
    if (sender) client.closeSender(sender);
  });
  connection.on('session_close', ({ session }: EventContext) => {
    // A client may end a session without detaching its links first.
    if (session) client.closeSenders((link) => link.session === session);
  });
  // The first follows an orderly end, the second the loss of the connection.
  connection.on('connection_close', () => client.closeSenders(() => true));
  connection.on('disconnected', () => client.closeSenders(() => true));
  // A client may detach with an error; rhea takes one that nobody listens to for an error of this side.
  connection.on('receiver_close', () => undefined);
}

class ClientConnection {
  readonly #broker: BrokerContext;
  readonly #replyLinks = new ReplyLinks();
  readonly #releaseByLink = new Map<Sender, () => void>();

  constructor(broker: BrokerContext) {
    this.#broker = broker;
  }

  openReceiver(link: Receiver): void {
    const refusal = this.#serveReceiver(link, targetNodeOf(link));
    if (refusal) link.close(refusal);
    else confirmLink(link);
  }

  openSender(link: Sender): void {
    const refusal = this.#serveSender(link, sourceNodeOf(link));
    if (refusal) link.close(refusal);
    else confirmLink(link);
  }

  /** Harmless for a link that is closed already: its session and connection end after it. */
  closeSender(link: Sender): void {
    this.#releaseByLink.get(link)?.();
    this.#releaseByLink.delete(link);
  }

  closeSenders(isClosing: (link: Sender) => boolean): void {
    for (const link of [...this.#releaseByLink.keys()].filter(isClosing)) this.closeSender(link);
  }

  #serveReceiver(link: Receiver, address: NodeAddress): AmqpRefusal | undefined {
    const { hubs } = this.#broker;
    if (address.kind === 'cbs') {
      serveRequests(link, this.#replyLinks, answerCbs);
      return undefined;
    }
    if (address.kind === 'management') {
      serveRequests(link, this.#replyLinks, (request) => answerManagement(request, hubs));
      return undefined;
    }
    const target = hubs.findTarget(address);
    if (target instanceof AmqpRefusal) return target;
    takeEvents(link, target, this.#broker);
    return undefined;
  }

  #serveSender(link: Sender, address: NodeAddress): AmqpRefusal | undefined {
    if (address.kind === 'cbs' || address.kind === 'management') {
      this.#replyLinks.add(link);
      this.#releaseByLink.set(link, () => this.#replyLinks.remove(link));
      return undefined;
    }
    const source = this.#broker.hubs.findSource(address);
    if (source instanceof AmqpRefusal) return source;
    const options = readReceiverOptions(link);
    if (options instanceof AmqpRefusal) return options;

    const { partition, readers } = source;
    const firstSequenceNumber = partition.log.resolve(options.start);
    if (firstSequenceNumber === 'past the end') {
      return new AmqpRefusal(
        'com.microsoft:argument-error',
        `The position to start from lies past the last event of partition "${partition.id}". ` +
          'It is of an earlier run: delete the checkpoints, for this broker keeps events in memory only.',
      );
    }
    const { ownerLevel, withRuntimeMetrics } = options;
    const { clock } = this.#broker;
    const delivery = new EventDelivery(link, partition.log, {
      firstSequenceNumber,
      ownerLevel,
      withRuntimeMetrics,
      clock,
    });
    const refusal = readers.admit(delivery);
    if (refusal) return refusal;
    this.#releaseByLink.set(link, () => readers.release(delivery));
    return undefined;
  }
}
