// The program and the samples' way over one emulator, each with a database of its own, fed the same.
import type { EventHubHandler } from '@azure/functions';
import { makeIngestHandler } from '../../../functions/ingest';
import { pushReferenceFiles } from '../../../local/reference/push-files';
import { makeCosmosClient } from '../../../shared/adapters/cosmos/cosmos-client';
import { openCosmosStores } from '../../../shared/adapters/cosmos/cosmos-stores';
import { provisionAll } from '../../../shared/adapters/cosmos/provision';
import { systemClock } from '../../../shared/adapters/system-clock';
import type { Documents } from '../../../shared/app/ports';
import { RecordedTelemetry } from '../../support/recorded-telemetry';
import { makeUseCases } from '../../support/use-cases';
import type { Embedded } from '../embedded/embedded';
import { configOf } from '../program';
import { referenceFiles } from '../traffic/reference';
import { Killed, openCountingIngest, type CountingIngest } from './counting-ingest';

export interface BothWays {
  readonly ours: EventHubHandler;
  /** As ours, in a process that dies once the records of its first batch are stored. */
  readonly oursKilled: EventHubHandler;
  readonly rollUp: () => Promise<unknown>;
  readonly reportedRequests: (period: string) => Promise<number>;
  readonly oursTelemetry: RecordedTelemetry;
  readonly samples: CountingIngest;
  readonly samplesTelemetry: RecordedTelemetry;
}

export const withBothWays = async <T>(
  embedded: Embedded,
  name: string,
  callers: number,
  work: (ways: BothWays) => Promise<T>,
): Promise<T> => {
  const settings = { ...embedded.settings, COSMOS_DATABASE: `${name}-ours` };
  const config = configOf(embedded, settings);
  await provisionAll(config.cosmos);
  const files = referenceFiles(callers).map((content, n) => ({ name: `file ${n}`, content }));
  await pushReferenceFiles({ settings }, files);
  const stores = openCosmosStores(config.cosmos);
  const client = makeCosmosClient(config.cosmos);
  try {
    const { database } = await client.databases.createIfNotExists({ id: `${name}-samples` });
    const oursTelemetry = new RecordedTelemetry();
    const useCases = (state: Documents) =>
      makeUseCases({
        stores: { ...stores, state },
        requestUnits: stores.requestUnits,
        clock: systemClock,
        telemetry: oursTelemetry,
        onFailure: (what, error) => {
          throw new Error(`${what} failed`, { cause: error });
        },
      });
    const { ingest, rollUp, readReport } = useCases(stores.state);
    const onUnreadable = (_hub: string, _attempt: number, error: unknown): never => {
      throw error;
    };
    const handler = (ingestBatch: typeof ingest): EventHubHandler =>
      makeIngestHandler({ hub: config.llmUsage, ingestBatch, onUnreadable });
    const samplesTelemetry = new RecordedTelemetry();
    return await work({
      ours: handler(ingest),
      oursKilled: handler(useCases(killedAtFirstPut(stores.state)).ingest),
      rollUp,
      async reportedRequests(period) {
        const answer = await readReport({ period });
        if (answer.kind !== 'report') throw new Error(`there is no report: ${answer.kind}`);
        return answer.report.totals.requests;
      },
      oursTelemetry,
      samples: await openCountingIngest(database, samplesTelemetry),
      samplesTelemetry,
    });
  } finally {
    client.dispose();
    stores.dispose();
  }
};

/** Marks are the first thing that a batch puts there, after its records. */
const killedAtFirstPut = (state: Documents): Documents => ({
  read: (partition, id) => state.read(partition, id),
  readMany: (partition, ids) => state.readMany(partition, ids),
  range: (partition, from, to) => state.range(partition, from, to),
  excerpts: (partition, from, to, members) => state.excerpts(partition, from, to, members),
  list: (partition, from, to) => state.list(partition, from, to),
  put: () => Promise.reject(new Killed('after the records of the batch')),
  delete: (partition, id, etag) => state.delete(partition, id, etag),
});
