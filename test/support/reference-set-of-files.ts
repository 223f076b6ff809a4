// The reference set that files make when all of them are pushed, without a store to push them to.
import { readReferenceFile } from '../../shared/domain/reference/reference-file';
import type { ReferenceSet } from '../../shared/domain/reference/reference-set';
import {
  contentDigest,
  referenceSetOf,
  versionId,
  type ReferenceVersion,
} from '../../shared/domain/reference/reference-version';
import type { ReferenceFile } from '../../local/simulator/reference-file';

export const referenceSetOfFiles = (files: readonly ReferenceFile[]): ReferenceSet =>
  referenceSetOf(
    files.map(({ name, content }): ReferenceVersion => {
      const { file, problems } = readReferenceFile(content);
      if (file === undefined) throw new Error(`${name}: ${JSON.stringify(problems)}`);
      const digest = contentDigest(file.body, file.validFrom);
      const version = versionId(digest, file.validFrom, undefined);
      return {
        content: { ...file.body, version, validFrom: file.validFrom },
        digest,
        recordedAt: file.validFrom,
        recordedBy: 'test',
        reason: file.reason,
      };
    }),
  );
