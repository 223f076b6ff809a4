// How large telemetry items are when Application Insights' SDK sends them, seen by a local endpoint. The
// service bills what it stores of them, which is less.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ChildTask } from '../../support/telemetry-child';
import { startTelemetrySink } from '../../support/telemetry-sink';
import type { Figure } from '../section';

/** One item for each batch, one for each tick, and one for each request where a setting asks for it. */
const names = ['IngestBatch', 'RollupTick', 'Azure OpenAI Tokens'] as const;

const flushMsMax = 30_000;

export const telemetrySizes = async (): Promise<readonly Figure[]> => {
  const sink = await startTelemetrySink();
  try {
    const task: ChildTask = { connectionString: sink.connectionString, samples: true, flushMsMax };
    const child = fork(
      path.join(__dirname, '../../support/telemetry-child.ts'),
      [JSON.stringify(task)],
      { env: { ...process.env, ...sink.environment }, silent: true },
    );
    await once(child, 'exit');
    return names.map((name) => {
      const item = sink.envelopes.find(({ data }) => data.baseData.name === name);
      if (item === undefined) throw new Error(`telemetry did not send ${name}`);
      const amount = Buffer.byteLength(JSON.stringify(item));
      return { what: `telemetry item as it is sent, ${name}`, amount, unit: 'bytes' };
    });
  } finally {
    await sink.close();
  }
};
