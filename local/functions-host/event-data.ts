// What a handler sees of Event Hubs events. The real host turns them into its own messages, and the
// library turns those into arguments; this file makes the same messages, so that the library does
// the same with them, down to what surprises: keys in camel case, offsets that become numbers.
import type { ReceivedEventData } from '@azure/event-hubs';
import type { TypedData } from './core-types';
import { toUtcOffsetText, toZonelessText } from './dotnet-time';

/** Where a batch comes from, as the extension tells the handler. */
export interface PartitionInfo {
  readonly fullyQualifiedNamespace: string;
  readonly eventHubName: string;
  readonly consumerGroup: string;
  readonly partitionId: string;
}

export interface EventDataOptions {
  /** Bodies as Buffers: the binding says `dataType: 'binary'`. */
  readonly binary: boolean;
  /**
   * Whether empty texts keep their place in an array. By default the host drops them, and what
   * follows moves up: messages no longer stand beside their sequence numbers. An app asks for them
   * with `app.setup({ capabilities: { IncludeEmptyEntriesInMessagePayload: true } })`.
   * (https://github.com/Azure/azure-functions-nodejs-worker/issues/639)
   */
  readonly keepEmpty: boolean;
}

export interface TriggerData {
  readonly input: TypedData;
  readonly metadata: Record<string, TypedData>;
}

export function batchData(
  events: readonly ReceivedEventData[],
  partition: PartitionInfo,
  checkpointAfter: boolean,
  options: EventDataOptions,
): TriggerData {
  const texts = (values: readonly string[]): TypedData => ({
    collectionString: { string: values.filter((text) => options.keepEmpty || text !== '') },
  });
  const bodies = events.map((event) => bodyBytes(event.body));
  return {
    input: options.binary
      ? { collectionBytes: { bytes: bodies } }
      : texts(bodies.map((body) => body.toString('utf8'))),
    metadata: {
      PartitionContext: partitionContext(partition, checkpointAfter),
      PartitionKeyArray: texts(events.map((event) => event.partitionKey ?? '')),
      OffsetArray: texts(events.map((event) => event.offset)),
      SequenceNumberArray: {
        collectionSint64: { sint64: events.map((event) => event.sequenceNumber) },
      },
      EnqueuedTimeUtcArray: json(events.map((event) => toZonelessText(event.enqueuedTimeUtc))),
      PropertiesArray: json(events.map((event) => event.properties ?? {})),
      SystemPropertiesArray: json(events.map(systemProperties)),
    },
  };
}

export function singleData(
  event: ReceivedEventData,
  partition: PartitionInfo,
  checkpointAfter: boolean,
  options: EventDataOptions,
): TriggerData {
  const body = bodyBytes(event.body);
  return {
    input: options.binary ? { bytes: body } : { string: body.toString('utf8') },
    metadata: {
      PartitionContext: partitionContext(partition, checkpointAfter),
      PartitionKey: event.partitionKey === null ? {} : { string: event.partitionKey },
      Offset: { string: event.offset },
      SequenceNumber: json(event.sequenceNumber),
      EnqueuedTimeUtc: json(toZonelessText(event.enqueuedTimeUtc)),
      Properties: json(event.properties ?? {}),
      SystemProperties: json(systemProperties(event)),
    },
  };
}

function partitionContext(partition: PartitionInfo, checkpointAfter: boolean): TypedData {
  return json({
    IsCheckpointingAfterInvocation: checkpointAfter,
    FullyQualifiedNamespace: partition.fullyQualifiedNamespace,
    EventHubName: partition.eventHubName,
    ConsumerGroup: partition.consumerGroup,
    PartitionId: partition.partitionId,
  });
}

function systemProperties(event: ReceivedEventData): Record<string, unknown> {
  return {
    ...event.systemProperties,
    'x-opt-sequence-number': event.sequenceNumber,
    'x-opt-offset': event.offset,
    'x-opt-enqueued-time': toUtcOffsetText(event.enqueuedTimeUtc),
    ...(event.partitionKey === null ? {} : { 'x-opt-partition-key': event.partitionKey }),
    SequenceNumber: event.sequenceNumber,
    Offset: event.offset,
    PartitionKey: event.partitionKey,
    EnqueuedTimeUtc: toZonelessText(event.enqueuedTimeUtc),
  };
}

/** AMQP data sections arrive as bytes; a body sent as an AMQP value arrives as that value. */
function bodyBytes(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  return body === undefined || body === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
}

function json(value: unknown): TypedData {
  return { json: JSON.stringify(value) };
}
