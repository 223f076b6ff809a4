// One emulator for a suite, and on it for every test a fresh program behind a fault proxy of its own.
import { startCosmosEmulator, type CosmosEmulator } from '../../../local/cosmos-emulator';
import { startCosmosFaultProxy, type FaultMatch } from '../../support/cosmos-fault-proxy';
import { CosmosProgram } from '../../support/cosmos-program';
import { businessUnitsFile, deploymentsFile, priceBookFile } from '../../support/sample-events';

export interface CosmosFixture {
  /**
   * A program with a database of its own, reference data and a fault proxy; closed after the test.
   * A test that ran out of time goes on for a while beside the next one: what it still does to its
   * own proxy must not reach the other's.
   */
  open(operationMs?: number): Promise<CosmosProgram>;
}

/** Call it once at the top of a suite: it registers its own clean-up. */
export const useCosmos = (): CosmosFixture => {
  let emulator: CosmosEmulator;
  const opened: { close(): Promise<void> | void }[] = [];
  const closeOpened = async (): Promise<void> => {
    // Last opened, first closed: no program outlives the proxy that it talks to.
    for (const one of opened.splice(0).reverse()) await one.close();
  };
  beforeAll(async () => {
    emulator = await startCosmosEmulator();
  });
  afterEach(closeOpened);
  afterAll(() => emulator.close());
  return {
    async open(operationMs) {
      const proxy = await startCosmosFaultProxy(emulator);
      opened.push(proxy);
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
