// Events from a hub through the Functions host, with the program's own trigger, into its ingest handler:
// whatever the hub holds is delivered, under its own position, however the worker writes numbers.
import { app } from '@azure/functions';
import { EventHubProducerClient } from '@azure/event-hubs';
import { gzipSync } from 'node:zlib';
import { eventHubTrigger } from '../../../functions/event-hub-trigger';
import { makeIngestHandler } from '../../../functions/ingest';
import { startAzurite, type Azurite } from '../../../local/azurite';
import { startEventHubsBroker, type EventHubsBroker } from '../../../local/event-hubs/broker';
import { INT64_FORMS } from '../../../local/functions-host/int64';
import type { HubConfig } from '../../../shared/config';
import { InMemoryProgram } from '../../support/in-memory-program';
import { usageEvent } from '../../support/sample-events';
import { until } from '../../support/until';
import { makeTestApp, type TestApp } from './in-process';

/** Past what one half of a 64-bit integer holds. */
const first = 3 * 2 ** 32 - 2;

let broker: EventHubsBroker;
let azurite: Azurite;
let testApp: TestApp;

beforeAll(async () => {
  azurite = await startAzurite({ blobPort: 0 });
  broker = await startEventHubsBroker({
    port: 0,
    hubs: INT64_FORMS.map((form) => ({
      name: `hub-${form}`,
      partitions: 1,
      firstSequenceNumber: first,
    })),
  });
  testApp = await makeTestApp({ extensions: { eventHubs: { maxEventBatchSize: 100 } } });
});
afterAll(async () => {
  await testApp.remove();
  await broker.close();
  await azurite.close();
});

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

const time = new Date().toISOString();
const event = (id: number): Buffer => Buffer.from(JSON.stringify(usageEvent({ id, time })));

/** One event that is billed, and one that is not, in turns; each of the latter with its reason. */
const rejected: readonly (readonly [reason: string, body: Buffer])[] = [
  ['notJson', Buffer.from('plain text')],
  ['notJson', Buffer.alloc(0)],
  ['notJson', event(1).subarray(0, 100)],
  ['notJson', Buffer.from([0xff, 0xfe, 0x00])],
  ['notJson', gzipSync(event(1))],
  ['notJson', Buffer.from('\ufeff')],
  ['notJson', Buffer.from("{'single': 'quotes'}")],
  ['notJson', Buffer.from('NaN')],
  ['notAnEvent', Buffer.from(nested(65))],
  ['notAnEvent', Buffer.from(nested(50_000))],
  ['unknownShape', Buffer.from('{"time":"2026-11-02T10:00:00+02:00"}')],
];
const bodies = rejected.flatMap(([, body], index) => [event(100 + index), body]);

describe.each(INT64_FORMS)('with sequence numbers as the form "%s"', (int64) => {
  const program = new InMemoryProgram({ now: time });
  const hub: HubConfig = {
    hub: `hub-${int64}`,
    consumerGroup: '$Default',
    connectionName: 'Events',
    connection: {
      kind: 'identity',
      namespace: 'contoso.servicebus.windows.net',
      clientId: undefined,
    },
  };
  const unreadable: unknown[] = [];

  beforeAll(async () => {
    const producer = new EventHubProducerClient(broker.connectionString, hub.hub);
    await producer.sendBatch(
      bodies.map((body) => ({ body })),
      { partitionId: '0' },
    );
    await producer.close();
    const handler = makeIngestHandler({
      hub,
      ingestBatch: program.process().ingest,
      onUnreadable: (_hub, _attempt, error) => unreadable.push(error),
    });
    const host = await testApp.start(
      () => app.eventHub('ingestUsage', { ...eventHubTrigger(hub), handler }),
      {
        int64,
        settings: {
          Events: broker.connectionString,
          AzureWebJobsStorage: azurite.connectionString,
        },
      },
    );
    const last = first + bodies.length - 1;
    await until(async () => {
      const watermarks = await program.process().collections.watermarks.read();
      return watermarks.some(({ sequenceNumber }) => sequenceNumber === last);
    });
    await host.close();
  });

  it('bills every event that can be read, whatever lies between them', () => {
    expect(unreadable).toEqual([]);
    expect(program.usage.records.size).toBe(rejected.length);
  });

  it('keeps every other event as a dead letter with its reason and its own position', () => {
    const letters = [...program.deadLetters.letters.values()].sort(
      (a, b) => a.sequenceNumber - b.sequenceNumber,
    );
    expect(letters.map(({ reason, sequenceNumber }) => [reason, sequenceNumber])).toEqual(
      rejected.map(([reason], index) => [reason, first + 2 * index + 1]),
    );
    for (const { enqueuedTime } of letters) {
      const lateMs = Date.parse(enqueuedTime) - Date.parse(time);
      expect(lateMs).toBeGreaterThanOrEqual(-60_000);
      expect(lateMs).toBeLessThan(600_000);
    }
  });

  it('takes the time of enqueuing for UTC in the watermark', async () => {
    const [watermark] = await program.process().collections.watermarks.read();
    expect(watermark).toMatchObject({ hub: hub.hub, partition: '0' });
    expect(watermark?.enqueuedTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});
