// A list of operations by Cosmos DB's bulk requests, with one answer for each operation. A bulk
// answer is inspected operation by operation: those that were throttled or met another write are sent
// again here, since neither the service nor its SDK does it; what else a retry can mend, throws; the
// rest is for the caller.
import { setTimeout as sleep } from 'node:timers/promises';

import type { OperationInput } from '@azure/cosmos';
import * as z from 'zod';

import { DependencyUnavailable } from '../../app/ports';
import {
  bulkCallsInParallelMax,
  bulkOperationsMax,
  bulkRetriesMax,
  bulkRetryWaitMsMax,
  documentBytesMax,
  documentIdBytesMax,
} from '../../limits';
import {
  errorOfStatus,
  status,
  statusOf,
  subStatus,
  subStatusOf,
  translateCosmosError,
} from './cosmos-errors';
import { inChunks } from './in-chunks';

/** What Cosmos DB answered to one operation. */
export interface Answer {
  readonly status: number;
  readonly subStatus?: number | undefined;
  readonly document?: unknown;
}

export interface BulkOptions {
  /** What becomes of operations that stay throttled after all retries. */
  readonly throttled: 'throw' | 'answer';
}

/** Sends one bulk request: at most bulkOperationsMax operations, as many answers. */
export type SendBulk = (operations: OperationInput[]) => Promise<readonly unknown[]>;

/** Waits so many ms. */
export type Pause = (ms: number) => Promise<unknown>;

/**
 * Whether an operation is to be sent again in place. Every batch of every partition upserts the same
 * marks: rivals are daily business, and no reason to deliver a whole batch again. Cosmos DB says so by
 * 449, or by 409 to an upsert, whose only conflict can be with a rival.
 */
const isSentAgain = (code: number, { operationType }: OperationInput): boolean =>
  code === status.throttled ||
  code === status.retryWith ||
  (code === status.conflict && operationType === 'Upsert');

/** Whether a later attempt of the whole call may fare better with an operation that got this. */
const isPassing = (code: number): boolean => [408, 410, 424].includes(code) || code >= 500;

export const runBulk = (
  operations: readonly OperationInput[],
  doing: string,
  send: SendBulk,
  pause: Pause = sleep,
  options: BulkOptions = { throttled: 'throw' },
): Promise<readonly Answer[]> =>
  inChunks(
    operations,
    { itemsMax: bulkOperationsMax, parallelMax: bulkCallsInParallelMax },
    (chunk) => runChunk(chunk, doing, send, pause, options),
  );

const runChunk = async (
  chunk: readonly OperationInput[],
  doing: string,
  send: SendBulk,
  pause: Pause,
  { throttled }: BulkOptions,
): Promise<readonly Answer[]> => {
  const answers = chunk.map((operation) => ownFault(operation));
  let refusals: readonly number[] = [];
  for (let attempt = 0; ; attempt += 1) {
    const open = [...chunk.entries()].filter(([index]) => answers[index] === undefined);
    if (open.length === 0) return answers.filter((answer) => answer !== undefined);
    if (attempt > bulkRetriesMax) {
      const other = refusals.find((code) => code !== status.throttled);
      if (throttled === 'throw' || other !== undefined) {
        throw errorOfStatus(other ?? status.throttled, doing);
      }
      return answers.map((answer) => answer ?? { status: status.throttled });
    }
    const replies = await sendOnce(
      open.map(([, operation]) => operation),
      doing,
      send,
    );
    let waitMs = 0;
    refusals = [];
    for (const [position, [index, operation]] of open.entries()) {
      const reply = parseReply(replies[position], doing);
      if (isSentAgain(reply.status, operation)) {
        refusals = [...refusals, reply.status];
        waitMs = Math.max(waitMs, backOffMs(attempt), reply.retryAfterMs ?? 0);
      } else if (isPassing(reply.status)) {
        throw errorOfStatus(reply.status, doing);
      } else {
        answers[index] = reply;
      }
    }
    if (waitMs > 0) await pause(Math.min(waitMs, bulkRetryWaitMsMax));
  }
};

// The server's advice is for one request alone. Under a load that lasts it has to grow: a batch that
// gives up is delivered again, and costs what was done of it a second time.
const backOffMs = (attempt: number): number => 50 * 2 ** attempt;

// A request that is throttled as a whole is as if each of its operations were, and likewise with 449.
// Some may have taken effect in another physical partition: their repetition meets its own work (409,
// 412), which is what a redelivered batch meets too.
const sendOnce = async (
  operations: OperationInput[],
  doing: string,
  send: SendBulk,
): Promise<readonly unknown[]> => {
  try {
    return await send(operations);
  } catch (error) {
    const statusCode = statusOf(error);
    const subStatusCode = subStatusOf(error);
    const isFull = statusCode === status.forbidden && subStatusCode === subStatus.partitionFull;
    if (statusCode !== status.throttled && statusCode !== status.retryWith && !isFull) {
      throw translateCosmosError(error, doing);
    }
    return operations.map(() => ({ statusCode, subStatusCode }));
  }
};

const replySchema = z.object({
  statusCode: z.number(),
  subStatusCode: z.number().optional(),
  resourceBody: z.unknown().optional(),
  /** The service sends it with a 429; the SDK's type does not know it. */
  retryAfterMilliseconds: z.number().optional(),
});

const parseReply = (
  reply: unknown,
  doing: string,
): Answer & { retryAfterMs?: number | undefined } => {
  const parsed = replySchema.safeParse(reply);
  if (!parsed.success) {
    throw new DependencyUnavailable(`Cosmos DB, ${doing}: an operation was left without an answer`);
  }
  const { statusCode, subStatusCode, resourceBody, retryAfterMilliseconds } = parsed.data;
  return {
    status: statusCode,
    subStatus: subStatusCode,
    document: resourceBody,
    retryAfterMs: retryAfterMilliseconds,
  };
};

// Cosmos DB would refuse the whole request for these, and the SDK would not say for which operation;
// an id with a slash it would even take, and never find again.
const ownFault = (operation: OperationInput): Answer | undefined => {
  const id = 'id' in operation ? operation.id : operation.resourceBody['id'];
  if (typeof id !== 'string' || !isDocumentId(id)) return { status: status.badRequest };
  if (!('resourceBody' in operation)) return undefined;
  const bytes = Buffer.byteLength(JSON.stringify(operation.resourceBody));
  return bytes > documentBytesMax ? { status: status.tooLarge } : undefined;
};

const isDocumentId = (id: string): boolean =>
  id !== '' && !/[/\\?#]/.test(id) && Buffer.byteLength(id) <= documentIdBytesMax;
