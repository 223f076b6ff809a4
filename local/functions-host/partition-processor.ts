// What happens to the events of one partition while this host owns it: batches, one invocation at a
// time, retries, and how far the checkpoint moves. It decides as the Event Hubs extension does:
//
// - The checkpoint moves on after a batch whether the function succeeded or not; only a retry
//   policy holds it, by trying the same batch again.
// - A batch whose retries are cut short, by the host's end or by the partition's loss, moves nothing:
//   whoever reads the partition next gets the batch again.
//
// (azure-sdk-for-net, Microsoft.Azure.WebJobs.Extensions.EventHubs, EventHubListener.PartitionProcessor)
import type { ReceivedEventData } from '@azure/event-hubs';
import type { HostClock } from './clock';
import type { RetryContext } from './core-types';
import { runWithRetries, type RetryPolicy } from './retry-policy';

/** Ends the reading of a partition. Its `code` is what the client takes for lost ownership. */
export class PartitionStopped extends Error {
  override readonly name = 'PartitionStopped';
  readonly code = 'ReceiverDisconnectedError';
}

export interface PartitionProcessorOptions {
  readonly retryPolicy: RetryPolicy | undefined;
  /** One event an invocation, in order, instead of a batch. */
  readonly single: boolean;
  readonly batchSizeMax: number;
  readonly batchSizeMin: number;
  /** Longest time that events wait for `batchSizeMin` to be reached. */
  readonly waitMsMax: number;
  /** A checkpoint after this many batches. */
  readonly checkpointFrequency: number;
  readonly clock: HostClock;
  readonly random: () => number;
  readonly invoke: (
    events: readonly ReceivedEventData[],
    checkpointAfter: boolean,
    retry: RetryContext | undefined,
  ) => Promise<unknown>;
  readonly checkpoint: (event: ReceivedEventData) => Promise<void>;
  readonly onRetry: (retry: number, delayMs: number) => void;
  /** Whoever processed this partition in this process before; it may still be in a handler. */
  readonly predecessor?: PartitionProcessor | undefined;
}

export class PartitionProcessor {
  private readonly waiting: ReceivedEventData[] = [];
  private readonly stopping = new AbortController();
  private readonly lost = new AbortController();
  private waitingSinceMs = 0;
  private batchesSinceCheckpoint = 0;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly options: PartitionProcessorOptions) {}

  /** Begins no further invocation; one that runs may end and have its checkpoint. */
  stop(): void {
    this.stopping.abort();
  }

  /** The partition is no longer ours: no checkpoint from now on. */
  lose(): void {
    this.lost.abort();
    this.stopping.abort();
  }

  get isLost(): boolean {
    return this.lost.signal.aborted;
  }

  idle(): Promise<void> {
    return this.work;
  }

  /** Takes what was received; rejects with PartitionStopped when reading must end. */
  process(events: readonly ReceivedEventData[]): Promise<void> {
    const processing = this.processNow(events);
    this.work = processing.catch(() => undefined);
    return processing;
  }

  private async processNow(events: readonly ReceivedEventData[]): Promise<void> {
    await this.options.predecessor?.idle();
    if (this.waiting.length === 0) this.waitingSinceMs = this.options.clock.now();
    this.waiting.push(...events);
    for (let batch = this.nextBatch(); batch.length > 0; batch = this.nextBatch()) {
      this.throwIfStopped();
      await this.processBatch(batch);
    }
    this.throwIfStopped();
  }

  private nextBatch(): ReceivedEventData[] {
    const { batchSizeMin, batchSizeMax, waitMsMax, clock } = this.options;
    const waitedMs = clock.now() - this.waitingSinceMs;
    if (this.waiting.length < batchSizeMin && waitedMs < waitMsMax) return [];
    this.waitingSinceMs = clock.now();
    return this.waiting.splice(0, batchSizeMax);
  }

  private async processBatch(batch: readonly ReceivedEventData[]): Promise<void> {
    const { single, checkpoint, checkpointFrequency } = this.options;
    this.batchesSinceCheckpoint += 1;
    const checkpointAfter = this.batchesSinceCheckpoint >= checkpointFrequency;
    const invocations = single ? batch.map((event) => [event]) : [batch];
    for (const events of invocations) {
      this.throwIfStopped();
      await this.invokeUntilDone(events, checkpointAfter);
    }
    if (this.isLost) throw new PartitionStopped('the partition was lost');
    const last = batch.at(-1);
    if (last === undefined || !checkpointAfter) return;
    await checkpoint(last);
    this.batchesSinceCheckpoint = 0;
  }

  private async invokeUntilDone(
    events: readonly ReceivedEventData[],
    checkpointAfter: boolean,
  ): Promise<void> {
    const { retryPolicy, clock, random, invoke, onRetry } = this.options;
    const outcome = await runWithRetries({
      policy: retryPolicy,
      attempt: (retry) => invoke(events, checkpointAfter, retry),
      signal: this.stopping.signal,
      clock,
      random,
      onRetry,
    });
    if (outcome.kind === 'interrupted') {
      throw new PartitionStopped('retries were cut short', { cause: outcome.error });
    }
  }

  private throwIfStopped(): void {
    if (this.stopping.signal.aborted) throw new PartitionStopped('reading has ended');
  }
}
