// What large batches take of the memory: each is ingested by a process of its own, through the real
// handler into the Cosmos DB emulator.
import { fork } from 'node:child_process';
import path from 'node:path';
import { provisionAll } from '../../../shared/adapters/cosmos/provision';
import { withEmbedded } from '../embedded/embedded';
import { configOf, settingsOf } from '../program';
import type { Bench, Figure, Findings, Section } from '../section';
import type { BatchMemory, BatchTask } from './batch-process';

const sizes = [1_000, 10_000] as const;
const bytesPerMebibyte = 2 ** 20;
const bytesPerKibibyte = 2 ** 10;

const run = ({ progress }: Bench): Promise<Findings> =>
  withEmbedded({ kind: 'cosmos' }, async (embedded) => {
    await provisionAll(configOf(embedded).cosmos);
    const figures: Figure[] = [];
    for (const events of sizes) {
      progress(`a batch of ${events} events`);
      const memory = await memoryOf({ settings: settingsOf(embedded), events });
      const what = `batch of ${events.toLocaleString('en')} events of 1 KB`;
      const above = memory.peakBytes - memory.restingBytes;
      figures.push(
        { what: `${what}, peak above rest`, amount: above / bytesPerMebibyte, unit: 'MiB' },
        {
          what: `${what}, peak above rest`,
          amount: above / bytesPerKibibyte / events,
          unit: 'KiB/event',
        },
        { what: `${what}, peak`, amount: memory.peakBytes / bytesPerMebibyte, unit: 'MiB' },
        { what: `${what}, kept`, amount: memory.keptHeapBytes / bytesPerMebibyte, unit: 'MiB' },
      );
    }
    return {
      figures,
      notes: [
        'peak: resident size of the whole process, which runs from sources here; bundled it rests lower',
        'kept: on the heap after the batch and a collection, above what was there before',
      ],
    };
  });

const memoryOf = (task: BatchTask): Promise<BatchMemory> =>
  new Promise((resolve, reject) => {
    const child = fork(path.join(__dirname, 'batch-process.ts'), [JSON.stringify(task)], {
      execArgv: [...process.execArgv, '--expose-gc'],
    });
    child.once('message', (memory) => resolve(memory as BatchMemory));
    child.once('exit', (code) => reject(new Error(`the process ended with code ${String(code)}`)));
  });

export const memorySection: Section = {
  name: 'memory',
  title: 'memory that large batches take',
  run,
};
