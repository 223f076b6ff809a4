// How the documents of each container look on the wire, and what of them is kept: the checks and the
// watches look at what a document says, not at what the store needs besides.
import { dayMs } from './clocks';
import type { Address, Version } from './versioned-container';

export type Body = Readonly<Record<string, unknown>>;

export interface StoredForm {
  /** The partition of an operation by its id and its partition key, if it names one. */
  readonly partitionOf: (id: string, partitionKey: unknown) => string;
  readonly kept: (body: Body) => unknown;
  readonly lifeMs: (body: Body) => number;
  readonly bodyOf: (address: Address, version: Version) => Body;
}

/** Usage records are found by id alone; here they all lie in one partition. */
export const usagePartition = 'records';

/** How long a dead letter is kept, in days. */
export const deadLetterDays = 90;

const ownFields = ({ etag, writtenAtMs }: Version): Body => ({
  _etag: etag,
  _ts: Math.floor(writtenAtMs / 1_000),
});

export const documentForm: StoredForm = {
  partitionOf: (_id, partitionKey) => String(partitionKey),
  kept: ({ content }) => content,
  lifeMs: ({ ttl }) => (typeof ttl === 'number' ? ttl * 1_000 : Number.POSITIVE_INFINITY),
  bodyOf: ({ id }, version) => ({
    id,
    schemaVersion: 1,
    content: version.value,
    ...ownFields(version),
  }),
};

export const usageForm = (ttlDays: number): StoredForm => ({
  partitionOf: () => usagePartition,
  kept: (body) => body,
  lifeMs: () => ttlDays * dayMs,
  bodyOf: (_, version) => ({ ...version.value, ...ownFields(version) }),
});

export const deadLetterForm: StoredForm = {
  ...usageForm(deadLetterDays),
  partitionOf: (_id, partitionKey) => String(partitionKey),
};
