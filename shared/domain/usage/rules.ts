// The rules that a program applies to records, with their version. The use cases take them as a
// dependency, so that a test can run two versions of the program over one ledger.
import { resolve, type ResolvedRequest } from './resolve';
import { rulesVersion } from './rules-version';
import type { UsageRecord } from './usage-record';

export interface Rules {
  readonly version: number;
  readonly resolve: (record: UsageRecord) => ResolvedRequest;
}

/** The rules of this release. */
export const rulesInForce: Rules = { version: rulesVersion, resolve };
