// The plain half of the fault proxy: requests to Cosmos DB as they are read from the wire and sent on,
// whole or without some of their operations.
import { request as send, type IncomingMessage } from 'node:http';

/** One operation of a bulk request. */
export interface ProxiedOperation {
  readonly operationType: string;
  /** The partition key's components as JSON, e.g. `["mark"]`. */
  readonly partitionKey?: string;
  readonly id?: string;
  readonly ifMatch?: string;
  readonly resourceBody?: { readonly id?: string };
}

export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Of a bulk request; none of any other. */
  readonly operations: readonly ProxiedOperation[];
  /** Asked beside every query, with the same path and body. */
  readonly isQueryPlan: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export const readRequest = async (incoming: IncomingMessage): Promise<ProxiedRequest> => {
  const { method = 'GET', url: path = '/', headers } = incoming;
  const body = await textOf(incoming);
  const isBulk = headers['x-ms-cosmos-is-batch-request'] !== undefined;
  return {
    method,
    path,
    headers,
    body,
    operations: isBulk ? (JSON.parse(body) as ProxiedOperation[]) : [],
    isQueryPlan: headers['x-ms-cosmos-is-query-plan-request'] !== undefined,
  };
};

export const forwarded = (
  target: string,
  { method, path, headers: received, body }: ProxiedRequest,
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const headers = { ...received, 'content-length': String(Buffer.byteLength(body)) };
    delete headers['transfer-encoding'];
    const outgoing = send(new URL(path, target), { method, headers }, (response) => {
      textOf(response).then((text) => {
        const replyHeaders = { ...response.headers };
        delete replyHeaders['content-length'];
        delete replyHeaders['transfer-encoding'];
        resolve({ status: response.statusCode ?? 502, headers: replyHeaders, body: text });
      }, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

/** Sends a bulk request on without the operations that are answered already. */
export const forwardedInPart = async (
  target: string,
  request: ProxiedRequest,
  answered: ReadonlyMap<number, object>,
): Promise<Reply> => {
  if (answered.size === 0) return forwarded(target, request);
  const sent = request.operations.filter((_, index) => !answered.has(index));
  if (sent.length === 0) return bulkReply([...answered.entries()].sort(byIndex).map(second));
  const reply = await forwarded(target, { ...request, body: JSON.stringify(sent) });
  if (reply.status >= 400) return reply;
  const answers = JSON.parse(reply.body) as unknown[];
  const all = request.operations.map((_, index) => answered.get(index) ?? answers.shift());
  return { ...reply, body: JSON.stringify(all) };
};

const byIndex = ([a]: readonly [number, object], [b]: readonly [number, object]): number => a - b;
const second = ([, answer]: readonly [number, object]): object => answer;

const bulkReply = (answers: readonly object[]): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(answers),
});

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};
