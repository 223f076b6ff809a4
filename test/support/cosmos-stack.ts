// A provisioned Cosmos DB emulator with a fault proxy in front of it, and the stores over the proxy.
import type { Container } from '@azure/cosmos';

import type { ContainerName } from '../../shared/adapters/cosmos/containers';
import { makeCosmosClient } from '../../shared/adapters/cosmos/cosmos-client';
import { openCosmosStores, type CosmosStores } from '../../shared/adapters/cosmos/cosmos-stores';
import { provisionAll } from '../../shared/adapters/cosmos/provision';
import { readCosmosConfig, type CosmosConfig } from '../../shared/config';
import { startCosmosEmulator, type CosmosEmulator } from '../../local/cosmos-emulator';
import { startCosmosFaultProxy, type CosmosFaultProxy } from './cosmos-fault-proxy';
import type { StoreLimits } from './store-limits';

export interface CosmosStack {
  readonly emulator: CosmosEmulator;
  readonly proxy: CosmosFaultProxy;
  /** Goes through the proxy. */
  readonly config: CosmosConfig;
  readonly stores: CosmosStores;
  /** The SDK's own view of a container, to see or plant what the stores would not. */
  container(name: ContainerName): Container;
  /** Further stores over the proxy, e.g. with a short deadline; closed with the stack. */
  openStores(operationMs: number): CosmosStores;
  close(): Promise<void>;
}

/** `limits`: smaller ones than the service's, where a test could not reach those. */
export const startCosmosStack = async (limits: Partial<StoreLimits> = {}): Promise<CosmosStack> => {
  const emulator = await startCosmosEmulator();
  const proxy = await startCosmosFaultProxy(emulator, { limits });
  const config = readCosmosConfig({
    COSMOS_CONNECTION_STRING: proxy.connectionString,
    COSMOS_CONSISTENCY: 'Session',
  });
  const client = makeCosmosClient(config);
  const container = (name: ContainerName): Container =>
    client.database(config.database).container(name);
  const opened: CosmosStores[] = [];
  const openStores = (operationMs?: number): CosmosStores => {
    const stores = openCosmosStores(config, operationMs);
    opened.push(stores);
    return stores;
  };
  const close = async (): Promise<void> => {
    for (const stores of opened) stores.dispose();
    client.dispose();
    await proxy.close();
    await emulator.close();
  };
  try {
    await provisionAll(config);
  } catch (error) {
    await close();
    throw error;
  }
  return { emulator, proxy, config, stores: openStores(), container, openStores, close };
};
