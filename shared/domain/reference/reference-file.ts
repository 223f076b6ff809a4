// Reference data as people write it: one JSON file for one version of one kind. This reads the
// members that all kinds have in common and leaves the rest to the kind's own reader. It finds
// every problem within a file; whether the file goes with the others is validate-reference-set.ts.
import * as z from 'zod';
import { documentCharsMax } from '../../limits';
import { readBusinessUnits } from './business-units-file';
import { readDeployments } from './deployments-file';
import type { Instant } from '../instant';
import { readPriceBook } from './price-book-file';
import { ProblemList, type Problem } from './problems';
import { nameText, reasonText, validFromText } from './reference-text';
import { referenceKinds, type ReferenceBody, type ReferenceKind } from './reference-version';

export interface ReferenceFile {
  readonly validFrom: Instant;
  readonly reason: string;
  readonly recordedBy?: string | undefined;
  /** The version that this one restates, valid from the same time. */
  readonly replaces?: string | undefined;
  readonly body: ReferenceBody;
}

export interface ReferenceFileReading {
  /** undefined if there is any error. */
  readonly file: ReferenceFile | undefined;
  readonly problems: readonly Problem[];
}

type ReadBody = (
  members: Readonly<Record<string, unknown>>,
  problems: ProblemList,
) => ReferenceBody | undefined;

const bodyReaders: Readonly<Record<ReferenceKind, ReadBody>> = {
  priceBook: readPriceBook,
  businessUnits: readBusinessUnits,
  deployments: readDeployments,
};

const kindSchema = z.enum(referenceKinds, `must be one of ${referenceKinds.join(', ')}`);

const headerSchema = z.object({
  validFrom: validFromText,
  reason: reasonText,
  recordedBy: nameText.optional(),
  replaces: nameText.optional(),
});

/** Reads a parsed JSON file; it never throws. */
export const readReferenceFile = (value: unknown): ReferenceFileReading => {
  const problems = new ProblemList();
  const members = problems.read(membersSchema, value, '');
  if (members === undefined) return { file: undefined, problems: problems.problems };
  const { kind: kindText, validFrom, reason, recordedBy, replaces, ...rest } = members;
  const kind = problems.read(kindSchema, kindText, 'kind');
  const header = problems.read(headerSchema, { validFrom, reason, recordedBy, replaces }, '');
  const body = kind === undefined ? undefined : bodyReaders[kind](rest, problems);
  if (body !== undefined && JSON.stringify(body).length > documentCharsMax) {
    problems.error(
      '',
      `is larger than one stored document can be (${documentCharsMax} characters)`,
    );
  }
  const isValid = header !== undefined && body !== undefined && !problems.hasErrors;
  return { file: isValid ? { ...header, body } : undefined, problems: problems.problems };
};

const membersSchema = z.record(z.string(), z.unknown(), 'must be a JSON object');
