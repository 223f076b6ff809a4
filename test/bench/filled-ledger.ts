// Brings usage into an embedded program and rolls it up, as fast as that goes: ingest through the
// real handler, the rollup by a tick of our own, since the host's would make us wait for its schedule.
import { openCosmosStores, type CosmosStores } from '../../shared/adapters/cosmos/cosmos-stores';
import { systemClock } from '../../shared/adapters/system-clock';
import type { TickSummary } from '../../shared/app/rollup/tick-summary';
import { pushReferenceFiles } from '../../local/reference/push-files';
import { makeUseCases } from '../support/use-cases';
import type { Embedded } from './embedded/embedded';
import { deliverAll } from './ingest/deliveries';
import { configOf, withProgram } from './program';
import { enqueuedTimeOf, makeEvents, type Traffic } from './traffic/events';
import { Partition } from './traffic/partition';
import { referenceFiles } from './traffic/reference';

const batchSize = 1_000;

/** Loads reference data in which each caller of the traffic is a business unit, and ingests it. */
export const ingestTraffic = async (
  embedded: Embedded,
  database: string,
  traffic: Traffic,
): Promise<void> => {
  await withProgram(embedded, database, async ({ ingestUsage }) => {
    const files = referenceFiles(traffic.callers).map((content, n) => ({
      name: `file ${n}`,
      content,
    }));
    const settings = { ...embedded.settings, COSMOS_DATABASE: database };
    await pushReferenceFiles({ settings }, files);
    const events = makeEvents(traffic);
    const deliveries = new Partition().deliveries(events, batchSize, enqueuedTimeOf(traffic));
    await deliverAll(ingestUsage, deliveries);
  });
};

export interface Rollup {
  readonly tick: () => Promise<TickSummary>;
  readonly stores: CosmosStores;
  readonly collections: ReturnType<typeof makeUseCases>['collections'];
}

/** Works with ticks of the rollup over the database. */
export const withRollup = async <T>(
  embedded: Embedded,
  database: string,
  work: (rollup: Rollup) => Promise<T>,
): Promise<T> => {
  const stores = openCosmosStores(configOf(embedded, { COSMOS_DATABASE: database }).cosmos);
  try {
    const { rollUp, collections } = makeUseCases({
      stores,
      requestUnits: stores.requestUnits,
      clock: systemClock,
      telemetry: { event: () => undefined, metric: () => undefined },
      onFailure: (what, error) => {
        throw new Error(`${what} failed`, { cause: error });
      },
    });
    return await work({ tick: rollUp, stores, collections });
  } finally {
    stores.dispose();
  }
};
