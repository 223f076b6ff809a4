import { message as codec, types } from 'rhea';
import { AmqpRefusal } from '../../../../local/event-hubs/amqp-refusal';
import {
  BATCH_FORMAT,
  type ReceivedMessage,
  addRuntimeMetrics,
  readMessage,
  stampEvent,
} from '../../../../local/event-hubs/event-message';

const PLAIN_FORMAT = 0;
/** A header section, which is a list, of no fields. */
const HEADER_ALONE = Buffer.from([0x00, 0x53, 0x70, 0x45]);
/** A message annotations section that holds the string "a". */
const ANNOTATIONS_OF_TEXT = Buffer.from([0x00, 0x53, 0x72, 0xa1, 0x01, 0x61]);
const POSITION = { sequenceNumber: 41, offset: 4_096, enqueuedAtMs: 1_767_225_600_000 };

const EVENT = {
  durable: true,
  message_id: 'm-1',
  message_annotations: { 'x-opt-partition-key': 'team-a', 'x-own': types.wrap_short(7) },
  application_properties: { attempt: types.wrap_long(5) },
  body: codec.data_section(Buffer.from('{"tokens":1}')) as unknown,
  footer: { checked: true },
};

function encodeBatch(events: readonly object[], annotations?: object): Buffer {
  return codec.encode({
    message_annotations: annotations,
    body: codec.data_sections(events.map((event) => codec.encode(event))) as unknown,
  });
}

function read(encoded: Buffer, format: number): ReceivedMessage {
  const received = readMessage(encoded, format);
  if (received instanceof AmqpRefusal) throw new Error(received.description);
  return received;
}

function decode(encoded: Buffer): Record<string, unknown> {
  return { ...codec.decode(encoded) };
}

function reasonOf(encoded: Buffer, format: number): string {
  const received = readMessage(encoded, format);
  return received instanceof AmqpRefusal ? `${received.condition} ${received.description}` : '';
}

describe('readMessage', () => {
  test('takes every event out of a batch, and the key of the batch', () => {
    const encoded = encodeBatch([EVENT, { body: 'two' }], { 'x-opt-partition-key': 'team-a' });
    const { events, partitionKey } = read(encoded, BATCH_FORMAT);
    expect(events).toHaveLength(2);
    expect(partitionKey).toBe('team-a');
  });

  test('takes a message in the plain format as one event', () => {
    const { events, partitionKey } = read(codec.encode(EVENT), PLAIN_FORMAT);
    expect(events).toHaveLength(1);
    expect(partitionKey).toBe('team-a');
  });

  const batch = encodeBatch([EVENT]);
  test.each([
    ['bytes that are no AMQP', Buffer.from('not AMQP at all'), BATCH_FORMAT],
    ['a message that is cut', batch.subarray(0, batch.length - 1), BATCH_FORMAT],
    [
      'a batch without events',
      codec.encode({ body: codec.sequence_section([]) as unknown }),
      BATCH_FORMAT,
    ],
    [
      'a batch of text',
      codec.encode({ body: codec.data_section('text') as unknown }),
      BATCH_FORMAT,
    ],
    ['an event without a body', HEADER_ALONE, PLAIN_FORMAT],
    [
      'a partition key that is a number',
      encodeBatch([EVENT], { 'x-opt-partition-key': 5 }),
      BATCH_FORMAT,
    ],
    ['annotations that are no map', ANNOTATIONS_OF_TEXT, PLAIN_FORMAT],
    ['nothing', Buffer.alloc(0), PLAIN_FORMAT],
  ])('refuses %s and says that it cannot be read', (_, encoded, format) => {
    expect(reasonOf(encoded, format)).toMatch(/^amqp:decode-error The message cannot be read: ./);
  });
});

describe('stampEvent', () => {
  const event = read(encodeBatch([EVENT]), BATCH_FORMAT).events[0]!;

  test('adds the position and keeps everything else as it was sent', () => {
    const sent = decode(codec.encode(EVENT));
    const { message } = stampEvent(event, POSITION, undefined);
    const { message_annotations: annotations, ...delivered } = decode(message);

    expect(annotations).toEqual({
      'x-own': 7,
      'x-opt-partition-key': 'team-a',
      'x-opt-sequence-number': 41,
      'x-opt-offset': '4096',
      'x-opt-enqueued-time': new Date(POSITION.enqueuedAtMs),
    });
    expect({ ...delivered, message_annotations: sent['message_annotations'] }).toEqual(sent);
    expect(message.includes(event.content)).toBe(true);
  });

  test('gives every event of a batch the key of the batch', () => {
    const { message } = stampEvent(event, POSITION, 'team-b');
    expect(decode(message)['message_annotations']).toMatchObject({
      'x-opt-partition-key': 'team-b',
    });
  });

  test('replaces positions that a sender made up or an event brought from another hub', () => {
    const forged = codec.encode({
      message_annotations: { 'x-opt-sequence-number': 9_999, 'x-opt-offset': '1' },
      body: 'forged',
    });
    const { message } = stampEvent(read(forged, PLAIN_FORMAT).events[0]!, POSITION, undefined);
    expect(decode(message)['message_annotations']).toMatchObject({
      'x-opt-sequence-number': 41,
      'x-opt-offset': '4096',
    });
  });
});

describe('addRuntimeMetrics', () => {
  test('tells the end of the partition without touching the event', () => {
    const event = read(codec.encode(EVENT), PLAIN_FORMAT).events[0]!;
    const entry = stampEvent(event, POSITION, undefined);
    const last = { sequenceNumber: 50, offset: 9_000, enqueuedAtMs: 1_767_225_660_000 };
    const now = new Date('2026-01-01T00:02:00Z');

    const { delivery_annotations: metrics, ...delivered } = decode(
      addRuntimeMetrics(entry, last, now),
    );
    expect(metrics).toEqual({
      last_enqueued_sequence_number: 50,
      last_enqueued_offset: '9000',
      last_enqueued_time_utc: new Date(last.enqueuedAtMs),
      runtime_info_retrieval_time_utc: now,
    });
    expect(delivered).toEqual(decode(entry.message));
  });
});
