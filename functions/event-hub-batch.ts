// Turns what the host hands to an Event Hub function into a batch of the program: the events in
// order, each with its position in the hub. The positions are in the trigger's metadata, in arrays
// as long as the batch. Source: Azure Functions' "Event Hubs trigger" page, "Event metadata".
import type { InvocationContext } from '@azure/functions';
import * as z from 'zod';
import type { Batch } from '../shared/app/ingest/ingest-batch';
import { parseInstant } from '../shared/domain/instant';
import type { RawEvent } from '../shared/domain/readers/reading';
import type { HubConfig } from '../shared/config';

// A number, its text, or a 64-bit integer in two halves: the worker's gRPC client makes a `Long` of it
// where the package `long` is at hand, and the library turns that into a plain object.
// https://github.com/Azure/azure-functions-nodejs-worker/issues/844
// https://github.com/Azure/azure-functions-nodejs-worker/blob/v3.x/src/GrpcClient.ts (no `longs`)
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

// The offsets are not read: they may be -1, or texts.
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
 * Throws if the host's metadata is not as documented. An event without its position looks the same
 * as its redelivery, so none of the batch may be processed.
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
      `expected one position per event of hub ${hub}, partition ${partition}: got ` +
        `${sequenceNumberArray.length} positions for ${bodies.length} events`,
    );
  }
  const attempt = context.retryContext?.retryCount ?? 0;
  return { hub, partition, events, attempt };
};
