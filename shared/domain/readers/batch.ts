// The batch object of the Batch API: one object for thousands of requests, which a client reads again
// and again until it has ended. Only then is its usage final. A batch that expired or was cancelled is
// billed too: "You will be charged for tokens consumed from any completed requests".
// https://learn.microsoft.com/azure/ai-foundry/openai/how-to/batch ("Track batch job progress")
// https://developers.openai.com/api/docs/guides/batch ("Batch expiration")
import { instantOf, type Instant } from '../instant';
import type { Facts, Observation, RequestId } from '../usage/observation';
import { factsOf } from './dialect';
import { FieldReader, isFields, type Faults, type Fields } from './field-reader';
import { foreignRequestId } from './identity';

export interface CompletedBatch {
  /** The same for every answer that holds the batch, whichever gateway it passed. */
  readonly requestId: RequestId;
  /** When the batch ended, which is the same in every answer. */
  readonly occurredAt: Instant;
}

/** What an answer's body says of a batch; undefined if it is no batch object. */
export type BatchInBody = { readonly completed: CompletedBatch | undefined } | undefined;

export const batchInBody = (body: Fields): BatchInBody =>
  body['object'] === 'batch' ? { completed: completedBatch(body['id'], endOf(body)) } : undefined;

/** The batch that a policy found in an answer. One that cannot be read is a fault: it is paid for. */
export const readBatch = (value: unknown, path: string, faults: Faults): BatchInBody => {
  if (value === undefined || value === null) return undefined;
  const batch = new FieldReader(isFields(value) ? value : {}, faults, `${path}.`);
  const completed = completedBatch(batch.id('id'), batch.raw('completedAt'));
  if (completed === undefined) {
    faults.report('badField', path, 'expected the id and the time of a completed batch');
  }
  return { completed };
};

/**
 * The observation of the batch that an answer holds, in place of that of the request that read it. A
 * batch that is not completed, or states no usage, has sold nothing yet.
 */
export const asBatch = (observation: Observation, batch: BatchInBody): Observation => {
  if (batch === undefined) return observation;
  const { facts, counters, source } = observation;
  if (batch.completed === undefined || counters === null) {
    return { ...observation, facts: { ...facts, notBilled: 'noModel' }, counters: null };
  }
  return { ...batch.completed, source, facts: factsOfBatch(facts), counters };
};

/** Facts that do not depend on which request read the batch, and when: all answers say the same. */
const factsOfBatch = (facts: Facts): Facts => {
  const { dialect, model, subscriptionId, productId, appId, keyHash, api, backendId } = facts;
  return factsOf({
    ...{ dialect, model, subscriptionId, productId, appId, keyHash, api, backendId },
    batch: true,
    aggregated: true,
  });
};

/** By the last status of a batch: the member that states when the batch got it. A failed one ran no request. */
const timeOfStatus: ReadonlyMap<unknown, string> = new Map([
  ['completed', 'completed_at'],
  ['expired', 'expired_at'],
  ['cancelled', 'cancelled_at'],
]);

/** When the batch ended, in seconds since 1970, as it is stated; undefined if the batch has not ended. */
const endOf = (body: Fields): unknown => {
  const member = timeOfStatus.get(body['status']);
  return member === undefined ? undefined : body[member];
};

const completedBatch = (id: unknown, completedAt: unknown): CompletedBatch | undefined => {
  const isTime = typeof completedAt === 'number' && completedAt > 0 && completedAt < endOf9999;
  if (!isTime || typeof id !== 'string' || id === '') return undefined;
  return {
    requestId: foreignRequestId(id, { dialect: 'batch', service: 'openai' }),
    occurredAt: instantOf(completedAt * 1_000),
  };
};

const endOf9999 = 253_402_300_800;
