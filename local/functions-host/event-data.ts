// What a handler sees of Event Hubs events. The real host turns them into its own messages, and the
// library turns those into arguments; this file makes the same messages, so that the library does
// the same with them, down to what surprises: keys in camel case, offsets that become numbers.
//
// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Binding/GeneralScriptBindingProvider.cs
//   (`dataType` and `cardinality` give the .NET type that a batch is bound to)
// https://github.com/Azure/azure-webjobs-sdk/blob/dev/src/Microsoft.Azure.WebJobs.Host/Extensions/JobHostMetadataProvider.cs
//   (`GetDefaultType`: without a `dataType` one event is a string, a batch is `object[]`)
// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/MessageExtensions/GrpcMessageConversionExtensions.cs
//   (`ToRpc`: which .NET type becomes which message)
// https://github.com/Azure/azure-sdk-for-net/tree/main/sdk/eventhub/Microsoft.Azure.WebJobs.Extensions.EventHubs
//   (`EventHubTriggerBindingStrategy`: the metadata; bodies become text by `Encoding.UTF8.GetString`)
import type { ReceivedEventData } from '@azure/event-hubs';
import type { TypedData } from './core-types';
import { toUtcOffsetText, toZonelessText } from './dotnet-time';
import type { EventDataType } from './function-definition';
import { int64Message, type Int64Form } from './int64';
import { BindingFailed, bindAsJsonNet } from './json-net';

/** Where a batch comes from, as the extension tells the handler. */
export interface PartitionInfo {
  readonly fullyQualifiedNamespace: string;
  readonly eventHubName: string;
  readonly consumerGroup: string;
  readonly partitionId: string;
}

export interface EventDataOptions {
  readonly dataType: EventDataType;
  readonly int64: Int64Form;
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

/** Throws BindingFailed if the real host cannot bind one of the bodies. */
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
    input: batchInput(bodies, options.dataType, texts),
    metadata: {
      PartitionContext: partitionContext(partition, checkpointAfter),
      PartitionKeyArray: texts(events.map((event) => event.partitionKey ?? '')),
      OffsetArray: texts(events.map((event) => event.offset)),
      SequenceNumberArray: {
        collectionSint64: {
          sint64: events.map((event) => int64Message(event.sequenceNumber, options.int64)),
        },
      },
      EnqueuedTimeUtcArray: json(events.map((event) => toZonelessText(event.enqueuedTimeUtc))),
      PropertiesArray: json(events.map((event) => event.properties ?? {})),
      SystemPropertiesArray: json(events.map(systemProperties)),
    },
  };
}

function batchInput(
  bodies: readonly Buffer[],
  dataType: EventDataType,
  texts: (values: readonly string[]) => TypedData,
): TypedData {
  switch (dataType) {
    case 'binary':
      return { collectionBytes: { bytes: [...bodies] } };
    case 'string':
      return texts(bodies.map((body) => body.toString('utf8')));
    case 'none':
      return json(bodies.map((body) => bindAsJsonNet(body.toString('utf8'))));
  }
}

export function singleData(
  event: ReceivedEventData,
  partition: PartitionInfo,
  checkpointAfter: boolean,
  options: EventDataOptions,
): TriggerData {
  const body = bodyBytes(event.body);
  return {
    input: options.dataType === 'binary' ? { bytes: body } : { string: body.toString('utf8') },
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

/**
 * The bytes of AMQP data sections. A body that was sent as an AMQP value or sequence has none: the
 * real host cannot bind it, whatever the dataType (azure-sdk-for-net, `GetEventBody` of
 * `AmqpAnnotatedMessageExtensions`). API Management and diagnostic settings send data sections.
 */
function bodyBytes(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  if (body === undefined || body === null) return Buffer.alloc(0);
  throw new BindingFailed('The body of an event is an AMQP value or sequence, not data sections.');
}

function json(value: unknown): TypedData {
  return { json: JSON.stringify(value) };
}
