// What becomes of the reference data when files are pushed: the versions that would be in force
// together, and every reason why they must not be. Pure: the same files on the same set always
// give the same answer, so that a push can be checked first, and repeated after a race.
import type { Instant } from '../instant';
import type { Problem } from './problems';
import type { ReferenceFile } from './reference-file';
import {
  contentDigest,
  referenceSetOf,
  versionId,
  type ReferenceKind,
  type ReferenceVersion,
} from './reference-version';
import { validateReferenceSet } from './validate-reference-set';

export interface NamedFile {
  readonly name: string;
  readonly file: ReferenceFile;
}

/** A problem with where it is: the name of a file, or of a version that was there before. */
export interface LocatedProblem extends Problem {
  readonly source: string;
}

export type VersionOutcome = 'added' | 'restated' | 'unchanged';

export interface RevisedVersion {
  readonly source: string;
  readonly kind: ReferenceKind;
  readonly version: string;
  readonly validFrom: Instant;
  readonly outcome: VersionOutcome;
}

export interface Revision {
  /** All versions of the revised set. */
  readonly versions: readonly ReferenceVersion[];
  /** Those of them that are new. */
  readonly added: readonly ReferenceVersion[];
  /** What became of each file. */
  readonly outcomes: readonly RevisedVersion[];
  readonly problems: readonly LocatedProblem[];
}

export interface RevisionContext {
  readonly recordedAt: Instant;
  /** Who pushes; where nobody says, each file must. */
  readonly recordedBy?: string | undefined;
  /** A check away from the store: which versions files may replace and who pushes is not known yet. */
  readonly isOffline?: boolean;
}

export const reviseReferenceSet = (
  listed: readonly ReferenceVersion[],
  files: readonly NamedFile[],
  context: RevisionContext,
): Revision => {
  const placed = files.map(({ name, file }) => {
    const inPlace = listed.find(isInPlaceOf(file));
    return { name, file, inPlace, version: versionOf(file, inPlace, context) };
  });
  const kept = listed.filter((version) => !placed.some(({ file }) => isInPlaceOf(file)(version)));
  const versions = [...kept, ...placed.map(({ version }) => version)];
  const sources = new Map(placed.map(({ name, version }) => [version.content.version, name]));
  return {
    versions,
    added: placed.filter(({ version, inPlace }) => version !== inPlace).map((one) => one.version),
    outcomes: placed.map(({ name, version, inPlace }) => ({
      source: name,
      kind: version.content.kind,
      version: version.content.version,
      validFrom: version.content.validFrom,
      outcome: outcomeOf(version, inPlace),
    })),
    problems: [
      ...placed.flatMap(({ name, file, inPlace }, index) => {
        const rival = files.slice(0, index).find((other) => isSamePlace(file, other.file));
        return placeProblems(file, rival, inPlace, context).map((one) => ({
          ...one,
          source: name,
        }));
      }),
      ...validateReferenceSet(referenceSetOf(versions))
        .filter(({ severity, version }) => severity === 'error' || sources.has(version))
        .map(({ version, ...problem }) => ({
          ...problem,
          source: sources.get(version) ?? `version ${version}`,
        })),
    ],
  };
};

const isInPlaceOf =
  (file: ReferenceFile) =>
  ({ content }: ReferenceVersion): boolean =>
    content.kind === file.body.kind && content.validFrom === file.validFrom;

const isSamePlace = (a: ReferenceFile, b: ReferenceFile): boolean =>
  a.body.kind === b.body.kind && a.validFrom === b.validFrom;

/** The version in place, where the file says the same; else a new one. */
const versionOf = (
  file: ReferenceFile,
  inPlace: ReferenceVersion | undefined,
  { recordedAt, recordedBy }: RevisionContext,
): ReferenceVersion => {
  const { body, validFrom, reason, replaces } = file;
  const digest = contentDigest(body, validFrom);
  if (inPlace?.digest === digest) return inPlace;
  return {
    content: { ...body, version: versionId(digest, validFrom, replaces), validFrom },
    digest,
    ...(replaces === undefined ? {} : { replaces }),
    recordedAt,
    recordedBy: recordedBy ?? file.recordedBy ?? '',
    reason,
  };
};

const outcomeOf = (
  version: ReferenceVersion,
  inPlace: ReferenceVersion | undefined,
): VersionOutcome => {
  if (version === inPlace) return 'unchanged';
  return inPlace === undefined ? 'added' : 'restated';
};

const placeProblems = (
  file: ReferenceFile,
  rival: NamedFile | undefined,
  inPlace: ReferenceVersion | undefined,
  { recordedBy, isOffline = false }: RevisionContext,
): readonly Problem[] => {
  const problems: Problem[] = [];
  const { replaces, validFrom } = file;
  const isNews = inPlace?.digest !== contentDigest(file.body, validFrom);
  if (rival !== undefined) {
    const message = `${rival.name} is of the same kind and valid from the same time`;
    problems.push({ severity: 'error', path: 'validFrom', message });
  }
  if (isNews && inPlace !== undefined && replaces !== inPlace.content.version) {
    const { version } = inPlace.content;
    const message = `version ${version} is valid from then, with other contents: to restate it, say "replaces": "${version}"`;
    problems.push({ severity: 'error', path: 'replaces', message });
  }
  if (replaces !== undefined && inPlace === undefined) {
    problems.push(
      isOffline
        ? {
            severity: 'warning',
            path: 'replaces',
            message: `whether ${replaces} is valid from then is known only where it is pushed to`,
          }
        : {
            severity: 'error',
            path: 'replaces',
            message: `no version is valid from ${validFrom}, so there is none to replace`,
          },
    );
  }
  if (isNews && recordedBy === undefined && file.recordedBy === undefined) {
    const message = 'is missing: say who records this version, here or when pushing';
    problems.push({ severity: isOffline ? 'warning' : 'error', path: 'recordedBy', message });
  }
  return problems;
};
