// The encoded form of events: takes a received message apart, and stamps an event with its position. Whatever a
// sender wrote stays as it was, byte for byte, except its annotations, which the broker adds to.

import { type Typed, types } from 'rhea';
import { AmqpRefusal } from './amqp-refusal';
import type { LogEntry, LogPosition } from './partition-log';

export interface ReceivedEvent {
  readonly header: Buffer;
  readonly annotations: ReadonlyMap<string, Typed>;
  /** Properties, application properties, body and footer. */
  readonly content: Buffer;
}

export interface ReceivedMessage {
  readonly events: readonly ReceivedEvent[];
  readonly partitionKey: string | undefined;
}

/** Message format of a batch: each of its data sections is one encoded event. */
export const BATCH_FORMAT = 0x80013700;

const annotation = {
  enqueuedTime: 'x-opt-enqueued-time',
  offset: 'x-opt-offset',
  partitionKey: 'x-opt-partition-key',
  sequenceNumber: 'x-opt-sequence-number',
} as const;

/** Section descriptors of AMQP 1.0, part 3.2. */
const section = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  applicationProperties: 0x74,
  data: 0x75,
  footer: 0x78,
} as const;

/** Receivers take these for maps without looking. */
const MAP_SECTIONS: readonly number[] = [
  section.deliveryAnnotations,
  section.messageAnnotations,
  section.applicationProperties,
  section.footer,
];

interface Section {
  readonly code: number;
  readonly bytes: Buffer;
  readonly content: Typed;
}

export function readMessage(encoded: Buffer, format: number): ReceivedMessage | AmqpRefusal {
  try {
    const sections = readSections(encoded);
    return {
      events: format === BATCH_FORMAT ? readBatch(sections) : [toEvent(sections)],
      partitionKey: readPartitionKey(readAnnotations(sections)),
    };
  } catch (error) {
    // The decoder throws at what it cannot read, and one bad message must not end the connection.
    const reason = error instanceof Error ? error.message : String(error);
    return new AmqpRefusal('amqp:decode-error', `The message cannot be read: ${reason}`);
  }
}

/** The event as it is kept and delivered: with its position, and the key that chose its partition. */
export function stampEvent(
  event: ReceivedEvent,
  position: LogPosition,
  partitionKey: string | undefined,
): LogEntry {
  const annotations: Record<string, unknown> = {
    ...Object.fromEntries(event.annotations),
    [annotation.sequenceNumber]: types.wrap_long(position.sequenceNumber),
    [annotation.offset]: String(position.offset),
    [annotation.enqueuedTime]: types.wrap_timestamp(position.enqueuedAtMs),
  };
  if (partitionKey !== undefined) annotations[annotation.partitionKey] = partitionKey;
  return {
    message: Buffer.concat([
      event.header,
      encodeAnnotations(section.messageAnnotations, annotations),
      event.content,
    ]),
    headerBytes: event.header.length,
  };
}

/** The delivery with the state of its partition, for receivers that track how far behind they are. */
export function addRuntimeMetrics(entry: LogEntry, last: LogPosition, now: Date): Buffer {
  const metrics = encodeAnnotations(section.deliveryAnnotations, {
    last_enqueued_sequence_number: types.wrap_long(last.sequenceNumber),
    last_enqueued_offset: String(last.offset),
    last_enqueued_time_utc: types.wrap_timestamp(last.enqueuedAtMs),
    runtime_info_retrieval_time_utc: types.wrap_timestamp(now.getTime()),
  });
  const header = entry.message.subarray(0, entry.headerBytes);
  return Buffer.concat([header, metrics, entry.message.subarray(entry.headerBytes)]);
}

function readSections(encoded: Buffer): Section[] {
  const reader = new types.Reader(encoded);
  const sections: Section[] = [];
  while (reader.position < encoded.length) {
    const start = reader.position;
    const content = reader.read();
    const code = (content.descriptor as Typed | undefined)?.value as unknown;
    if (typeof code !== 'number' || code < section.header || code > section.footer) {
      throw new Error(`Byte ${start} of the message starts no AMQP section.`);
    }
    if (MAP_SECTIONS.includes(code) && !types.is_map(content)) {
      throw new Error(`The section at byte ${start} is not a map.`);
    }
    // The decoder does not notice when a value reaches past the end.
    if (reader.position > encoded.length) throw new Error('The message ends within a section.');
    sections.push({ code, bytes: encoded.subarray(start, reader.position), content });
  }
  return sections;
}

function readBatch(sections: readonly Section[]): ReceivedEvent[] {
  const events = sections
    .filter(({ code }) => code === section.data)
    .map(({ content }) => toEvent(readSections(readBinary(content))));
  if (events.length === 0) throw new Error('The batch holds no events.');
  return events;
}

function toEvent(sections: readonly Section[]): ReceivedEvent {
  const header = sections.filter(({ code }) => code === section.header);
  const content = sections.filter(({ code }) => code > section.messageAnnotations);
  if (!content.some(({ code }) => code >= section.data && code < section.footer)) {
    throw new Error('The event has no body.');
  }
  return {
    header: Buffer.concat(header.map(({ bytes }) => bytes)),
    annotations: readAnnotations(sections),
    content: Buffer.concat(content.map(({ bytes }) => bytes)),
  };
}

function readAnnotations(sections: readonly Section[]): Map<string, Typed> {
  const found = sections.find(({ code }) => code === section.messageAnnotations);
  const keysAndValues = (found?.content.value ?? []) as Typed[];
  const annotations = new Map<string, Typed>();
  for (let index = 0; index + 1 < keysAndValues.length; index += 2) {
    const [key, value] = keysAndValues.slice(index, index + 2);
    if (key && value) annotations.set(String(key.value), value);
  }
  return annotations;
}

function readPartitionKey(annotations: ReadonlyMap<string, Typed>): string | undefined {
  const key: unknown = annotations.get(annotation.partitionKey)?.value;
  if (key === undefined || key === null) return undefined;
  if (typeof key !== 'string') throw new Error('The partition key is no string.');
  return key;
}

function readBinary(content: Typed): Buffer {
  const value: unknown = content.value;
  if (!Buffer.isBuffer(value)) throw new Error('A data section of the batch is not binary.');
  return value;
}

function encodeAnnotations(code: number, values: Record<string, unknown>): Buffer {
  const writer = new types.Writer();
  const described: unknown = types.described(
    types.wrap_ulong(code),
    types.wrap_symbolic_map(values),
  );
  writer.write(described as Typed);
  return writer.toBuffer();
}
