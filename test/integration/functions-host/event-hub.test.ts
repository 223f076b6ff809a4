import { app, type EventHubHandler, type InvocationContext } from '@azure/functions';
import { EventHubProducerClient, type EventData } from '@azure/event-hubs';
import { BlobServiceClient } from '@azure/storage-blob';
import { startAzurite, type Azurite } from '../../../local/azurite';
import { startEventHubsBroker, type EventHubsBroker } from '../../../local/event-hubs/broker';
import type { PartitionInfo } from '../../../local/functions-host/event-data';
import type { FunctionsHost } from '../../../local/functions-host/host';
import type { HostLogger } from '../../../local/functions-host/logger';
import { makeTestApp, type TestApp } from './in-process';

let broker: EventHubsBroker;
let azurite: Azurite;
let testApp: TestApp;
let hubNumber = 0;
let hub: string;
let producer: EventHubProducerClient;

const HUBS = 20;

beforeAll(async () => {
  azurite = await startAzurite({ blobPort: 0 });
  broker = await startEventHubsBroker({
    port: 0,
    hubs: Array.from({ length: HUBS }, (_, index) => ({ name: `hub-${index}`, partitions: 2 })),
  });
  testApp = await makeTestApp({
    extensions: {
      eventHubs: {
        maxEventBatchSize: 10,
        loadBalancingUpdateInterval: '00:00:00.2',
        partitionOwnershipExpirationInterval: '00:00:01',
      },
    },
  });
});
afterAll(async () => {
  await testApp.remove();
  await broker.close();
  await azurite.close();
});

// A hub of its own for each test: no test sees the events or the checkpoints of another.
beforeEach(() => {
  hub = `hub-${hubNumber++}`;
  producer = new EventHubProducerClient(broker.connectionString, hub);
});
afterEach(async () => {
  await producer.close();
});

async function send(bodies: unknown[], partitionId = '0', partitionKey?: string): Promise<void> {
  const events: EventData[] = bodies.map((body) => ({ body, properties: { Source: 'test' } }));
  await producer.sendBatch(events, partitionKey === undefined ? { partitionId } : { partitionKey });
}

function settings(): Record<string, string> {
  return {
    Hub: hub,
    Events: broker.connectionString,
    AzureWebJobsStorage: azurite.connectionString,
  };
}

type Options = Omit<
  Parameters<typeof app.eventHub>[1],
  'handler' | 'connection' | 'eventHubName'
> & {
  dataType?: string;
};

function startReader(
  handler: EventHubHandler,
  options: Options = {},
  logger?: HostLogger,
): Promise<FunctionsHost> {
  const register = (): void => {
    app.eventHub('reader', {
      connection: 'Events',
      eventHubName: '%Hub%',
      cardinality: 'many',
      ...options,
      handler,
    });
  };
  return testApp.start(register, { settings: settings(), ...(logger && { logger }) });
}

/** What handlers were given, and a wait for the moment when that is enough. */
class Seen<T> {
  readonly items: T[] = [];
  private check: () => void = () => undefined;

  add(item: T): void {
    this.items.push(item);
    this.check();
  }

  async until(count: number): Promise<T[]> {
    await this.untilTrue(() => this.items.length >= count);
    return this.items;
  }

  untilSome(matches: (item: T) => boolean): Promise<void> {
    return this.untilTrue(() => this.items.some(matches));
  }

  private untilTrue(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.check = () => {
        if (isTrue()) resolve();
      };
      this.check();
    });
  }
}

async function checkpointOf(partition: string): Promise<number | undefined> {
  const blobs = BlobServiceClient.fromConnectionString(azurite.connectionString);
  const name = `127.0.0.1/${hub}/$default/checkpoint/${partition}`;
  const blob = blobs.getContainerClient('azure-webjobs-eventhub').getBlobClient(name);
  if (!(await blob.exists())) return undefined;
  return Number((await blob.getProperties()).metadata?.['sequencenumber']);
}

