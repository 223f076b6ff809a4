import type { ReceivedEventData } from '@azure/event-hubs';
import {
  batchData,
  singleData,
  type EventDataOptions,
} from '../../../../local/functions-host/event-data';

const PARTITION = {
  fullyQualifiedNamespace: 'example.servicebus.windows.net',
  eventHubName: 'llm-usage',
  consumerGroup: '$Default',
  partitionId: '3',
};
const TEXT: EventDataOptions = { dataType: 'string', keepEmpty: false, int64: 'number' };
const BINARY: EventDataOptions = { ...TEXT, dataType: 'binary' };
const UNTYPED: EventDataOptions = { ...TEXT, dataType: 'none' };

function event(body: unknown, partitionKey: string | null = null): ReceivedEventData {
  return {
    body,
    partitionKey,
    offset: '4096',
    sequenceNumber: 7,
    enqueuedTimeUtc: new Date('2026-11-02T10:00:00.120Z'),
    getRawAmqpMessage: () => ({ body }),
  };
}

describe('the data of a batch', () => {
  it('has times without a zone and without trailing zeros, as .NET writes them', () => {
    const { metadata } = batchData([event(Buffer.from('x'))], PARTITION, true, TEXT);
    expect(metadata['EnqueuedTimeUtcArray']).toEqual({ json: '["2026-11-02T10:00:00.12"]' });
    expect(JSON.parse(metadata['SystemPropertiesArray']!.json!)).toEqual([
      {
        'x-opt-sequence-number': 7,
        'x-opt-offset': '4096',
        'x-opt-enqueued-time': '2026-11-02T10:00:00.12+00:00',
        SequenceNumber: 7,
        Offset: '4096',
        PartitionKey: null,
        EnqueuedTimeUtc: '2026-11-02T10:00:00.12',
      },
    ]);
  });

  it('drops empty texts, partition keys too, unless it is told to keep them', () => {
    const events = [event(Buffer.from('a'), 'key'), event(Buffer.alloc(0))];
    const dropped = batchData(events, PARTITION, true, TEXT);
    expect(dropped.input).toEqual({ collectionString: { string: ['a'] } });
    expect(dropped.metadata['PartitionKeyArray']).toEqual({
      collectionString: { string: ['key'] },
    });

    const kept = batchData(events, PARTITION, true, { ...TEXT, keepEmpty: true });
    expect(kept.input).toEqual({ collectionString: { string: ['a', ''] } });
  });

  it.each([['text'], [{ an: 'object' }], [5], [[1]]])(
    'cannot be made if a body was sent as the AMQP value %j, whatever the dataType',
    (body) => {
      for (const options of [TEXT, BINARY, UNTYPED]) {
        const events = [event(Buffer.from('{}')), event(body)];
        expect(() => batchData(events, PARTITION, true, options)).toThrow('AMQP value');
      }
    },
  );
});

describe('the data of a batch whose binding says dataType binary', () => {
  it('holds every body as it was sent, empty ones included', () => {
    const bodies = [Buffer.alloc(0), Buffer.from([0xff]), Buffer.from('{"a":1.0}')];
    const { input } = batchData(
      bodies.map((body) => event(body)),
      PARTITION,
      true,
      BINARY,
    );
    expect(input).toEqual({ collectionBytes: { bytes: bodies } });
  });
});

describe('the data of a batch whose binding names no dataType', () => {
  it('is one JSON text of what Json.NET reads in the bodies', () => {
    const bodies = ['{"at":"2026-11-02T10:00:00.500+02:00"}', '', 'null', '"text"'];
    const { input } = batchData(
      bodies.map((body) => event(Buffer.from(body))),
      PARTITION,
      true,
      UNTYPED,
    );
    expect(input).toEqual({ json: '[{"at":"2026-11-02T08:00:00.5+00:00"},null,null,"text"]' });
  });

  it('cannot be made if one body is not JSON, whatever the others are', () => {
    const events = [event(Buffer.from('{"good":1}')), event(Buffer.from('{"cut'))];
    expect(() => batchData(events, PARTITION, true, UNTYPED)).toThrow(
      /uses Json.NET serialization.*The JSON parser failed/,
    );
  });

  it('of single events is the text itself', () => {
    const { input } = singleData(event(Buffer.from('{"cut')), PARTITION, true, UNTYPED);
    expect(input).toEqual({ string: '{"cut' });
  });
});

describe('sequence numbers as objects of two halves', () => {
  it.each([
    [0, { low: 0, high: 0, unsigned: false }],
    [2 ** 31, { low: -(2 ** 31), high: 0, unsigned: false }],
    [2 ** 32 + 5, { low: 5, high: 1, unsigned: false }],
    [Number.MAX_SAFE_INTEGER, { low: -1, high: 2 ** 21 - 1, unsigned: false }],
    [-1, { low: -1, high: -1, unsigned: false }],
  ])('%d', (sequenceNumber, halves) => {
    const events = [{ ...event(Buffer.from('x')), sequenceNumber }];
    const { metadata } = batchData(events, PARTITION, true, { ...BINARY, int64: 'long' });
    expect(metadata['SequenceNumberArray']).toEqual({ collectionSint64: { sint64: [halves] } });
  });
});

describe('the data of a single event', () => {
  it('is the body with its own metadata', () => {
    const { input, metadata } = singleData(event(Buffer.from('x')), PARTITION, false, TEXT);
    expect(input).toEqual({ string: 'x' });
    expect(metadata).toMatchObject({
      PartitionKey: {},
      Offset: { string: '4096' },
      SequenceNumber: { json: '7' },
      EnqueuedTimeUtc: { json: '"2026-11-02T10:00:00.12"' },
      Properties: { json: '{}' },
    });
    expect(JSON.parse(metadata['PartitionContext']!.json!)).toMatchObject({
      IsCheckpointingAfterInvocation: false,
      PartitionId: '3',
    });
  });

  it('is bytes where the function wants them', () => {
    const { input } = singleData(event(Buffer.from([0xff])), PARTITION, true, BINARY);
    expect(input).toEqual({ bytes: Buffer.from([0xff]) });
  });
});
