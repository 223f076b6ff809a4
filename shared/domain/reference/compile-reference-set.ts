// Makes the reference set ready for rating: finds the versions in force at a time, and indexes each of
// them once, when it is first used. Of hundreds of versions a rollup uses a few.
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
  const compiled = new Map<V, C>();
  return (at) => {
    const version = versionAt(versions, at);
    if (version === undefined) return none;
    const known = compiled.get(version);
    if (known !== undefined) return known;
    const value = compile(version);
    compiled.set(version, value);
    return value;
  };
};
