// One emulator behind one fault proxy for a suite, and a fresh program on it for every test.
import { startCosmosEmulator, type CosmosEmulator } from '../../../local/cosmos-emulator';
import {
  startCosmosFaultProxy,
  type CosmosFaultProxy,
  type FaultMatch,
} from '../../support/cosmos-fault-proxy';
import { CosmosProgram } from '../../support/cosmos-program';
import { businessUnitsFile, deploymentsFile, priceBookFile } from '../../support/sample-events';

export interface CosmosFixture {
  /** Available inside tests. */
  readonly proxy: CosmosFaultProxy;
  /** A program with a database of its own and reference data; closed after the test. */
  open(operationMs?: number): Promise<CosmosProgram>;
}

/** Call it once at the top of a suite: it registers its own clean-up. */
export const useCosmos = (): CosmosFixture => {
  let emulator: CosmosEmulator;
  let proxy: CosmosFaultProxy;
  const opened: CosmosProgram[] = [];
  beforeAll(async () => {
    emulator = await startCosmosEmulator();
    proxy = await startCosmosFaultProxy(emulator);
  });
  afterEach(() => {
    proxy.clear();
    for (const program of opened.splice(0)) program.close();
  });
  afterAll(async () => {
    await proxy.close();
    await emulator.close();
  });
  return {
    get proxy() {
      return proxy;
    },
    async open(operationMs) {
      const program = await CosmosProgram.open(proxy, operationMs);
      opened.push(program);
      await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
      return program;
    },
  };
};

/** Bulk requests to a container; `operation` narrows them down by what is in them. */
export const bulkOf = (container: string, operation = /operationType/): FaultMatch => ({
  method: 'POST',
  path: new RegExp(`colls/${container}/docs`),
  body: operation,
});

/** Queries of a container. */
export const queryOf = (container: string, text = /SELECT/): FaultMatch => ({
  method: 'POST',
  path: new RegExp(`colls/${container}/docs`),
  body: new RegExp(`"query":.*${text.source}`),
});
