// One version of one kind of reference data, with who recorded it, when and why. A version never
// changes: a mistake in it is mended by another version that replaces it.
import type { BusinessUnits } from './business-units';
import type { Deployments } from './deployments';
import { digestOf, type JsonValue } from '../digest';
import type { Instant } from '../instant';
import type { PriceBook } from './price-book';
import { emptyReferenceSet, type ReferenceSet } from './reference-set';

type Identity = 'version' | 'validFrom';

export type ReferenceBody =
  | ({ readonly kind: 'priceBook' } & Omit<PriceBook, Identity>)
  | ({ readonly kind: 'businessUnits' } & Omit<BusinessUnits, Identity>)
  | ({ readonly kind: 'deployments' } & Omit<Deployments, Identity>);

export type ReferenceContent = ReferenceBody & {
  readonly version: string;
  readonly validFrom: Instant;
};

export type ReferenceKind = ReferenceBody['kind'];

export const referenceKinds: readonly ReferenceKind[] = [
  'priceBook',
  'businessUnits',
  'deployments',
];

export interface ReferenceVersion {
  readonly content: ReferenceContent;
  /** Of kind, validFrom and body: tells whether a file says anything new. */
  readonly digest: string;
  /** The version that this one restates. */
  readonly replaces?: string;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  readonly reason: string;
}

export const contentDigest = (body: ReferenceBody, validFrom: Instant): string =>
  digestOf({ validFrom, body: body as unknown as JsonValue });

/**
 * `<UTC date>-<8 hexadecimal digits>`. What a version replaces is part of its id, so that going
 * back to earlier contents is a version of its own and can be told from the first one.
 */
export const versionId = (
  digest: string,
  validFrom: Instant,
  replaces: string | undefined,
): string => {
  const unique = replaces === undefined ? digest : digestOf({ digest, replaces });
  return `${validFrom.slice(0, 10)}-${unique.slice(0, 8)}`;
};

/** Identifies a version. */
export interface VersionIdentity {
  readonly kind: ReferenceKind;
  readonly version: string;
  readonly digest: string;
}

/**
 * The versions as the rollup uses them. At most one version of a kind is valid from one time.
 * `unloaded`: versions that are in force too, and rate nothing that is still computed. They count
 * in the fingerprint: a version that grows old must not make everything outdated.
 */
export const referenceSetOf = (
  versions: readonly ReferenceVersion[],
  unloaded: readonly VersionIdentity[] = [],
): ReferenceSet => {
  if (versions.length === 0) return emptyReferenceSet;
  const contents = versions
    .map(({ content }) => content)
    .sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const listed = [
    ...versions.map(({ content: { kind, version }, digest }) => ({ kind, version, digest })),
    ...unloaded,
  ];
  return {
    fingerprint: digestOf(
      listed.map(({ kind, version, digest }) => [kind, version, digest].join('/')).sort(),
    ),
    priceBooks: contents.filter((content) => content.kind === 'priceBook'),
    businessUnits: contents.filter((content) => content.kind === 'businessUnits'),
    deployments: contents.filter((content) => content.kind === 'deployments'),
  };
};
