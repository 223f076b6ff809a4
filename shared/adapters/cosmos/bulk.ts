// A list of operations by Cosmos DB's bulk requests, with one answer for each operation. A bulk
// answer is inspected operation by operation: operations that were throttled, met another write or
// did not fit the answer are sent again here, since neither the service nor `items.bulk` does it;
// what else a retry can fix, throws; the rest is for the caller.
import { setTimeout as sleep } from 'node:timers/promises';

import type { OperationInput } from '@azure/cosmos';
import * as z from 'zod';

import { DependencyUnavailable } from '../../app/ports';
import {
  bulkBodyBytesMax,
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
import { ReadPace } from './read-pace';

/** What Cosmos DB answered to one operation. */
export interface Answer {
  readonly status: number;
  readonly subStatus?: number | undefined;
  readonly document?: unknown;
}

/** Sends one bulk request: at most bulkOperationsMax operations, as many answers. */
export type SendBulk = (operations: OperationInput[]) => Promise<readonly unknown[]>;

/** Waits so many ms. */
export type Pause = (ms: number) => Promise<unknown>;

export interface BulkOptions {
  /** How to wait between attempts. */
  readonly pause?: Pause;
  /** Learns from every call over the same container. */
  readonly pace?: ReadPace;
  /**
   * What happens to operations that stay throttled after all retries: the call throws, or they are answered
   * 429. In the latter case requests are sent one after the other: requests in parallel throttle each other,
   * so that operations would find no room in a container that only needs more time. After the first that
   * stays throttled no further one is sent, and the rest of the operations count as throttled, too.
   */
  readonly throttled?: 'throw' | 'answer';
}

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

/** Whether the operation was left out because the answer of its request is full at 4 MB. */
const isCutOff = ({ status: code, subStatus: sub }: Answer): boolean =>
  code === status.tooLarge && sub === subStatus.answerTooLarge;

interface Operation {
  readonly operation: OperationInput;
  /** Of its document; 0 for a read. */
  readonly bytes: number;
  /** What Cosmos DB would refuse it for, without a request. */
  readonly fault: Answer | undefined;
}

/** Answers in the order of the operations. */
export const runBulk = (
  operations: readonly OperationInput[],
  doing: string,
  send: SendBulk,
  { pause = sleep, pace = new ReadPace(), throttled = 'throw' }: BulkOptions = {},
): Promise<readonly Answer[]> => {
  const parallelMax = throttled === 'answer' ? 1 : bulkCallsInParallelMax;
  let hasRoom = true;
  return inChunks(
    operations.map(inspected),
    { take: (all, from) => chunkLength(all, from, pace), parallelMax },
    async (chunk) => {
      if (!hasRoom) return chunk.map(() => ({ status: status.throttled }));
      const answers = await runChunk(chunk, { doing, send, pause, pace, throttled });
      hasRoom = answers.every((answer) => answer.status !== status.throttled);
      return answers;
    },
  );
};

/** As many operations as one request should hold, by their number and their bytes. */
const chunkLength = (all: readonly Operation[], from: number, pace: ReadPace): number => {
  const first = all[from];
  const countMax = first !== undefined && isRead(first) ? pace.readsMax : bulkOperationsMax;
  let bytes = 0;
  let length = 0;
  for (const { bytes: own } of all.slice(from, from + countMax)) {
    bytes += own;
    if (bytes > bulkBodyBytesMax && length > 0) break;
    length += 1;
  }
  return length;
};

const isRead = ({ operation }: Operation): boolean => operation.operationType === 'Read';

interface ChunkContext extends Required<BulkOptions> {
  readonly doing: string;
  readonly send: SendBulk;
}

const runChunk = async (
  chunk: readonly Operation[],
  { doing, send, pause, pace, throttled }: ChunkContext,
): Promise<readonly Answer[]> => {
  const answers = chunk.map(({ fault }) => fault);
  let refusals: readonly number[] = [];
  let attempt = 0;
  for (;;) {
    const open = [...chunk.entries()].filter(([index]) => answers[index] === undefined);
    const [first] = open;
    if (first === undefined) return answers.filter((answer) => answer !== undefined);
    if (attempt > bulkRetriesMax) {
      const other = refusals.find((code) => code !== status.throttled);
      if (throttled === 'throw' || other !== undefined) {
        throw errorOfStatus(other ?? status.throttled, doing);
      }
      return answers.map((answer) => answer ?? { status: status.throttled });
    }
    const sent = isRead(first[1]) ? open.slice(0, pace.readsMax) : open;
    const replies = await sendOnce(
      sent.map(([, { operation }]) => operation),
      doing,
      send,
    );
    let waitMs = 0;
    refusals = [];
    let cutOff = 0;
    for (const [position, [index, { operation }]] of sent.entries()) {
      const { retryAfterMs, ...reply } = parseReply(replies[position], doing);
      if (isSentAgain(reply.status, operation)) {
        refusals = [...refusals, reply.status];
        waitMs = Math.max(waitMs, backOffMs(attempt), retryAfterMs ?? 0);
      } else if (isCutOff(reply)) {
        cutOff += 1;
      } else if (isPassing(reply.status)) {
        throw errorOfStatus(reply.status, doing);
      } else {
        answers[index] = reply;
      }
    }
    if (cutOff > 0) {
      // One read alone fits every answer: documents have half of its size at most.
      if (sent.length === 1) throw errorOfStatus(status.tooLarge, doing);
      pace.cutShort(sent.length, sent.length - cutOff);
    } else if (isRead(first[1])) pace.answered(sent.length);
    if (waitMs > 0) {
      attempt += 1;
      await pause(Math.min(waitMs, bulkRetryWaitMsMax));
    } else {
      // Large documents take many requests, each of which may be throttled for a while.
      attempt = 0;
    }
  }
};

// The server's advice is for one request alone. Under a load that lasts it has to grow: a batch that
// gives up is delivered again, and costs what was done of it a second time.
export const backOffMs = (attempt: number): number => 50 * 2 ** attempt;

// A request that is throttled as a whole is as if each of its operations were, and likewise with 449.
// Some may have taken effect in another physical partition: their repetition meets its own work (409,
// 412), which is what a redelivered batch meets too. Several reads that are too large together are
// asked again in smaller requests.
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
    const isReading = operations.every(({ operationType }) => operationType === 'Read');
    if (statusCode === status.tooLarge && isReading && operations.length > 1) {
      return operations.map(() => ({ statusCode, subStatusCode: subStatus.answerTooLarge }));
    }
    const isFull = statusCode === status.forbidden && subStatusCode === subStatus.partitionFull;
    if (statusCode !== status.throttled && statusCode !== status.retryWith && !isFull) {
      throw translateCosmosError(error, doing);
    }
    return operations.map(() => ({ statusCode, subStatusCode }));
  }
};

const replySchema = z.object({
  statusCode: z.number(),
  /** The service sends it beside a status that has several meanings; the SDK's type does not know it. */
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
    ...(subStatusCode !== undefined && { subStatus: subStatusCode }),
    document: resourceBody,
    retryAfterMs: retryAfterMilliseconds,
  };
};

// Cosmos DB would refuse the whole request for a fault of one operation, and the SDK would not say
// for which one; an id with a slash it would even take, and never find again.
const inspected = (operation: OperationInput): Operation => {
  const id = 'id' in operation ? operation.id : operation.resourceBody['id'];
  if (typeof id !== 'string' || !isDocumentId(id)) {
    return { operation, bytes: 0, fault: { status: status.badRequest } };
  }
  if (!('resourceBody' in operation)) return { operation, bytes: 0, fault: undefined };
  const bytes = Buffer.byteLength(JSON.stringify(operation.resourceBody));
  return bytes > documentBytesMax
    ? { operation, bytes: 0, fault: { status: status.tooLarge } }
    : { operation, bytes, fault: undefined };
};

const isDocumentId = (id: string): boolean =>
  id !== '' && !/[/\\?#]/.test(id) && Buffer.byteLength(id) <= documentIdBytesMax;
