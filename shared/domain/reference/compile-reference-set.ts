// The reference set made ready for rating: every version indexed once, and the ones in force at a
// time found by it.
import { compileBusinessUnits, type CompiledBusinessUnits } from './attribute';
import { compileDeployments, type CompiledDeployments } from './find-deployment';
import { compilePriceBook, type CompiledPriceBook } from './find-price';
import type { Instant } from '../instant';
import { versionAt, type ReferenceSet } from './reference-set';

export interface ReferencesAtTime {
  /** undefined where no price book is in force yet. */
  readonly priceBook: CompiledPriceBook | undefined;
  readonly businessUnits: CompiledBusinessUnits;
  readonly deployments: CompiledDeployments;
}

export interface CompiledReferenceSet {
  readonly fingerprint: string;
  referencesAt(at: Instant): ReferencesAtTime;
}

export const compileReferenceSet = (set: ReferenceSet): CompiledReferenceSet => {
  const priceBookAt = inForce(set.priceBooks, compilePriceBook, undefined);
  const unitsAt = inForce(set.businessUnits, compileBusinessUnits, compileBusinessUnits(undefined));
  const deploymentsAt = inForce(set.deployments, compileDeployments, compileDeployments(undefined));
  return {
    fingerprint: set.fingerprint,
    referencesAt: (at) => ({
      priceBook: priceBookAt(at),
      businessUnits: unitsAt(at),
      deployments: deploymentsAt(at),
    }),
  };
};

const inForce = <V extends { readonly validFrom: Instant }, C>(
  versions: readonly V[],
  compile: (version: V) => C,
  none: C,
): ((at: Instant) => C) => {
  const compiled = versions.map((version) => ({
    validFrom: version.validFrom,
    value: compile(version),
  }));
  return (at) => versionAt(compiled, at)?.value ?? none;
};
