// Counts what goes over the wire to the Cosmos DB emulator, from within the process that the emulator
// runs in: nothing stands between it and the program, so that counting changes no time of the latter.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Exchange {
  /** One HTTP request and its answer, which is one round trip. */
  readonly requests: number;
  /** Operations in them: a bulk request has up to 100, every other request one. */
  readonly operations: number;
  /** Of the requests and of the answers, headers included. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** By container and kind of operation, e.g. `usage: create`. */
export type WireCount = Readonly<Record<string, Exchange>>;

/** Container of what is asked about the account, the containers and the partitions themselves. */
export const metadata = 'metadata';

export const noExchange: Exchange = {
  requests: 0,
  operations: 0,
  bytesSent: 0,
  bytesReceived: 0,
};

export const addExchanges = (a: Exchange, b: Exchange): Exchange => ({
  requests: a.requests + b.requests,
  operations: a.operations + b.operations,
  bytesSent: a.bytesSent + b.bytesSent,
  bytesReceived: a.bytesReceived + b.bytesReceived,
});

/** The exchanges of documents; what the SDK asks about the account is not among them. */
export const totalOf = (wire: WireCount, isCounted: (kind: string) => boolean = isDocuments) =>
  Object.entries(wire)
    .filter(([kind]) => isCounted(kind))
    .map(([, exchange]) => exchange)
    .reduce(addExchanges, noExchange);

const isDocuments = (kind: string): boolean => !kind.startsWith(metadata);

/** Counts from now on; the function that it answers hands out what was counted since the last call. */
export const countWire = (cosmosPort: number): (() => WireCount) => {
  let counted: Record<string, Exchange> = {};
  const seen = new WeakMap<Socket, { read: number; written: number }>();
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.socket.localPort !== cosmosPort) return;
    const chunks: Buffer[] = [];
    // The emulator attaches its own listener in the same turn, before anything flows.
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.once('finish', () => {
      const { socket } = request;
      const before = seen.get(socket) ?? { read: 0, written: 0 };
      const now = { read: socket.bytesRead, written: socket.bytesWritten };
      seen.set(socket, now);
      const { kind, operations } = classify(request, Buffer.concat(chunks));
      counted[kind] = addExchanges(counted[kind] ?? noExchange, {
        requests: 1,
        operations,
        bytesSent: now.read - before.read,
        bytesReceived: now.written - before.written,
      });
    });
  });
  return () => {
    const taken = counted;
    counted = {};
    return taken;
  };
};

const classify = (
  { method = '', url = '', headers }: IncomingMessage,
  body: Buffer,
): { readonly kind: string; readonly operations: number } => {
  const [, container, item] = /\/colls\/([^/]+)\/docs(?:\/(.+))?$/.exec(url) ?? [];
  if (container === undefined) return { kind: metadata, operations: 1 };
  if (headers['x-ms-cosmos-is-query-plan-request'] !== undefined) {
    return { kind: `${container}: query plan`, operations: 1 };
  }
  if (headers['x-ms-documentdb-isquery'] !== undefined) {
    return { kind: `${container}: query`, operations: 1 };
  }
  if (headers['x-ms-cosmos-is-batch-request'] !== undefined) {
    const operations = JSON.parse(body.toString()) as { operationType: string }[];
    // The program never mixes kinds in one request, but for puts under several conditions.
    const kinds = [...new Set(operations.map((one) => one.operationType.toLowerCase()))];
    return { kind: `${container}: ${kinds.join(' and ')}`, operations: operations.length };
  }
  const isUpsert = headers['x-ms-documentdb-is-upsert'] !== undefined;
  const verbs: Readonly<Record<string, string>> = { GET: 'read', PUT: 'replace', DELETE: 'delete' };
  const verb = item === undefined ? (isUpsert ? 'upsert' : 'create') : (verbs[method] ?? method);
  return { kind: `${container}: ${verb}`, operations: 1 };
};
