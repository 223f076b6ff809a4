// Makes the Cosmos DB emulator, which has no limits, answer as the service does past its own: bulk
// operations one by one, whole requests, and pages of queries.
import type { ProxiedOperation, ProxiedRequest, Reply } from './cosmos-forwarding';
import {
  isDocumentId,
  PartitionBudgets,
  PartitionSizes,
  requestUnitsOf,
  type StoreLimits,
} from './store-limits';

/** Sends a request on, but for the operations that have an answer already. */
export type Forward = (
  request: ProxiedRequest,
  answered: ReadonlyMap<number, object>,
) => Promise<Reply>;

/** An operation's document: its container and partition key, and its id there. */
interface Place {
  readonly partition: string;
  readonly id: string;
}

interface BulkReply {
  readonly statusCode: number;
  readonly resourceBody?: unknown;
}

export class CosmosWireLimits {
  readonly #sizes = new PartitionSizes();
  readonly #budgets: PartitionBudgets;
  /** Documents that a write is under way to. */
  readonly #busy = new Set<string>();

  constructor(
    private readonly limits: StoreLimits,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#budgets = new PartitionBudgets(limits.partitionRequestUnitsMax, 1, nowMs);
  }

  async forward(
    request: ProxiedRequest,
    answered: ReadonlyMap<number, object>,
    forward: Forward,
  ): Promise<Reply> {
    if (request.isQueryPlan) return forward(request, answered);
    if (Buffer.byteLength(request.body) > this.limits.requestBytesMax) return refusal(413);
    if (request.operations.length > 0) return this.#bulk(request, answered, forward);
    if (isQuery(request)) return this.#page(request, forward);
    const reply = await forward(request, answered);
    const deleted = request.method === 'DELETE' ? placeOfPath(request) : undefined;
    if (deleted !== undefined && reply.status === 204) {
      this.#sizes.remove(deleted.partition, deleted.id);
    }
    return reply;
  }

  async #bulk(
    request: ProxiedRequest,
    answered: ReadonlyMap<number, object>,
    forward: Forward,
  ): Promise<Reply> {
    const { operations } = request;
    if (operations.length > this.limits.operationsMax) return refusal(400);
    const places = operations.map((operation) => placeOf(request, operation));
    const answers = new Map(answered);
    for (const [index, operation] of operations.entries()) {
      const answer = answers.has(index) ? undefined : this.#refused(operation, places[index]);
      if (answer !== undefined) answers.set(index, answer);
    }
    const writing = operations.flatMap((operation, index) =>
      operation.operationType === 'Read' || answers.has(index) ? [] : [nameOf(places[index])],
    );
    for (const name of writing) this.#busy.add(name);
    try {
      const reply = await forward(request, answers);
      return reply.status >= 400 ? reply : this.#counted(reply, operations, places, answers);
    } finally {
      for (const name of writing) this.#busy.delete(name);
    }
  }

  /** The answer to an operation that the service would not even try. */
  #refused(operation: ProxiedOperation, place: Place | undefined): object | undefined {
    if (place === undefined || !isDocumentId(place.id, this.limits)) return bulkRefusal(400);
    const retryAfterMilliseconds = this.#budgets.waitMs(place.partition);
    if (retryAfterMilliseconds !== undefined) {
      return { ...bulkRefusal(429, 3200), retryAfterMilliseconds };
    }
    if (operation.operationType === 'Read') return undefined;
    const bytes = bytesOf(operation.resourceBody);
    const { documentBytesMax, partitionBytesMax } = this.limits;
    if (bytes > documentBytesMax) return bulkRefusal(413);
    if (!this.#sizes.hasRoom(place.partition, place.id, bytes, partitionBytesMax)) {
      return bulkRefusal(403, 1014);
    }
    if (this.#busy.has(nameOf(place))) return bulkRefusal(449);
    this.#budgets.charge(place.partition, requestUnitsOf('write', bytes));
    return undefined;
  }

  /** Counts what was written and read; reads past the size of an answer are cut off. */
  #counted(
    reply: Reply,
    operations: readonly ProxiedOperation[],
    places: readonly Place[],
    answers: ReadonlyMap<number, object>,
  ): Reply {
    let readBytes = 0;
    const replies = (JSON.parse(reply.body) as BulkReply[]).map((one, index) => {
      const operation = operations[index];
      const place = places[index];
      if (operation === undefined || place === undefined || answers.has(index)) return one;
      if (one.statusCode >= 300) return one;
      if (operation.operationType !== 'Read') {
        this.#sizes.set(place.partition, place.id, bytesOf(operation.resourceBody));
        return one;
      }
      const bytes = bytesOf(one.resourceBody);
      readBytes += bytes;
      if (readBytes > this.limits.answerBytesMax) return bulkRefusal(413, 3402);
      this.#budgets.charge(place.partition, requestUnitsOf('read', bytes));
      return one;
    });
    return { ...reply, body: JSON.stringify(replies) };
  }

  /** Asks for fewer documents until they fit; the rest comes with the next page. */
  async #page(request: ProxiedRequest, forward: Forward): Promise<Reply> {
    let asked = request;
    for (;;) {
      const reply = await forward(asked, new Map());
      const bytes = Buffer.byteLength(reply.body);
      const found = Number(reply.headers['x-ms-item-count'] ?? documentsIn(reply));
      if (bytes <= this.limits.answerBytesMax || found <= 1) return reply;
      const fitting = Math.floor((found * this.limits.answerBytesMax) / bytes);
      const itemsMax = Math.max(1, Math.min(found - 1, fitting));
      asked = {
        ...request,
        headers: { ...request.headers, 'x-ms-max-item-count': String(itemsMax) },
      };
    }
  }
}

const isQuery = ({ method, headers }: ProxiedRequest): boolean =>
  method === 'POST' && String(headers['content-type']).startsWith('application/query+json');

const documentsIn = ({ body }: Reply): number => {
  const { Documents: documents } = JSON.parse(body) as { readonly Documents?: readonly unknown[] };
  return documents?.length ?? 0;
};

const bytesOf = (document: unknown): number =>
  document === undefined ? 0 : Buffer.byteLength(JSON.stringify(document));

const placeOf = (
  { path }: ProxiedRequest,
  { partitionKey = '', id, resourceBody }: ProxiedOperation,
): Place => ({ partition: `${path} ${partitionKey}`, id: id ?? resourceBody?.id ?? '' });

const nameOf = (place: Place | undefined): string => `${place?.partition ?? ''} ${place?.id ?? ''}`;

const placeOfPath = ({ path, headers }: ProxiedRequest): Place | undefined => {
  const [, collection, id] = /^(.*\/docs)\/([^/]+)$/.exec(path) ?? [];
  if (collection === undefined || id === undefined) return undefined;
  const key = String(headers['x-ms-documentdb-partitionkey'] ?? '');
  return { partition: `${collection} ${key}`, id: decodeURIComponent(id) };
};

const bulkRefusal = (statusCode: number, subStatusCode?: number): object => ({
  statusCode,
  ...(subStatusCode !== undefined && { subStatusCode }),
  requestCharge: 0,
});

const refusal = (status: number): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code: String(status), message: 'past a limit of the store' }),
});
