// Stands between the program and the Cosmos DB emulator and makes it fail as the real service and
// the network do: answers that are errors, connections that break before or after the commit,
// answers that come too late or never, bulk answers in which some operations failed, writes that take
// effect after every client gave them up, queries that lag. It also keeps the service's limits, which
// the emulator does not have.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { forwardedInPart, readRequest, type ProxiedRequest, type Reply } from './cosmos-forwarding';
import { CosmosWireLimits } from './cosmos-wire-limits';
import { cosmosLimits, type StoreLimits } from './store-limits';

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
  /** The connection breaks, and it is done all the same, so much later. */
  | { readonly commitAfterMs: number }
  /** It is done so much later. */
  | { readonly delayBeforeMs: number }
  /** It is done at once, and the answer is held back. */
  | { readonly delayMs: number }
  /** No answer ever comes: the connection stays open until the client is gone. */
  | Unanswered
  /** These operations of a bulk request are not done and get this status; the others are done. */
  | {
      readonly failBulkOperations: readonly number[];
      readonly status: number;
      readonly subStatus?: number;
      readonly retryAfterMs?: number;
    }
  /** It is done, and the answer is changed: a query that lags behind, say. */
  | { readonly rewrite: (answer: unknown) => unknown };

export interface Unanswered {
  /** How much of it is done: of a bulk request, the first half of its operations. */
  readonly unanswered: 'nothing' | 'half' | 'all';
  /** That much is done. */
  readonly onHeld: () => void;
  /** The client is gone. */
  readonly onAbandoned: () => void;
}

export interface FaultRule {
  readonly match: FaultMatch;
  /** How many requests it lets pass before it spoils the first; none by default. */
  readonly after?: number;
  /** How many requests it spoils; Infinity for all of them. */
  readonly times: number;
  readonly answer: FaultAnswer;
}

export interface CosmosFaultProxyOptions {
  /** Asked about each request on which no rule decides; undefined: it passes. */
  readonly decide?: (request: ProxiedRequest) => FaultAnswer | undefined;
  /** Smaller limits than the service's, where a test could not reach those. */
  readonly limits?: Partial<StoreLimits>;
  /** Told of everything that the emulator answered, whether or not the client gets to hear it. */
  readonly onReply?: (request: ProxiedRequest, reply: Reply) => void;
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
  /** Resolves when nothing that was put off is still to be done. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

interface ActiveRule {
  readonly rule: FaultRule;
  passed: number;
  hits: number;
}

export const startCosmosFaultProxy = async (
  target: { readonly endpoint: string; readonly key: string },
  options: CosmosFaultProxyOptions = {},
): Promise<CosmosFaultProxy> => {
  const rules: ActiveRule[] = [];
  const requests: string[] = [];
  const putOff = new Set<Promise<unknown>>();
  const closing = new AbortController();
  const limits = new CosmosWireLimits({ ...cosmosLimits, ...options.limits });

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    requests.push(`${request.method} ${request.path}`);
    const active = rules.find((rule) => spoils(rule, request));
    const answer = active?.rule.answer ?? options.decide?.(request);
    const forward = async (part: readonly number[] = [], status: object = {}): Promise<Reply> => {
      const answered = new Map(part.map((index) => [index, status]));
      const reply = await limits.forward(request, answered, (limited, answers) =>
        forwardedInPart(target.endpoint, limited, answers),
      );
      options.onReply?.(request, reply);
      return reply;
    };
    const reply = await replyTo(answer, {
      forward,
      operations: request.operations.length,
      pause: (ms) => pause(ms, undefined, { signal: closing.signal }),
      later: (work) => {
        const promise = work().catch(() => undefined);
        putOff.add(promise);
        void promise.then(() => putOff.delete(promise));
      },
      onGone: (tell) => outgoing.once('close', tell),
    });
    if (reply === 'drop') outgoing.destroy();
    else if (reply !== 'silence') outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  };

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
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
    caughtUp: async () => {
      while (putOff.size > 0) await Promise.all(putOff);
    },
    close: async () => {
      closing.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
};

/** Whether the rule decides on this request; counts what it spoils and what it lets pass. */
const spoils = (active: ActiveRule, request: ProxiedRequest): boolean => {
  const { rule } = active;
  if (active.hits >= rule.times || !matches(rule.match, request)) return false;
  if (active.passed < (rule.after ?? 0)) {
    active.passed += 1;
    return false;
  }
  active.hits += 1;
  return true;
};

// The SDK also asks for the plan of every query, with the same path and body; that is no query.
const matches = (match: FaultMatch, request: ProxiedRequest): boolean =>
  !request.isQueryPlan &&
  (match.method === undefined || match.method === request.method) &&
  (match.path === undefined || match.path.test(request.path)) &&
  (match.body === undefined || match.body.test(request.body));

interface Means {
  /** Without the operations at these indexes, which are answered with this status. */
  readonly forward: (without?: readonly number[], status?: object) => Promise<Reply>;
  readonly operations: number;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly later: (work: () => Promise<unknown>) => void;
  readonly onGone: (tell: () => void) => void;
}

const replyTo = async (
  answer: FaultAnswer | undefined,
  means: Means,
): Promise<Reply | 'drop' | 'silence'> => {
  const { forward, pause: wait } = means;
  if (answer === undefined) return forward();
  if (answer === 'dropBefore') return 'drop';
  if (answer === 'dropAfterCommit') {
    await forward();
    return 'drop';
  }
  if ('commitAfterMs' in answer) {
    means.later(() => wait(answer.commitAfterMs).then(() => forward()));
    return 'drop';
  }
  if ('unanswered' in answer) return staySilent(answer, means);
  if ('delayBeforeMs' in answer) {
    await wait(answer.delayBeforeMs);
    return forward();
  }
  if ('delayMs' in answer) {
    const reply = await forward();
    await wait(answer.delayMs);
    return reply;
  }
  if ('failBulkOperations' in answer) {
    const { failBulkOperations, status, subStatus, retryAfterMs } = answer;
    const failure = {
      statusCode: status,
      subStatusCode: subStatus,
      requestCharge: 0,
      retryAfterMilliseconds: retryAfterMs,
    };
    return forward(failBulkOperations, failure);
  }
  if ('rewrite' in answer) {
    const reply = await forward();
    return { ...reply, body: JSON.stringify(answer.rewrite(JSON.parse(reply.body))) };
  }
  const headers = { 'content-type': 'application/json', ...answer.headers };
  const error = { code: String(answer.status), message: 'injected fault' };
  return { status: answer.status, headers, body: JSON.stringify(error) };
};

const staySilent = async (
  { unanswered, onHeld, onAbandoned }: Unanswered,
  { forward, operations, onGone }: Means,
): Promise<'silence'> => {
  onGone(onAbandoned);
  if (unanswered === 'all') await forward();
  if (unanswered === 'half') {
    const kept = Math.ceil(operations / 2);
    await forward(Array.from({ length: operations - kept }, (_, index) => kept + index));
  }
  onHeld();
  return 'silence';
};
