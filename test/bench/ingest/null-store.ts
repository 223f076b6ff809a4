// The handler over stores that take everything and keep nothing: what is left of its time is the
// program's own work.
import type { EventHubHandler } from '@azure/functions';
import { makeIngestHandler } from '../../../functions/ingest';
import { systemClock } from '../../../shared/adapters/system-clock';
import type { Documents, UsageStore } from '../../../shared/app/ports';
import type { HubConfig } from '../../../shared/config';
import type { ProgramStores } from '../../support/program-under-test';
import { makeUseCases } from '../../support/use-cases';

// eslint-disable-next-line @typescript-eslint/require-await
const nothing = async function* (): AsyncGenerator<never> {
  yield* [];
};

const usage: UsageStore = {
  create: (records) => Promise.resolve(records.map(() => 'created')),
  read: (ids) => Promise.resolve(ids.map(() => undefined)),
  replace: (changes) => Promise.resolve(changes.map(() => 'replaced')),
  inWindows: nothing,
};

const documents: Documents = {
  read: () => Promise.resolve(undefined),
  readMany: (_partition, ids) => Promise.resolve(ids.map(() => undefined)),
  range: () => Promise.resolve([]),
  excerpts: () => Promise.resolve([]),
  list: () => Promise.resolve([]),
  put: (puts) => Promise.resolve(puts.map(() => 'written')),
  delete: () => Promise.resolve('deleted'),
};

const stores: ProgramStores = {
  usage,
  deadLetters: {
    write: (letters) => Promise.resolve(letters.map(() => 'stored')),
  },
  rollups: documents,
  chargebacks: documents,
  reference: documents,
  state: documents,
  requestUnits: { measure: async (work) => ({ value: await work(), requestUnits: 0 }) },
};

export const nullHandler = (hub: HubConfig): EventHubHandler => {
  const { ingest } = makeUseCases({
    stores,
    requestUnits: stores.requestUnits,
    clock: systemClock,
    telemetry: { event: () => undefined, metric: () => undefined },
    onFailure: () => undefined,
  });
  const onUnreadable = (_hub: string, _attempt: number, error: unknown): never => {
    throw error;
  };
  return makeIngestHandler({ hub, ingestBatch: ingest, onUnreadable });
};
