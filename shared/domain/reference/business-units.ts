// Business units and the callers that belong to them: who pays for what. Effective-dated; the
// version in force when the request happened decides.
import type { Instant } from '../instant';

export interface BusinessUnit {
  /** Never changes, and is never used again for another unit. */
  readonly id: string;
  readonly name: string;
  readonly costCentre: string;
  readonly members: {
    readonly subscriptionIds: readonly string[];
    readonly keyHashes: readonly string[];
    readonly appIds: readonly string[];
    readonly productIds: readonly string[];
  };
}

export interface BusinessUnits {
  readonly version: string;
  readonly validFrom: Instant;
  readonly businessUnits: readonly BusinessUnit[];
}

/** Where usage goes whose caller belongs to no business unit. No unit may have this id. */
export const unattributed = 'unattributed';
