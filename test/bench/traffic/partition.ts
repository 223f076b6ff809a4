// A partition of the hub, as the Functions host delivers it: batches of parsed events, each with the
// metadata of the trigger, numbered on from batch to batch.
import { InvocationContext } from '@azure/functions';
import type { Instant } from '../../../shared/domain/instant';

export interface Delivery {
  readonly messages: readonly object[];
  readonly context: InvocationContext;
}

export class Partition {
  #sequenceNumber = 0;

  constructor(private readonly id = '0') {}

  /** The events in batches of this size; the host makes a new context for each delivery. */
  deliveries(events: readonly object[], batchSize: number, enqueuedTime: Instant): Delivery[] {
    const deliveries: Delivery[] = [];
    for (let start = 0; start < events.length; start += batchSize) {
      const messages = events.slice(start, start + batchSize);
      const first = this.#sequenceNumber;
      this.#sequenceNumber += messages.length;
      const triggerMetadata = {
        partitionContext: { partitionId: this.id },
        sequenceNumberArray: messages.map((_, index) => first + index),
        enqueuedTimeUtcArray: messages.map(() => enqueuedTime),
      };
      const context = new InvocationContext({
        functionName: 'ingestUsage',
        triggerMetadata,
        // host.json leaves out what a function says below a warning.
        logHandler: () => undefined,
      });
      deliveries.push({ messages, context });
    }
    return deliveries;
  }
}
