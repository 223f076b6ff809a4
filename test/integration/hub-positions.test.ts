import { EventHubProducerClient } from '@azure/event-hubs';

import { startEventHubsBroker, type EventHubsBroker } from '../../local/event-hubs/broker';
import {
  makeHubPositions,
  type ClosableHubPositions,
} from '../../shared/adapters/event-hubs/hub-positions';
import { DependencyUnavailable } from '../../shared/app/ports';
import type { HubConfig } from '../../shared/config';

const enqueuedAt = (minute: number) => new Date(Date.UTC(2026, 10, 2, 10, minute));

let broker: EventHubsBroker;
let minute = 0;
let positions: ClosableHubPositions;

const configOf = (hub: string): HubConfig => ({
  hub,
  consumerGroup: 'chargeback',
  connectionName: 'LlmUsageEvents',
  connection: { kind: 'key', namespace: '127.0.0.1', connectionString: broker.connectionString },
});

beforeAll(async () => {
  broker = await startEventHubsBroker({
    port: 0,
    hubs: [
      { name: 'llm-usage', partitions: 2, consumerGroups: ['chargeback'] },
      { name: 'apim-logs', partitions: 1, consumerGroups: ['chargeback'] },
    ],
    clock: () => enqueuedAt(minute),
  });
  const producer = new EventHubProducerClient(broker.connectionString, 'llm-usage');
  for (minute = 1; minute <= 3; minute += 1) {
    await producer.sendBatch([{ body: { minute } }], { partitionId: '1' });
  }
  await producer.close();
  positions = makeHubPositions([configOf('llm-usage'), configOf('apim-logs')]);
});

afterAll(async () => {
  await positions.close();
  await broker.close();
});

describe('hub positions', () => {
  it('names every partition of every hub, where it begins and where it ends', async () => {
    expect(await positions.read()).toEqual([
      {
        hub: 'llm-usage',
        partition: '0',
        beginSequenceNumber: 0,
        lastSequenceNumber: -1,
        lastEnqueuedTime: undefined,
        isEmpty: true,
      },
      {
        hub: 'llm-usage',
        partition: '1',
        beginSequenceNumber: 0,
        lastSequenceNumber: 2,
        lastEnqueuedTime: enqueuedAt(3).toISOString(),
        isEmpty: false,
      },
      expect.objectContaining({ hub: 'apim-logs', partition: '0', isEmpty: true }),
    ]);
  });

  it('are asked of one hub alone, whatever is wrong with another', async () => {
    const both = makeHubPositions([configOf('no-such-hub'), configOf('apim-logs')]);
    expect(await both.read('apim-logs')).toEqual([expect.objectContaining({ hub: 'apim-logs' })]);
    await both.close();
  });

  it('tell when the first event after a position was enqueued', async () => {
    const after = (sequenceNumber: number) =>
      positions.firstEnqueuedTimeAfter('llm-usage', '1', sequenceNumber);
    expect(await after(-1)).toBe(enqueuedAt(1).toISOString());
    expect(await after(1)).toBe(enqueuedAt(3).toISOString());
    expect(await after(2)).toBeUndefined();
    expect(await positions.firstEnqueuedTimeAfter('llm-usage', '0', -1)).toBeUndefined();
  });

  it('answer several who ask about one partition at once', async () => {
    const all = [1, 0, -1].map((from) => positions.firstEnqueuedTimeAfter('llm-usage', '1', from));
    const expected = [3, 2, 1].map((at) => enqueuedAt(at).toISOString());
    expect(await Promise.all(all)).toEqual(expected);
  });

  it('say what to check when a hub is not there', async () => {
    const missing = makeHubPositions([configOf('no-such-hub')]);
    const failure = await missing.read().catch((error: unknown) => error);
    await missing.close();
    expect(failure).toBeInstanceOf(DependencyUnavailable);
    expect(String(failure)).toMatch(/no-such-hub.*LlmUsageEvents/s);
  });

  it('give up on a namespace that does not answer', async () => {
    const silent = await startEventHubsBroker({ port: 0, hubs: [] });
    await silent.close();
    const connection = {
      kind: 'key',
      namespace: 'x',
      connectionString: silent.connectionString,
    } as const;
    const unreachable = makeHubPositions([{ ...configOf('llm-usage'), connection }], 500);
    await expect(unreachable.read()).rejects.toThrow(DependencyUnavailable);
    await unreachable.close();
  });
});