const RETRY_AT_ONCE = { strategy: 'fixedDelay', delayInterval: 0, maxRetryCount: -1 } as const;

describe('a batch', () => {
  it('of texts holds parsed JSON, else the text, and metadata for each event in place', async () => {
    const seen = new Seen<{ messages: unknown; context: InvocationContext }>();
    await send([
      { Tokens: 1 },
      42,
      Buffer.from('null'),
      Buffer.from('{"cut'),
      Buffer.from([0xff, 0x41]),
    ]);
    const host = await startReader((messages, context) => seen.add({ messages, context }), {
      dataType: 'string',
    });
    const [{ messages, context }] = (await seen.until(1)) as [(typeof seen.items)[0]];
    await host.close();

    expect(messages).toEqual([{ Tokens: 1 }, 42, null, '{"cut', '\ufffdA']);
    const metadata = context.triggerMetadata!;
    expect(metadata['partitionContext']).toEqual({
      isCheckpointingAfterInvocation: true,
      fullyQualifiedNamespace: '127.0.0.1',
      eventHubName: hub,
      consumerGroup: '$Default',
      partitionId: '0',
    });
    expect(metadata['sequenceNumberArray']).toEqual([0, 1, 2, 3, 4]);
    expect(metadata['offsetArray']).toHaveLength(5);
    expect(metadata['propertiesArray']).toEqual(Array(5).fill({ source: 'test' }));
    expect(metadata['systemPropertiesArray']).toHaveLength(5);
    const [enqueued] = metadata['enqueuedTimeUtcArray'] as [string];
    expect(enqueued).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/);
    expect(Math.abs(Date.parse(`${enqueued}Z`) - Date.now())).toBeLessThan(60_000);
    expect(context.retryContext).toBeUndefined();
  });

  it('of texts loses its empty events unless the app asks for them, as in Azure, but not as binary', async () => {
    const texts = new Seen<unknown>();
    await send(['a', Buffer.alloc(0), 'b']);
    const host = await startReader((messages) => texts.add(messages), { dataType: 'string' });
    await texts.until(1);
    await host.close();
    expect(texts.items).toEqual([['a', 'b']]);

    const buffers = new Seen<unknown>();
    await send([Buffer.alloc(0), Buffer.from([0xff])], '1');
    const binaryHost = await startReader((messages) => buffers.add(messages), {
      dataType: 'binary',
    });
    await buffers.until(1);
    await binaryHost.close();
    expect(buffers.items).toEqual([[Buffer.alloc(0), Buffer.from([0xff])]]);
  });

  it('holds at most maxEventBatchSize events, in order, one batch of a partition at a time', async () => {
    const seen = new Seen<number[]>();
    let running = 0;
    await send(Array.from({ length: 25 }, (_, index) => index));
    const host = await startReader(async (messages) => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      seen.add(messages as number[]);
    });
    const batches = await seen.until(3);
    await host.close();
    expect(batches.map((batch) => batch.length)).toEqual([10, 10, 5]);
    expect(batches.flat()).toEqual(Array.from({ length: 25 }, (_, index) => index));
  });

  it('is a single event where the function takes one', async () => {
    const seen = new Seen<{ message: unknown; context: InvocationContext }>();
    await send([{ n: 1 }, { n: 2 }], '0');
    const host = await startReader((message, context) => seen.add({ message, context }), {
      cardinality: 'one',
    });
    const items = await seen.until(2);
    await host.close();
    expect(items.map((item) => item.message)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(items[1]?.context.triggerMetadata).toMatchObject({
      sequenceNumber: 1,
      properties: { source: 'test' },
      partitionContext: { partitionId: '0' },
    });
    expect(await checkpointOf('0')).toBe(1);
  });
});

