import type { ReceivedEventData } from '@azure/event-hubs';
import { batchData, singleData } from '../../../../local/functions-host/event-data';

const PARTITION = {
  fullyQualifiedNamespace: 'example.servicebus.windows.net',
  eventHubName: 'llm-usage',
  consumerGroup: '$Default',
  partitionId: '3',
};
const TEXT = { binary: false, keepEmpty: false };

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

  it('holds bodies that were not sent as bytes as text', () => {
    const bodies = ['text', { an: 'object' }, 5, undefined];
    const { input } = batchData(
      bodies.map((body) => event(body)),
      PARTITION,
      true,
      {
        ...TEXT,
        keepEmpty: true,
      },
    );
    expect(input).toEqual({ collectionString: { string: ['text', '{"an":"object"}', '5', ''] } });
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
    const options = { binary: true, keepEmpty: false };
    const { input } = singleData(event(Buffer.from([0xff])), PARTITION, true, options);
    expect(input).toEqual({ bytes: Buffer.from([0xff]) });
  });
});
