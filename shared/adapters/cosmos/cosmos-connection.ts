// The client of Cosmos DB, made anew where it can no longer be used. It asks for a container's partitions
// once and keeps what came of it, a failure too: from then on every bulk call to the container fails by
// that, without a request, for as long as the client lives (Azure/azure-sdk-for-js#39144).
import type { Container, CosmosClient } from '@azure/cosmos';

import type { CosmosConfig } from '../../config';
import { makeCosmosClient } from './cosmos-client';

/** A container, by whichever client can be used at the moment. */
export interface ConnectedContainer {
  readonly id: string;
  open(): Container;
  /** Does what asks for the container's partitions; once more where the client could not be used. */
  call<T>(work: (container: Container) => Promise<T>): Promise<T>;
}

export class CosmosConnection {
  #client: CosmosClient;
  readonly #thrown = new WeakSet<object>();

  constructor(private readonly config: CosmosConfig) {
    this.#client = makeCosmosClient(config);
  }

  get client(): CosmosClient {
    return this.#client;
  }

  container(id: string): ConnectedContainer {
    const open = (): Container => this.#client.database(this.config.database).container(id);
    return { id, open, call: (work) => this.#call(open, work) };
  }

  dispose(): void {
    this.#client.dispose();
  }

  async #call<T>(open: () => Container, work: (container: Container) => Promise<T>): Promise<T> {
    const client = this.#client;
    try {
      return await work(open());
    } catch (error) {
      if (!this.#wasThrownBefore(error)) throw error;
    }
    // Nothing was sent: another client may try right away.
    if (client === this.#client) this.#replaceClient();
    try {
      return await work(open());
    } catch (error) {
      this.#wasThrownBefore(error);
      throw error;
    }
  }

  /** Every request that fails has an error of its own: one that comes again was kept. */
  #wasThrownBefore(error: unknown): boolean {
    if (typeof error !== 'object' || error === null) return false;
    const isKnown = this.#thrown.has(error);
    this.#thrown.add(error);
    return isKnown;
  }

  // What is under way on the old client ends there; dispose only stops what it does in the background.
  #replaceClient(): void {
    this.#client.dispose();
    this.#client = makeCosmosClient(this.config);
  }
}
