// Takes events from one sending client. Every message is answered: accepted means that all its events are in the
// log, in one partition and in their order; anything else means that none of them is.

import { type EventContext, type Receiver, message as codec } from 'rhea';
import { AmqpRefusal } from './amqp-refusal';
import { readMessage } from './event-message';
import type { SendTarget } from './hubs';

export interface IntakeSettings {
  readonly messageBytesMax: number;
  readonly clock: () => Date;
}

export function takeEvents(receiver: Receiver, target: SendTarget, settings: IntakeSettings): void {
  receiver.on('message', ({ message, delivery }: EventContext) => {
    if (!message || !delivery) return;
    // Rhea has decoded a message in AMQP's own format, and left one in any other as it came.
    const encoded = Buffer.isBuffer(message) ? message : codec.encode(message);
    const refusal = append(encoded, delivery.format, target, settings);
    if (refusal) delivery.reject(refusal);
    else delivery.accept();
  });
}

function append(
  encoded: Buffer,
  format: number,
  { hub, partition }: SendTarget,
  { messageBytesMax, clock }: IntakeSettings,
): AmqpRefusal | undefined {
  if (encoded.length > messageBytesMax) {
    return new AmqpRefusal(
      'amqp:link:message-size-exceeded',
      `The message is ${encoded.length} bytes; the most allowed is ${messageBytesMax}.`,
    );
  }
  const received = readMessage(encoded, format);
  if (received instanceof AmqpRefusal) return received;

  const { events, partitionKey } = received;
  (partition ?? hub.partitionFor(partitionKey)).append(events, partitionKey, clock());
  return undefined;
}
