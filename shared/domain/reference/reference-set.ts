// The reference data as one set: all versions of all kinds that were pushed and are valid
// together. The version in force at a time is the last one that is valid from then or before.
import type { BusinessUnits } from './business-units';
import type { Deployments } from './deployments';
import type { Instant } from '../instant';
import type { PriceBook } from './price-book';

export interface ReferenceSet {
  /** Digest of the versions in the set: what a rollup was computed with. */
  readonly fingerprint: string;
  /** Each list is sorted by validFrom; no two versions of a kind are valid from the same time. */
  readonly priceBooks: readonly PriceBook[];
  readonly businessUnits: readonly BusinessUnits[];
  readonly deployments: readonly Deployments[];
}

export const emptyReferenceSet: ReferenceSet = {
  fingerprint: 'none',
  priceBooks: [],
  businessUnits: [],
  deployments: [],
};

/**
 * The version in force at a time, or undefined where the first one is valid only later. The versions
 * are sorted by validFrom; usage is mostly of late, so the search begins at the newest.
 */
export const versionAt = <V extends { readonly validFrom: Instant }>(
  versions: readonly V[],
  at: Instant,
): V | undefined => versions.findLast(({ validFrom }) => validFrom <= at);
