import type { ReceivedEventData } from '@azure/event-hubs';
import {
  PartitionProcessor,
  PartitionStopped,
  type PartitionProcessorOptions,
} from '../../../../local/functions-host/partition-processor';
import type { RetryPolicy } from '../../../../local/functions-host/retry-policy';
import { FakeClock } from './fake-clock';

const FOREVER: RetryPolicy = { strategy: 'fixedDelay', maxRetryCount: -1, delayMs: 1000 };

function events(...sequenceNumbers: number[]): ReceivedEventData[] {
  return sequenceNumbers.map((sequenceNumber) => ({ sequenceNumber }) as ReceivedEventData);
}

/** A processor, and what it did, as text: `run 1,2` and `checkpoint 2`. */
function makeProcessor(
  handle: (run: string) => Promise<unknown>,
  options: Partial<PartitionProcessorOptions> = {},
): { processor: PartitionProcessor; did: string[]; clock: FakeClock } {
  const did: string[] = [];
  const clock = new FakeClock();
  const processor = new PartitionProcessor({
    retryPolicy: undefined,
    single: false,
    batchSizeMax: 100,
    batchSizeMin: 1,
    waitMsMax: 60_000,
    checkpointFrequency: 1,
    clock,
    random: () => 0.5,
    invoke: (batch) => {
      const run = `run ${batch.map((event) => event.sequenceNumber).join(',')}`;
      did.push(run);
      return handle(run);
    },
    checkpoint: (event) => {
      did.push(`checkpoint ${event.sequenceNumber}`);
      return Promise.resolve();
    },
    onRetry: () => undefined,
    ...options,
  });
  return { processor, did, clock };
}

const succeed = (): Promise<void> => Promise.resolve();
const fail = (): Promise<void> => Promise.reject(new Error('handler failed'));

describe('a partition', () => {
  it('is checkpointed after each batch, also after one that failed without a retry policy', async () => {
    const { processor, did } = makeProcessor((run) => (run === 'run 1,2' ? fail() : succeed()));
    await processor.process(events(1, 2));
    await processor.process(events(3));
    expect(did).toEqual(['run 1,2', 'checkpoint 2', 'run 3', 'checkpoint 3']);
  });

  it('gets the same batch again under a retry policy, with one checkpoint at the end', async () => {
    let failures = 2;
    const { processor, did, clock } = makeProcessor(() => (failures-- > 0 ? fail() : succeed()), {
      retryPolicy: FOREVER,
    });
    const processing = processor.process(events(1, 2));
    await clock.wakeNext();
    await clock.wakeNext();
    await processing;
    expect(did).toEqual(['run 1,2', 'run 1,2', 'run 1,2', 'checkpoint 2']);
  });

  it('is checkpointed and goes on when its retries are exhausted', async () => {
    const { processor, did, clock } = makeProcessor(fail, {
      retryPolicy: { ...FOREVER, maxRetryCount: 1 },
    });
    const processing = processor.process(events(1));
    await clock.wakeNext();
    await processing;
    expect(did).toEqual(['run 1', 'run 1', 'checkpoint 1']);
  });

  it('keeps its place when the host stops between retries', async () => {
    const { processor, did, clock } = makeProcessor(fail, { retryPolicy: FOREVER });
    const processing = processor.process(events(1));
    await clock.untilSomebodySleeps();
    processor.stop();
    await expect(processing).rejects.toThrow(PartitionStopped);
    expect(did).toEqual(['run 1']);
  });

  it('has its checkpoint when a batch ends well while the host stops, and no batch after it', async () => {
    let end: () => void = () => undefined;
    const { processor, did } = makeProcessor(
      () => new Promise<void>((resolve) => (end = resolve)),
      {
        batchSizeMax: 1,
      },
    );
    const processing = processor.process(events(1, 2));
    await Promise.resolve();
    await Promise.resolve();
    processor.stop();
    end();
    await expect(processing).rejects.toThrow(PartitionStopped);
    expect(did).toEqual(['run 1', 'checkpoint 1']);
  });

  it('has no checkpoint once it belongs to another host', async () => {
    const { processor, did } = makeProcessor(() => {
      processor.lose();
      return succeed();
    });
    await expect(processor.process(events(1))).rejects.toThrow(PartitionStopped);
    await expect(processor.process(events(2))).rejects.toThrow(PartitionStopped);
    expect(did).toEqual(['run 1']);
  });

  it('is handed over event by event, in order, when the function takes one', async () => {
    const { processor, did } = makeProcessor(succeed, { single: true });
    await processor.process(events(1, 2, 3));
    expect(did).toEqual(['run 1', 'run 2', 'run 3', 'checkpoint 3']);
  });

  it('gets batches no larger than the maximum', async () => {
    const { processor, did } = makeProcessor(succeed, { batchSizeMax: 2 });
    await processor.process(events(1, 2, 3));
    expect(did).toEqual(['run 1,2', 'checkpoint 2', 'run 3', 'checkpoint 3']);
  });

  it('is checkpointed after every second batch when the frequency is two', async () => {
    const { processor, did } = makeProcessor(succeed, { checkpointFrequency: 2 });
    for (const sequenceNumber of [1, 2, 3, 4, 5]) await processor.process(events(sequenceNumber));
    expect(did.filter((what) => what.startsWith('checkpoint'))).toEqual([
      'checkpoint 2',
      'checkpoint 4',
    ]);
  });

  it('collects events up to the minimum, but not for longer than the wait', async () => {
    const { processor, did, clock } = makeProcessor(succeed, { batchSizeMin: 3 });
    await processor.process(events(1));
    await processor.process(events(2));
    expect(did).toEqual([]);
    await processor.process(events(3));
    expect(did).toEqual(['run 1,2,3', 'checkpoint 3']);

    await processor.process(events(4));
    clock.pass(60_000);
    await processor.process([]);
    expect(did.slice(2)).toEqual(['run 4', 'checkpoint 4']);
  });

  it('waits for a handler that still runs from when the host owned the partition before', async () => {
    let end: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const running = new Promise<void>((resolve) => (begun = resolve));
    const first = makeProcessor(() => {
      begun();
      return new Promise<void>((resolve) => (end = resolve));
    });
    const lost = first.processor.process(events(1));
    await running;
    first.processor.lose();

    const second = makeProcessor(succeed, { predecessor: first.processor });
    const regained = second.processor.process(events(1));
    expect(second.did).toEqual([]);
    end();
    await expect(lost).rejects.toThrow(PartitionStopped);
    await regained;
    expect(second.did).toEqual(['run 1', 'checkpoint 1']);
  });
});
