// Every way in which the storm spoils a request. The mild ones a call of the program is to survive by
// itself; by the harsh ones it fails, and what it was part of is done again.
import type { Random } from '../../../../local/simulator/random';
import type { FaultAnswer } from '../../../support/cosmos-fault-proxy';
import type { ProxiedRequest } from '../../../support/cosmos-forwarding';
import { doingOf } from './store-request';

interface FaultKind {
  readonly isHarsh: boolean;
  readonly suits: (request: ProxiedRequest) => boolean;
  readonly answer: (request: ProxiedRequest, random: Random) => FaultAnswer;
}

const any = (): boolean => true;
const isBulk = ({ operations }: ProxiedRequest): boolean => operations.length > 0;
const isWrite = (request: ProxiedRequest): boolean =>
  /^(Create|Replace|Upsert|DELETE) /.test(doingOf(request));

/** One of the operations, that of the lot, which is not done. */
const oneFails =
  (status: number, suits: (operation: ProxiedRequest['operations'][number]) => boolean = any) =>
  ({ operations }: ProxiedRequest, random: Random): FaultAnswer => {
    const fitting = operations.flatMap((operation, index) => (suits(operation) ? [index] : []));
    const failBulkOperations = [random.pick(fitting)];
    return { failBulkOperations, status, ...(status === 429 && { retryAfterMs: 20 }) };
  };

const isUpsert = ({ operationType }: { operationType: string }): boolean =>
  operationType === 'Upsert';
const isConditional = ({ ifMatch }: { ifMatch?: string }): boolean => ifMatch !== undefined;

export const faultKinds = {
  'delayed before the commit': {
    isHarsh: false,
    suits: any,
    answer: (_, random) => ({ delayBeforeMs: random.integer(5, 150) }),
  },
  'delayed after the commit': {
    isHarsh: false,
    suits: any,
    answer: (_, random) => ({ delayMs: random.integer(5, 150) }),
  },
  'throttled (429)': {
    isHarsh: false,
    suits: any,
    answer: (_, random) => ({
      status: 429,
      headers: { 'x-ms-retry-after-ms': String(random.integer(1, 50)) },
    }),
  },
  'asked to retry with (449)': {
    isHarsh: false,
    suits: isBulk,
    answer: () => ({ status: 449 }),
  },
  'one operation throttled (429)': { isHarsh: false, suits: isBulk, answer: oneFails(429) },
  'one operation asked to retry with (449)': {
    isHarsh: false,
    suits: isBulk,
    answer: oneFails(449),
  },
  'one upsert met a rival (409)': {
    isHarsh: false,
    suits: ({ operations }) => operations.some(isUpsert),
    answer: oneFails(409, isUpsert),
  },
  'one replace lost its race (412)': {
    isHarsh: false,
    suits: ({ operations }) => operations.some(isConditional),
    answer: oneFails(412, isConditional),
  },
  'unavailable (503)': { isHarsh: true, suits: any, answer: () => ({ status: 503 }) },
  'timed out at the service (408)': { isHarsh: true, suits: any, answer: () => ({ status: 408 }) },
  'one operation unavailable (503)': { isHarsh: true, suits: isBulk, answer: oneFails(503) },
  'one operation failed with another (424)': {
    isHarsh: true,
    suits: isBulk,
    answer: oneFails(424),
  },
  'cut before the commit': { isHarsh: true, suits: any, answer: () => 'dropBefore' },
  'cut after the commit': { isHarsh: true, suits: isWrite, answer: () => 'dropAfterCommit' },
  'cut, and committed later': {
    isHarsh: true,
    suits: isWrite,
    answer: (_, random) => ({ commitAfterMs: random.integer(50, 2_000) }),
  },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof faultKinds;

export const faultNames = Object.keys(faultKinds) as readonly FaultName[];

export const faultKindOf = (name: FaultName): FaultKind => faultKinds[name];
