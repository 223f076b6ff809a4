// Stands before the Cosmos DB emulator and answers queries of usage records from texts that are ready,
// page by page: what is left of a query's time is the program's and its SDK's, as with a service that
// has looked the documents up elsewhere. Everything else goes through.
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const continuationHeader = 'x-ms-continuation';

/** Answers the port that it listens on. */
export const startCannedQueries = async (
  endpoint: string,
  pages: readonly string[],
): Promise<number> => {
  const bodies = pages.map((page) => Buffer.from(`{"_rid":"","_count":0,"Documents":${page}}`));
  const server = createServer((incoming, outgoing) => {
    if (isUsageQuery(incoming)) answer(incoming, outgoing, bodies);
    else pass(endpoint, incoming, outgoing);
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

const isUsageQuery = ({ url = '', headers }: IncomingMessage): boolean =>
  /\/colls\/usage\/docs$/.test(url) &&
  headers['x-ms-documentdb-isquery'] !== undefined &&
  headers['x-ms-cosmos-is-query-plan-request'] === undefined;

const answer = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  bodies: readonly Buffer[],
): void => {
  const page = Number(incoming.headers[continuationHeader] ?? 0);
  incoming.resume().once('end', () => {
    const next = page + 1 < bodies.length ? { [continuationHeader]: String(page + 1) } : {};
    outgoing
      .writeHead(200, { 'content-type': 'application/json', 'x-ms-request-charge': '1', ...next })
      .end(bodies[page]);
  });
};

const pass = (endpoint: string, incoming: IncomingMessage, outgoing: ServerResponse): void => {
  const { method = 'GET', headers, url = '/' } = incoming;
  const onward = request(new URL(url, endpoint), { method, headers }, (reply) => {
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(outgoing);
  });
  onward.on('error', (error) => outgoing.destroy(error));
  incoming.pipe(onward);
};
