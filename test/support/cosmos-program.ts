// The program over the real Cosmos DB adapters, with the fault proxy between them and the emulator.
// Each has a database of its own, so that many share one emulator and none sees another's documents.
import { openCosmosStores, type CosmosStores } from '../../shared/adapters/cosmos/cosmos-stores';
import { provisionAll } from '../../shared/adapters/cosmos/provision';
import { readCosmosConfig } from '../../shared/config';
import type { CosmosFaultProxy } from './cosmos-fault-proxy';
import { ProgramUnderTest } from './program-under-test';

let databases = 0;

export class CosmosProgram extends ProgramUnderTest {
  private constructor(
    readonly proxy: CosmosFaultProxy,
    private readonly opened: CosmosStores,
  ) {
    super();
  }

  /** `operationMs` is how long any single operation may take. */
  static async open(proxy: CosmosFaultProxy, operationMs?: number): Promise<CosmosProgram> {
    databases += 1;
    const config = readCosmosConfig({
      COSMOS_CONNECTION_STRING: proxy.connectionString,
      COSMOS_CONSISTENCY: 'Session',
      COSMOS_DATABASE: `program-${databases}`,
    });
    await provisionAll(config);
    return new CosmosProgram(proxy, openCosmosStores(config, operationMs));
  }

  close(): void {
    this.opened.dispose();
  }

  protected stores(): CosmosStores {
    return this.opened;
  }
}