describe('a batch whose trigger names no dataType', () => {
  it('is rewritten by the host before the function is called', async () => {
    const seen = new Seen<unknown>();
    await send([
      Buffer.from('{"time":"2026-11-02T10:00:00.500+02:00","n":1.0}'),
      Buffer.alloc(0),
      Buffer.from('"2026-11-02T10:00:00.000Z"'),
    ]);
    const host = await startReader((messages) => seen.add(messages));
    await seen.until(1);
    await host.close();
    const time = '2026-11-02T08:00:00.5+00:00';
    expect(seen.items).toEqual([[{ time, n: 1 }, null, '2026-11-02T10:00:00Z']]);
  });

  it.each([
    ['not JSON', '{"cut'],
    ['nested deeper than 64', '['.repeat(65) + ']'.repeat(65)],
  ])(
    'fails as a whole, without a call, if one body is %s, and its partition stands still',
    async (_what, bad) => {
      const seen = new Seen<unknown>();
      const logged = new Seen<string>();
      await send([Buffer.from('{"good":1}'), Buffer.from(bad)]);
      await send([Buffer.from('{"good":2}')], '1');
      const host = await startReader(
        (messages) => seen.add(messages),
        { retry: { strategy: 'fixedDelay', delayInterval: { seconds: 1 }, maxRetryCount: -1 } },
        { log: (_level, _source, message) => logged.add(message) },
      );
      await logged.untilSome((message) => message.includes('partition 0: retry 2'));
      await seen.until(1);
      await host.close();
      expect(seen.items).toEqual([[{ good: 2 }]]);
      expect(logged.items.join('\n')).toContain('the function failed before it was called');
      expect(await checkpointOf('0')).toBeUndefined();
      expect(await checkpointOf('1')).toBe(0);
    },
  );

  it('is lost with all its bodies without a retry policy', async () => {
    const seen = new Seen<unknown>();
    await send([Buffer.from('{"good":1}'), Buffer.from('{"cut')]);
    const logged = new Seen<string>();
    const host = await startReader(
      (messages) => seen.add(messages),
      {},
      { log: (_level, _source, message) => logged.add(message) },
    );
    await logged.untilSome((message) => message.includes('before it was called'));
    await send([Buffer.from('{"good":2}')]);
    await seen.until(1);
    await host.close();
    expect(seen.items).toEqual([[{ good: 2 }]]);
    expect(await checkpointOf('0')).toBe(2);
  });
});

describe('partitions', () => {
  it('are read side by side: one that waits for its function does not hold up another', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const seen = new Seen<string>();
    await send(['held'], '0');
    await send(['free'], '1');
    const host = await startReader(async (messages) => {
      const [first] = messages as string[];
      if (first === 'held') await held;
      seen.add(first!);
    });
    expect(await seen.until(1)).toEqual(['free']);
    release();
    expect(await seen.until(2)).toEqual(['free', 'held']);
    await host.close();
  });
});

describe('a function that throws', () => {
  it('gets the same batch again under its retry policy, and one checkpoint when it succeeds', async () => {
    const seen = new Seen<{ messages: unknown; retryCount: number | undefined; place: unknown }>();
    await send(['a', 'b']);
    const host = await startReader(
      async (messages, context) => {
        const retryCount = context.retryContext?.retryCount;
        seen.add({ messages, retryCount, place: await checkpointOf('0') });
        if (seen.items.length < 3) throw new Error('not yet');
      },
      { retry: RETRY_AT_ONCE },
    );
    const tries = await seen.until(3);
    await host.close();
    expect(tries).toEqual(
      [0, 1, 2].map((retryCount) => ({ messages: ['a', 'b'], retryCount, place: undefined })),
    );
    expect(await checkpointOf('0')).toBe(1);
  });

  it('loses the batch without a retry policy: the checkpoint moves on', async () => {
    const seen = new Seen<unknown>();
    await send(['bad']);
    const failing = (): Promise<FunctionsHost> =>
      startReader((messages) => {
        seen.add(messages);
        throw new Error('failed');
      });
    const host = await failing();
    await seen.until(1);
    await host.close();
    expect(await checkpointOf('0')).toBe(0);

    await send(['next']);
    const restarted = await failing();
    await seen.until(2);
    await restarted.close();
    expect(seen.items).toEqual([['bad'], ['next']]);
  });

  it('keeps the batch over a restart while it is retried', async () => {
    const seen = new Seen<unknown>();
    await send(['precious']);
    const failing = await startReader(
      (messages) => {
        seen.add(messages);
        throw new Error('outage');
      },
      { retry: { strategy: 'fixedDelay', delayInterval: { hours: 1 }, maxRetryCount: -1 } },
    );
    await seen.until(1);
    await failing.close();
    expect(await checkpointOf('0')).toBeUndefined();

    const mended = await startReader((messages) => seen.add(messages), { retry: RETRY_AT_ONCE });
    await seen.until(2);
    await mended.close();
    expect(seen.items).toEqual([['precious'], ['precious']]);
    expect(await checkpointOf('0')).toBe(0);
  });
});

