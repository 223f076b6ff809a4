// Delivers the events of one partition to one receiving client, from a position on, as fast as the client gives
// credit. Deliveries are sent settled: the hub keeps no state of its consumers, so an answer would change nothing.

import type { Sender } from 'rhea';
import type { AmqpRefusal } from './amqp-refusal';
import { addRuntimeMetrics } from './event-message';
import type { LoggedEvent, PartitionLog } from './partition-log';
import type { PartitionReader } from './partition-readers';

/** AMQP's own message format. */
const AMQP_FORMAT = 0;

export interface DeliverySettings {
  readonly firstSequenceNumber: number;
  readonly ownerLevel: number | undefined;
  /** Whether each delivery tells the state of the partition. */
  readonly withRuntimeMetrics: boolean;
  readonly clock: () => Date;
}

export class EventDelivery implements PartitionReader {
  readonly #link: Sender;
  readonly #log: PartitionLog;
  readonly #settings: DeliverySettings;
  #nextSequenceNumber: number;
  #usedCredit = 0;
  #isAttached = false;

  constructor(link: Sender, log: PartitionLog, settings: DeliverySettings) {
    this.#link = link;
    this.#log = log;
    this.#settings = settings;
    this.#nextSequenceNumber = settings.firstSequenceNumber;
    // Rhea writes deliveries before the attach of their link. A client may give credit together with its own
    // attach, without waiting for the answer, and would get events on a link that it does not know yet.
    setImmediate(() => {
      this.#isAttached = true;
      this.wake();
    });
    link.on('sendable', () => this.wake());
    link.on('sender_draining', () => this.#drain());
  }

  get ownerLevel(): number | undefined {
    return this.#settings.ownerLevel;
  }

  /**
   * Stops for one of three reasons, the end of each of which calls again: no event (append), no credit and no room
   * in the session's buffer (both `sendable`).
   */
  wake(): void {
    if (!this.#isAttached || !this.#link.is_open()) return;
    while (this.#usedCredit < this.#grantedCredit && this.#link.session.outgoing.available() > 0) {
      const event = this.#log.firstFrom(this.#nextSequenceNumber);
      if (!event) return;
      this.#link.send(this.#encode(event), undefined, AMQP_FORMAT);
      this.#usedCredit += 1;
      this.#nextSequenceNumber = event.sequenceNumber + 1;
    }
  }

  disconnect(reason: AmqpRefusal): void {
    this.#link.close(reason);
  }

  /** All credit ever granted. The link's own credit lags: it falls when a delivery is written, not when queued. */
  get #grantedCredit(): number {
    return this.#link.delivery_count + this.#link.credit;
  }

  /** The client wants what there is and its remaining credit back. */
  #drain(): void {
    this.wake();
    this.#usedCredit = this.#grantedCredit;
    this.#link.set_drained(true);
  }

  #encode(event: LoggedEvent): Buffer {
    const { withRuntimeMetrics, clock } = this.#settings;
    return withRuntimeMetrics
      ? addRuntimeMetrics(event, this.#log.last ?? event, clock())
      : event.message;
  }
}
