// The reference data in force, ready for rating: asked anew each time, compiled once per set.
import {
  compileReferenceSet,
  type CompiledReferenceSet,
} from '../../domain/reference/compile-reference-set';
import { digestOf } from '../../domain/digest';
import type { ReferenceSet } from '../../domain/reference/reference-set';
import type { ReferenceData } from './reference-data';

export interface ReferencesInForce {
  readonly set: ReferenceSet;
  readonly compiled: CompiledReferenceSet;
  /** Of all price books; `XXX`, ISO 4217's "no currency", as long as there is none. */
  readonly currency: string;
  /** What everything carries that is computed with these: a new one makes it outdated. */
  readonly fingerprint: string;
  /** Also named beside the fingerprint, so that an older program knows what it must not replace. */
  readonly algorithmVersion: number;
}

/**
 * Of the rules in domain/ that make days of windows and periods of days: a new number makes the next
 * run recompute all that is open. It never goes back: rules that should apply again get the next one.
 */
export const algorithmVersion = 2;

export interface References {
  load(): Promise<ReferencesInForce>;
}

export const makeReferences = (data: Pick<ReferenceData, 'load'>): References => {
  let latest: ReferencesInForce | undefined;
  return {
    async load() {
      const set = await data.load();
      if (latest?.set.fingerprint !== set.fingerprint) {
        latest = {
          set,
          compiled: compileReferenceSet(set),
          currency: set.priceBooks[0]?.currency ?? 'XXX',
          fingerprint: digestOf({ algorithmVersion, references: set.fingerprint }),
          algorithmVersion,
        };
      }
      return latest;
    },
  };
};
