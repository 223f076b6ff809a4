// Loads and changes the reference data. A push is checked as a whole against the set in force and
// takes effect in one step, under the ETag of the head that it was checked against: half a push
// changes nothing, and of two pushes that contradict each other only together, the second is
// checked against the first and refused.
import { plusMs, type Instant } from '../../domain/instant';
import { readReferenceFile } from '../../domain/reference/reference-file';
import type { ReferenceSet } from '../../domain/reference/reference-set';
import {
  reviseReferenceSet,
  type LocatedProblem,
  type NamedFile,
  type RevisedVersion,
  type Revision,
} from '../../domain/reference/revise-reference-set';
import type { ReferenceVersion } from '../../domain/reference/reference-version';
import { ratedDaysMax as ratedDaysMaxByDefault, referencePushAttemptsMax } from '../../limits';
import { DependencyUnavailable, type Clock, type Documents } from '../ports';
import { makeReferenceStore, type StoredReferences } from './reference-store';
import { isInForce, standingOf, type StandingVersion } from './version-list';

const dayMs = 24 * 60 * 60 * 1000;

/** A file by name, for messages, and what its JSON says. */
export interface ReferenceInput {
  readonly name: string;
  readonly content: unknown;
}

export interface PushOptions {
  /** Who pushes; where absent, each file must say. */
  readonly recordedBy?: string | undefined;
  /** Find out what a push would do, and do nothing. */
  readonly isDryRun?: boolean;
}

export interface PushResult {
  /** `invalid` and `unchanged`: nothing was written. With isDryRun, `pushed` would have been. */
  readonly outcome: 'pushed' | 'unchanged' | 'invalid';
  readonly problems: readonly LocatedProblem[];
  /** None where a file by itself is wrong: then nobody looked at how the files go together. */
  readonly versions: readonly RevisedVersion[];
}

export interface ReferenceDataDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
  /** How far back usage can lie that is still rated, in days. */
  readonly ratedDaysMax?: number;
}

export interface ReferenceData {
  /** The set in force; one point read where it has not changed since it was last loaded. */
  load(): Promise<ReferenceSet>;
  /** Adds all files in one change, or none of them. */
  push(inputs: readonly ReferenceInput[], options?: PushOptions): Promise<PushResult>;
  /** Every version that ever was in force, by kind and by the time from which it is valid. */
  history(): Promise<readonly StandingVersion[]>;
}

export const makeReferenceData = ({
  documents,
  clock,
  ratedDaysMax = ratedDaysMaxByDefault,
}: ReferenceDataDependencies): ReferenceData => {
  const store = makeReferenceStore(documents, { ratedDaysMax });
  /** The versions that rate, and those that files stand in the place of, however old. */
  const versionsBeside = async (
    { listed, versions }: StoredReferences,
    files: readonly NamedFile[],
  ): Promise<readonly ReferenceVersion[]> => {
    const loaded = new Set(versions.map(({ content }) => content.version));
    const inPlace = listed.filter(
      (one) =>
        isInForce(one) &&
        !loaded.has(one.version) &&
        files.some(({ file }) => file.body.kind === one.kind && file.validFrom === one.validFrom),
    );
    return [...versions, ...(await store.readVersions(inPlace))];
  };
  return {
    load: async () => (await store.read(clock.now())).set,
    push: async (inputs, { recordedBy, isDryRun = false } = {}) => {
      const { files, problems } = readReferenceInputs(inputs);
      if (files === undefined) return { outcome: 'invalid', problems, versions: [] };
      for (let attempt = 0; attempt < referencePushAttemptsMax; attempt += 1) {
        const now = clock.now();
        const current = await store.read(now);
        const context = { recordedAt: now, recordedBy };
        const versions = await versionsBeside(current, files);
        const revision = reviseReferenceSet(versions, files, context);
        const result = resultOf(revision, problems);
        if (result.outcome !== 'pushed' || isDryRun) return result;
        if ((await store.replace(current, revision.added, now)) === 'replaced') return result;
      }
      throw new DependencyUnavailable(
        `the reference data changed under ${referencePushAttemptsMax} attempts to push: try again`,
      );
    },
    async history() {
      const now = clock.now();
      const { listed } = await store.read(now);
      return standingOf(listed, plusMs(now, -ratedDaysMax * dayMs));
    },
  };
};

/** Reads and validates files as a set of their own, away from any store. */
export const checkReferenceInputs = (
  inputs: readonly ReferenceInput[],
  checkedAt: Instant,
  { recordedBy }: Pick<PushOptions, 'recordedBy'> = {},
): PushResult => {
  const { files, problems } = readReferenceInputs(inputs);
  if (files === undefined) return { outcome: 'invalid', problems, versions: [] };
  const context = { recordedAt: checkedAt, recordedBy, isOffline: true };
  return resultOf(reviseReferenceSet([], files, context), problems);
};

const readReferenceInputs = (
  inputs: readonly ReferenceInput[],
): { readonly files?: readonly NamedFile[]; readonly problems: readonly LocatedProblem[] } => {
  const readings = inputs.map(({ name, content }) => ({ name, ...readReferenceFile(content) }));
  const problems = readings.flatMap((reading) =>
    reading.problems.map((problem) => ({ ...problem, source: reading.name })),
  );
  const files = readings.flatMap(({ name, file }) => (file === undefined ? [] : [{ name, file }]));
  return files.length < readings.length ? { problems } : { files, problems };
};

const resultOf = (revision: Revision, problems: readonly LocatedProblem[]): PushResult => {
  const all = [...problems, ...revision.problems];
  const isInvalid = all.some(({ severity }) => severity === 'error');
  const outcome = revision.added.length === 0 ? 'unchanged' : 'pushed';
  return {
    outcome: isInvalid ? 'invalid' : outcome,
    problems: all,
    versions: revision.outcomes,
  };
};
