// Turns what the host hands to an Event Hub function into a batch of the program: the events in
// order, each with its position in the hub. The positions are in the trigger's metadata, in arrays
// as long as the batch. Source: Azure Functions' "Event Hubs trigger" page, "Event metadata".
import type { InvocationContext } from '@azure/functions';
import * as z from 'zod';
import type { Batch } from '../shared/app/ingest/ingest-batch';
import { parseInstant } from '../shared/domain/instant';
import type { RawEvent } from '../shared/domain/readers/reading';
import type { HubConfig } from '../shared/config';

// A number, its text, or, from some versions of the worker, a 64-bit integer in two halves.
// https://github.com/Azure/azure-functions-nodejs-worker/issues/844
const sequenceNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  z
    .object({ low: z.int(), high: z.int() })
    .transform(({ low, high }) => high * 2 ** 32 + (low >>> 0))
    .pipe(z.int()),
]);

const metadata = z.object({
  partitionContext: z.object({ partitionId: z.string() }),
  sequenceNumberArray: z.array(sequenceNumber),
  enqueuedTimeUtcArray: z.array(
    z.string().transform((text, refusal) => {
      const instant = parseInstant(text);
      if (instant !== undefined) return instant;
      refusal.addIssue({ code: 'custom', message: 'not a time' });
      return z.NEVER;
    }),
  ),
});

/**
 * Throws where the host's metadata is not what it documents: an event without its position cannot
 * be told from its redelivery, so none of the batch may be processed.
 */
export const eventHubBatch = (
  messages: unknown,
  context: InvocationContext,
  { hub, connection }: HubConfig,
): Batch => {
  const bodies: readonly unknown[] = Array.isArray(messages) ? messages : [messages];
  const parsed = metadata.safeParse(context.triggerMetadata);
  if (!parsed.success) {
    throw new Error(
      `the host's trigger metadata for hub ${hub} is not as documented ` +
        `(${z.prettifyError(parsed.error)}); the trigger must have cardinality many`,
    );
  }
  const { partitionContext, sequenceNumberArray, enqueuedTimeUtcArray } = parsed.data;
  const partition = partitionContext.partitionId;
  const { namespace } = connection;
  const events = bodies.flatMap((body, index): RawEvent[] => {
    const sequenceNumber = sequenceNumberArray[index];
    const enqueuedTime = enqueuedTimeUtcArray[index];
    if (sequenceNumber === undefined || enqueuedTime === undefined) return [];
    return [{ body, position: { namespace, hub, partition, sequenceNumber, enqueuedTime } }];
  });
  if (events.length !== bodies.length || bodies.length !== sequenceNumberArray.length) {
    throw new Error(
      `the host gave ${bodies.length} events of hub ${hub}, partition ${partition}, and ` +
        `${sequenceNumberArray.length} positions: which belongs to which, nobody can say`,
    );
  }
  const attempt = context.retryContext?.retryCount ?? 0;
  return { hub, partition, events, attempt };
};