describe('a restart', () => {
  it('goes on after the checkpoint, without repeating or losing an event', async () => {
    const seen = new Seen<unknown>();
    const start = (): Promise<FunctionsHost> =>
      startReader((messages) => (messages as unknown[]).forEach((each) => seen.add(each)));
    await send([1, 2, 3]);
    const first = await start();
    await seen.until(3);
    await first.close();
    await send([4, 5]);
    const second = await start();
    await seen.until(5);
    await second.close();
    expect(seen.items).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('a partition that another host takes over', () => {
  it("has that host's checkpoint, also when the function of the first succeeds after all", async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const logged = new Seen<string>();
    const held = new Seen<string>();
    await send(['first'], '0');
    await send(['first'], '1');
    const losing = await startReader(
      async (messages) => {
        held.add(String(messages));
        await released;
      },
      {},
      { log: (_level, _source, message) => logged.add(message) },
    );
    await held.until(2);

    const taken = new Seen<string>();
    const taking = await startReader((_messages, context) => {
      const { partitionId } = context.triggerMetadata?.['partitionContext'] as PartitionInfo;
      taken.add(partitionId);
    });
    const [partition] = (await taken.until(1)) as [string];
    await send(['second'], partition);
    await taken.until(2);
    await logged.untilSome((message) => message.includes('taken over'));
    release();
    await losing.close();
    await taking.close();
    expect(await checkpointOf(partition)).toBe(1);
  });
});

describe('a connection', () => {
  it('that drops is made anew, and no event is lost', async () => {
    const seen = new Seen<unknown>();
    const host = await startReader((messages) =>
      (messages as unknown[]).forEach((each) => seen.add(each)),
    );
    await send(['before']);
    await seen.until(1);
    broker.dropConnections();
    // By another sender: the one that knows only the old connection would wait for it a minute.
    const other = new EventHubProducerClient(broker.connectionString, hub);
    await other.sendBatch([{ body: 'after' }], { partitionId: '0' });
    await other.close();
    await seen.until(2);
    await host.close();
    expect(new Set(seen.items)).toEqual(new Set(['before', 'after']));
  });

  it('that is missing stops the host at start and is named', async () => {
    const register = (): void => {
      app.eventHub('reader', {
        connection: 'Missing',
        eventHubName: 'x',
        handler: () => undefined,
      });
    };
    await expect(testApp.start(register, { settings: settings() })).rejects.toThrow(
      'Function "reader": set Missing to an Event Hubs connection string',
    );
    const { AzureWebJobsStorage: _storage, ...withoutStorage } = settings();
    const needsStorage = (): void => {
      app.eventHub('reader', { connection: 'Events', eventHubName: 'x', handler: () => undefined });
    };
    await expect(testApp.start(needsStorage, { settings: withoutStorage })).rejects.toThrow(
      'set AzureWebJobsStorage',
    );
  });
});
