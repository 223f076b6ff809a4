// How reference data lies in the store: immutable version documents, partitioned by kind, under ids
// that contain the digest of all they say; and one head that lists those in force together.
import { digestOf, type JsonValue } from '../../domain/digest';
import type { ReferenceSet } from '../../domain/reference/reference-set';
import {
  referenceKinds,
  referenceSetOf,
  type ReferenceKind,
  type ReferenceVersion,
} from '../../domain/reference/reference-version';
import { DependencyUnavailable, type Documents } from '../ports';

interface Listing {
  readonly kind: ReferenceKind;
  readonly version: string;
  /** Id of the version's document. */
  readonly document: string;
}

interface Head {
  readonly versions: readonly Listing[];
}

/** What the head lists; without a head (no `headEtag`), nothing. */
export interface StoredReferences {
  readonly headEtag: string | undefined;
  readonly versions: readonly ReferenceVersion[];
  readonly set: ReferenceSet;
}

export interface ReferenceStore {
  /** One point read where the head is the one that was read last. */
  read(): Promise<StoredReferences>;
  /** `changed`: the head is another one now, and nothing is in force that was not before. */
  replace(
    headEtag: string | undefined,
    versions: readonly ReferenceVersion[],
    added: readonly ReferenceVersion[],
  ): Promise<'replaced' | 'changed'>;
}

const headAddress = { partition: 'head', id: 'head' } as const;

const nothing: StoredReferences = {
  headEtag: undefined,
  versions: [],
  set: referenceSetOf([]),
};

export const makeReferenceStore = (documents: Documents): ReferenceStore => {
  let last = nothing;
  return {
    async read() {
      const head = await documents.read<Head>(headAddress.partition, headAddress.id);
      if (head === undefined) return nothing;
      if (head.etag === last.headEtag) return last;
      const versions = await readVersions(documents, head.value.versions);
      last = { headEtag: head.etag, versions, set: referenceSetOf(versions) };
      return last;
    },
    async replace(headEtag, versions, added) {
      await documents.put(
        added.map((version) => ({
          partition: version.content.kind,
          id: documentId(version),
          value: version,
          // Whatever is there under this id says the same.
          condition: 'any',
        })),
      );
      const head: Head = {
        versions: versions.map((version) => ({
          kind: version.content.kind,
          version: version.content.version,
          document: documentId(version),
        })),
      };
      const condition = headEtag === undefined ? 'absent' : { etag: headEtag };
      const [answer] = await documents.put([{ ...headAddress, value: head, condition }]);
      return answer === 'written' ? 'replaced' : 'changed';
    },
  };
};

const documentId = (version: ReferenceVersion): string =>
  `${version.content.version}-${digestOf(version as unknown as JsonValue)}`;

const readVersions = async (
  documents: Documents,
  listings: readonly Listing[],
): Promise<readonly ReferenceVersion[]> => {
  const versions: ReferenceVersion[] = [];
  for (const kind of referenceKinds) {
    const listed = listings.filter((listing) => listing.kind === kind);
    if (listed.length === 0) continue;
    const ids = listed.map(({ document }) => document);
    const stored = await documents.readMany<ReferenceVersion>(kind, ids);
    listed.forEach(({ version }, index) => {
      const found = stored[index];
      if (found === undefined) {
        throw new DependencyUnavailable(
          `the reference data's head lists version ${version} of ${kind}, which cannot be read`,
        );
      }
      versions.push(found.value);
    });
  }
  return versions;
};
