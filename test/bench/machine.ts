// What the figures were measured on: without it no absolute figure means anything.
import os from 'node:os';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core during the minute before: above zero, others share the machine. */
  readonly loadBefore: number;
  readonly date: string;
}

export const thisMachine = (): Machine => ({
  cores: os.availableParallelism(),
  processor: os.cpus()[0]?.model.trim() ?? 'unknown processor',
  memoryBytes: os.totalmem(),
  system: `${os.type()} ${os.release()}`,
  node: process.version,
  loadBefore: os.loadavg()[0] ?? 0,
  date: new Date().toISOString(),
});

const bytesPerGibibyte = 2 ** 30;

export const describeMachine = (machine: Machine): string =>
  [
    `${machine.cores} cores, ${machine.processor}`,
    `${(machine.memoryBytes / bytesPerGibibyte).toFixed(0)} GiB, ${machine.system}, Node.js ${machine.node}`,
    `${machine.date}, load before ${machine.loadBefore.toFixed(2)}`,
  ].join('\n');
