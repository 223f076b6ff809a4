// A process that ingests one batch and says what that took of its memory. It is started with
// --expose-gc by section.ts, once for every size, so that no batch finds what another one left.
import { readFileSync, writeFileSync } from 'node:fs';
import { readConfig } from '../../../shared/config';
import { makeProgram } from '../../../functions/program';
import { makeSource, deliverAll } from '../ingest/deliveries';

export interface BatchTask {
  readonly settings: Readonly<Record<string, string>>;
  readonly events: number;
}

export interface BatchMemory {
  /** Before the batch, once a small one has gone through and what it left was collected. */
  readonly restingBytes: number;
  /** The most that was in memory while the batch was ingested, its events included. */
  readonly peakBytes: number;
  /** What is on the heap for good: after the batch and a collection, less what was before. */
  readonly keptHeapBytes: number;
}

const run = async ({ settings, events }: BatchTask): Promise<BatchMemory> => {
  const program = makeProgram(readConfig(settings));
  const source = makeSource(100);
  await deliverAll(program.ingestUsage, source(100, 100));
  const heapBefore = heapBytes();
  const restingBytes = process.memoryUsage.rss();
  resetPeak();
  await deliverAll(program.ingestUsage, source(events, events));
  const peakBytes = peakOf();
  const keptHeapBytes = heapBytes() - heapBefore;
  await program.close();
  return { restingBytes, peakBytes, keptHeapBytes };
};

const heapBytes = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

const bytesPerKibibyte = 1_024;

// The largest resident size since the process began may be from its start. Linux can forget it.
const resetPeak = (): void => {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
};

const peakOf = (): number => {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * bytesPerKibibyte;
  const [, kibibytes = '0'] =
    /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) * bytesPerKibibyte;
};

void run(JSON.parse(process.argv[2] ?? '') as BatchTask).then((memory) => {
  process.send?.(memory, () => process.exit());
});
