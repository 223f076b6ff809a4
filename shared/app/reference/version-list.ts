// The list of the versions of reference data: which of them are in force, and which of those can
// still rate usage.
import type { Instant } from '../../domain/instant';
import type { ReferenceKind, VersionIdentity } from '../../domain/reference/reference-version';

export interface ListedVersion extends VersionIdentity {
  readonly validFrom: Instant;
  /** Id of the version's document. */
  readonly document: string;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  /** When a version was pushed in its place, valid from the same time. */
  readonly supersededAt?: Instant;
}

/** How a version stands: in force and rating, in force for usage that is not rated any more, replaced. */
export type Standing = 'inForce' | 'past' | 'superseded';

export interface StandingVersion extends ListedVersion {
  readonly standing: Standing;
}

export const isInForce = ({ supersededAt }: ListedVersion): boolean => supersededAt === undefined;

/**
 * Whether a version can rate usage at `since` or later: it is in force until the next version of
 * its kind is, and the last one forever.
 */
export const canStillRate = (
  { kind, validFrom }: ListedVersion,
  inForce: readonly ListedVersion[],
  since: Instant,
): boolean => !inForce.some((other) => isAfter(other, kind, validFrom) && other.validFrom <= since);

const isAfter = (other: ListedVersion, kind: ReferenceKind, validFrom: Instant): boolean =>
  other.kind === kind && other.validFrom > validFrom;

/** All versions by kind and by the time from which they are valid, with how they stand. */
export const standingOf = (
  listed: readonly ListedVersion[],
  since: Instant,
): readonly StandingVersion[] => {
  const inForce = listed.filter(isInForce);
  return listed
    .map((one): StandingVersion => {
      if (!isInForce(one)) return { ...one, standing: 'superseded' };
      return { ...one, standing: canStillRate(one, inForce, since) ? 'inForce' : 'past' };
    })
    .sort(byKindAndTime);
};

const byKindAndTime = (a: ListedVersion, b: ListedVersion): number =>
  compare(a.kind, b.kind) ||
  compare(a.validFrom, b.validFrom) ||
  compare(a.recordedAt, b.recordedAt);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
