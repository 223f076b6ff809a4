// Stands between the program and the Cosmos DB emulator and makes it fail as the real service and
// the network do: answers that are errors, connections that break before or after the commit,
// answers that come too late, bulk answers in which some operations failed, queries that lag.
import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FaultMatch {
  readonly method?: string;
  /** On the path, e.g. /colls\/usage\/docs/. */
  readonly path?: RegExp;
  /** On the body, e.g. /"operationType":"Create"/. */
  readonly body?: RegExp;
}

export type FaultAnswer =
  /** The request is not forwarded; this is what it gets. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection breaks, and nothing was done. */
  | 'dropBefore'
  /** It is done, and the connection breaks before the answer. */
  | 'dropAfterCommit'
  /** It is done at once, and the answer is held back. */
  | { readonly delayMs: number }
  /** These operations of a bulk request are not done and get this status; the others are done. */
  | {
      readonly failBulkOperations: readonly number[];
      readonly status: number;
      readonly retryAfterMs?: number;
    }
  /** It is done, and the answer is changed: a query that lags behind, say. */
  | { readonly rewrite: (answer: unknown) => unknown };

export interface FaultRule {
  readonly match: FaultMatch;
  /** How many requests it lets pass before it spoils the first; none by default. */
  readonly after?: number;
  /** How many requests it spoils; Infinity for all of them. */
  readonly times: number;
  readonly answer: FaultAnswer;
}

export interface CosmosFaultProxy {
  readonly endpoint: string;
  readonly connectionString: string;
  /** Requests that came through, for tests that count them: `POST /dbs/…`. */
  readonly requests: readonly string[];
  /** The first rule that matches and has not run out decides. `hits` counts what it spoiled. */
  inject(rule: FaultRule): { readonly hits: () => number };
  /** Takes all rules away. */
  clear(): void;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface ActiveRule {
  readonly rule: FaultRule;
  passed: number;
  hits: number;
}

export const startCosmosFaultProxy = async (target: {
  readonly endpoint: string;
  readonly key: string;
}): Promise<CosmosFaultProxy> => {
  const rules: ActiveRule[] = [];
  const requests: string[] = [];
  const timers = new Set<NodeJS.Timeout>();

  const server = createServer((incoming, outgoing) => {
    const serve = async (): Promise<void> => {
      const body = await textOf(incoming);
      requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
      const answer = rules.find((active) => spoils(active, incoming, body))?.rule.answer;
      if (answer === 'dropBefore') return void outgoing.destroy();
      const reply = await replyTo(target.endpoint, incoming, body, answer);
      if (answer === 'dropAfterCommit') return void outgoing.destroy();
      const send = (): void => {
        outgoing.writeHead(reply.status, reply.headers).end(reply.body);
      };
      if (typeof answer === 'object' && 'delayMs' in answer) {
        const timer = setTimeout(send, answer.delayMs);
        timers.add(timer);
      } else {
        send();
      }
    };
    serve().catch((error: unknown) => outgoing.destroy(error as Error));
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    endpoint,
    connectionString: `AccountEndpoint=${endpoint};AccountKey=${target.key};`,
    requests,
    inject: (rule) => {
      const active: ActiveRule = { rule, passed: 0, hits: 0 };
      rules.push(active);
      return { hits: () => active.hits };
    },
    clear: () => rules.splice(0),
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
};

/** Whether the rule decides on this request; counts what it spoils and what it lets pass. */
const spoils = (active: ActiveRule, incoming: IncomingMessage, body: string): boolean => {
  const { rule } = active;
  if (active.hits >= rule.times || !matches(rule.match, incoming, body)) return false;
  if (active.passed < (rule.after ?? 0)) {
    active.passed += 1;
    return false;
  }
  active.hits += 1;
  return true;
};

// The SDK also asks for the plan of every query, with the same path and body; that is no query.
const matches = (
  match: FaultMatch,
  { method, url, headers }: IncomingMessage,
  body: string,
): boolean =>
  headers['x-ms-cosmos-is-query-plan-request'] === undefined &&
  (match.method === undefined || match.method === method) &&
  (match.path === undefined || match.path.test(url ?? '')) &&
  (match.body === undefined || match.body.test(body));

const replyTo = async (
  target: string,
  incoming: IncomingMessage,
  body: string,
  answer: FaultAnswer | undefined,
): Promise<Reply> => {
  if (typeof answer !== 'object' || 'delayMs' in answer) return send(target, incoming, body);
  if ('failBulkOperations' in answer) return replyToSome(target, incoming, body, answer);
  if ('rewrite' in answer) {
    const reply = await send(target, incoming, body);
    return { ...reply, body: JSON.stringify(answer.rewrite(JSON.parse(reply.body))) };
  }
  const headers = { 'content-type': 'application/json', ...answer.headers };
  const error = { code: String(answer.status), message: 'injected fault' };
  return { status: answer.status, headers, body: JSON.stringify(error) };
};

const replyToSome = async (
  target: string,
  incoming: IncomingMessage,
  body: string,
  {
    failBulkOperations,
    status,
    retryAfterMs,
  }: Extract<FaultAnswer, { failBulkOperations: unknown }>,
): Promise<Reply> => {
  const operations = JSON.parse(body) as unknown[];
  const spared = operations.filter((_operation, index) => !failBulkOperations.includes(index));
  const reply = await send(target, incoming, JSON.stringify(spared));
  const done = JSON.parse(reply.body) as unknown[];
  const failure = { statusCode: status, requestCharge: 0, retryAfterMilliseconds: retryAfterMs };
  const answers = operations.map((_operation, index) =>
    failBulkOperations.includes(index) ? failure : done.shift(),
  );
  return { ...reply, body: JSON.stringify(answers) };
};

const send = (target: string, incoming: IncomingMessage, body: string): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const headers = { ...incoming.headers };
    headers['content-length'] = String(Buffer.byteLength(body));
    delete headers['transfer-encoding'];
    const outgoing = forward(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method ?? 'GET', headers },
      (response) => {
        textOf(response).then((text) => {
          const replyHeaders = { ...response.headers };
          delete replyHeaders['content-length'];
          delete replyHeaders['transfer-encoding'];
          resolve({ status: response.statusCode ?? 502, headers: replyHeaders, body: text });
        }, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};
