// What the host hands over becomes a batch, or nothing does: an event without its own position
// cannot be told from its redelivery.
import { InvocationContext, type InvocationContextInit } from '@azure/functions';
import { eventHubBatch } from '../../../functions/event-hub-batch';
import { makeIngestHandler } from '../../../functions/ingest';
import type { Batch } from '../../../shared/app/ingest/ingest-batch';
import type { HubConfig } from '../../../shared/config';

const hub: HubConfig = {
  hub: 'llm-usage',
  consumerGroup: 'chargeback',
  connectionName: 'LlmUsageEvents',
  connection: {
    kind: 'identity',
    namespace: 'contoso.servicebus.windows.net',
    clientId: undefined,
  },
};

const metadata = {
  partitionContext: { partitionId: '3' },
  sequenceNumberArray: [41, '42'] as unknown[],
  enqueuedTimeUtcArray: ['2026-11-02T10:16:00.123', '2026-11-02T10:16:01Z'],
};

const contextWith = (triggerMetadata: object, more: InvocationContextInit = {}) =>
  new InvocationContext({
    functionName: 'ingestUsage',
    triggerMetadata: { ...triggerMetadata },
    ...more,
  });

describe('a batch of the Event Hubs trigger', () => {
  it('gives every event its own position, with times in UTC', () => {
    const retryContext = { retryCount: 2, maxRetryCount: -1 };
    const batch = eventHubBatch([{ a: 1 }, ''], contextWith(metadata, { retryContext }), hub);
    expect(batch).toEqual({
      hub: 'llm-usage',
      partition: '3',
      attempt: 2,
      events: [
        {
          body: { a: 1 },
          position: {
            namespace: 'contoso.servicebus.windows.net',
            hub: 'llm-usage',
            partition: '3',
            sequenceNumber: 41,
            enqueuedTime: '2026-11-02T10:16:00.123Z',
          },
        },
        expect.objectContaining({
          body: '',
          position: expect.objectContaining({ sequenceNumber: 42 }) as unknown,
        }),
      ],
    });
  });

  it('takes bodies as they are, and needs no offsets: an offset may be -1', () => {
    const bodies = [Buffer.alloc(0), Buffer.from([0xff])];
    const batch = eventHubBatch(bodies, contextWith({ ...metadata, offsetArray: [-1, -1] }), hub);
    expect(batch.events.map(({ body }) => body)).toEqual(bodies);
  });

  it('reads times of enqueuing without a zone as UTC, to the millisecond', () => {
    const enqueuedTimeUtcArray = ['2026-11-02T10:16:00.1239999', '2026-11-02T10:16:00'];
    const batch = eventHubBatch([{}, {}], contextWith({ ...metadata, enqueuedTimeUtcArray }), hub);
    expect(batch.events.map(({ position }) => position.enqueuedTime)).toEqual([
      '2026-11-02T10:16:00.123Z',
      '2026-11-02T10:16:00.000Z',
    ]);
  });

  it('reads sequence numbers in whichever form the worker has them', () => {
    const halves = { low: -1, high: 2, unsigned: false };
    const batch = eventHubBatch(
      [{}, {}],
      contextWith({ ...metadata, sequenceNumberArray: [{ low: 2251, high: 0 }, halves] }),
      hub,
    );
    const numbers = batch.events.map(({ position }) => position.sequenceNumber);
    // 2 × 2^32 + (2^32 − 1)
    expect(numbers).toEqual([2251, 12_884_901_887]);
  });

  it.each([
    ['an event is missing', [{ a: 1 }]],
    ['a position is missing', [{}, {}, {}]],
  ])('is refused as a whole where %s', (_why, messages) => {
    expect(() => eventHubBatch(messages, contextWith(metadata), hub)).toThrow(
      /partition 3: got 2 positions for/,
    );
  });

  it.each([
    ['no metadata', {}],
    ['a time that is none', { ...metadata, enqueuedTimeUtcArray: ['soon', 'later'] }],
    ['a number that is none', { ...metadata, sequenceNumberArray: ['x', 'y'] }],
  ])('is refused with what is wrong: %s', (_what, triggerMetadata) => {
    expect(() => eventHubBatch([{}, {}], contextWith(triggerMetadata), hub)).toThrow(
      /trigger metadata for hub llm-usage is not as documented/,
    );
  });
});

describe('the ingest function', () => {
  it('lets the host see what a dependency threw, so that the batch is delivered again', async () => {
    const handler = makeIngestHandler({
      hub,
      ingestBatch: () => Promise.reject(new Error('throttled')),
      onUnreadable: () => undefined,
    });
    await expect(handler([{}, {}], contextWith(metadata))).rejects.toThrow('throttled');
  });

  it('tells of a batch whose positions it cannot read, and leaves it in the hub', async () => {
    const told: unknown[] = [];
    const handler = makeIngestHandler({
      hub,
      ingestBatch: () => Promise.reject(new Error('not called')),
      onUnreadable: (...what) => told.push(what),
    });
    const context = contextWith({}, { retryContext: { retryCount: 3, maxRetryCount: -1 } });
    await expect(handler([{}], context)).rejects.toThrow('not as documented');
    expect(told).toEqual([['llm-usage', 3, expect.any(Error)]]);
  });

  it('has nothing to do for a batch without events', async () => {
    const batches: Batch[] = [];
    const handler = makeIngestHandler({
      hub,
      ingestBatch: (batch) => {
        batches.push(batch);
        return Promise.reject(new Error('not called'));
      },
      onUnreadable: () => undefined,
    });
    const none = { ...metadata, sequenceNumberArray: [], enqueuedTimeUtcArray: [] };
    await handler([], contextWith(none));
    expect(batches).toEqual([]);
  });
});
