// A Cosmos DB that lives in this process and in memory, for the local stack and the tests. It speaks
// plain http, which the SDK takes as it comes: self-signed TLS would only ask for exceptions.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createHttpServer } from '@vercel/cosmosdb-server';

export interface CosmosEmulator {
  readonly endpoint: string;
  readonly connectionString: string;
  readonly key: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface CosmosEmulatorOptions {
  /** 0: any free one. */
  readonly port?: number;
  readonly host?: string;
}

/** The key that all emulators of Cosmos DB publish; it opens nothing else. */
const key =
  'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

export const startCosmosEmulator = async ({
  port = 0,
  host = '127.0.0.1',
}: CosmosEmulatorOptions = {}): Promise<CosmosEmulator> => {
  const server = createHttpServer({ keepAlive: true });
  // A kept connection that the server closes just as a request arrives would look like an outage.
  server.keepAliveTimeout = 0;
  skipQueryPlans(server);
  await listen(server, port, host);
  const { port: taken } = server.address() as AddressInfo;
  const endpoint = `http://${host}:${taken}/`;
  return {
    endpoint,
    connectionString: `AccountEndpoint=${endpoint};AccountKey=${key};`,
    key,
    port: taken,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
};

// The SDK asks for the plan of every query, next to the query itself. The emulator takes that for
// the query once more and evaluates it over all documents; nobody reads what it says then.
const skipQueryPlans = (server: Server): void => {
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers['x-ms-cosmos-is-query-plan-request'] === undefined) {
      for (const handle of handlers) handle.call(server, request, response);
      return;
    }
    request.resume();
    response.setHeader('content-type', 'application/json').end('{}');
  });
};

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const message = taken
        ? `the Cosmos DB emulator cannot listen on ${host}:${port}: the port is taken. Stop what ` +
          'listens there, or choose another port (0 takes any free one).'
        : `the Cosmos DB emulator cannot listen on ${host}:${port}: ${error.message}`;
      reject(new Error(message, { cause: error }));
    });
    server.listen(port, host, () => resolve());
  });
