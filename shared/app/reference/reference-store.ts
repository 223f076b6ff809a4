// Stores reference data: immutable version documents, partitioned by kind, under ids that contain the
// digest of all they say; and one head that lists every version that ever was in force. The list is
// in pages as soon as the head could not hold it, so that neither grows past a document. Only versions
// that can still rate usage are loaded; the others stay stored and listed.
import { digestOf, type JsonValue } from '../../domain/digest';
import { plusMs, type Instant } from '../../domain/instant';
import type { ReferenceSet } from '../../domain/reference/reference-set';
import {
  referenceSetOf,
  type ReferenceKind,
  type ReferenceVersion,
} from '../../domain/reference/reference-version';
import { documentCharsMax } from '../../limits';
import { DependencyUnavailable, type Documents } from '../ports';
import {
  chunksOf,
  partOf,
  publishSets,
  readParts,
  readWhole,
  sweepParts,
  type Part,
} from '../rollup/published-set';
import { canStillRate, isInForce, type ListedVersion } from './version-list';

type Head = { readonly versions: readonly ListedVersion[] } | { readonly pages: readonly string[] };

/** What the head lists; without a head (no `headEtag`), nothing. */
export interface StoredReferences {
  readonly headEtag: string | undefined;
  /** All versions that ever were in force, in the order in which they were pushed. */
  readonly listed: readonly ListedVersion[];
  /** Those in force that can still rate usage. */
  readonly versions: readonly ReferenceVersion[];
  readonly set: ReferenceSet;
}

export interface ReferenceStore {
  /** One point read where the head is the one that was read last. */
  read(now: Instant): Promise<StoredReferences>;
  /** The versions themselves, of whatever age. */
  readVersions(listed: readonly ListedVersion[]): Promise<readonly ReferenceVersion[]>;
  /** `changed`: the head is another one now, and nothing is in force that was not before. */
  replace(
    before: StoredReferences,
    added: readonly ReferenceVersion[],
    now: Instant,
  ): Promise<'replaced' | 'changed'>;
}

const headAddress = { partition: 'head', id: 'head' } as const;

const nothing: StoredReferences = {
  headEtag: undefined,
  listed: [],
  versions: [],
  set: referenceSetOf([]),
};

const dayMs = 24 * 60 * 60 * 1000;

export interface ReferenceStoreOptions {
  /** How far back usage can lie that is still rated, in days. */
  readonly ratedDaysMax: number;
  /** Size of the list in the head, and of one page, in characters. */
  readonly pageCharsMax?: number;
}

export const makeReferenceStore = (
  documents: Documents,
  { ratedDaysMax, pageCharsMax = documentCharsMax }: ReferenceStoreOptions,
): ReferenceStore => {
  let last = nothing;
  // Versions never change: of a new head, only those are read that were not in the one before.
  let known: ReadonlyMap<string, ReferenceVersion> = new Map();

  /** By the ids of their documents. */
  const readDocuments = async (
    listed: readonly ListedVersion[],
  ): Promise<ReadonlyMap<string, ReferenceVersion>> => {
    const found = new Map<string, ReferenceVersion>();
    for (const kind of new Set(listed.map((one) => one.kind))) {
      const ofKind = listed.filter((one) => one.kind === kind);
      const unknown = ofKind.filter(({ document }) => !known.has(document));
      const ids = unknown.map(({ document }) => document);
      const stored = ids.length === 0 ? [] : await documents.readMany<ReferenceVersion>(kind, ids);
      const read = new Map(ids.map((id, index) => [id, stored[index]?.value]));
      for (const { version, document } of ofKind) {
        const value = known.get(document) ?? read.get(document);
        if (value === undefined) {
          throw new DependencyUnavailable(
            `the reference data's head lists version ${version} of ${kind}, which cannot be read`,
          );
        }
        found.set(document, value);
      }
    }
    return found;
  };

  const readListed = (head: Head): Promise<readonly ListedVersion[]> =>
    'pages' in head ? readPages(documents, head.pages) : Promise.resolve(head.versions);

  return {
    readVersions: async (listed) => [...(await readDocuments(listed)).values()],
    async read(now) {
      return readWhole(async () => {
        const head = await documents.read<Head>(headAddress.partition, headAddress.id);
        if (head === undefined) return nothing;
        if (head.etag === last.headEtag) return last;
        const listed = await readListed(head.value);
        const inForce = listed.filter(isInForce);
        const since = plusMs(now, -ratedDaysMax * dayMs);
        const rating = inForce.filter((one) => canStillRate(one, inForce, since));
        known = await readDocuments(rating);
        const versions = [...known.values()];
        const others = inForce.filter((one) => !rating.includes(one));
        last = { headEtag: head.etag, listed, versions, set: referenceSetOf(versions, others) };
        return last;
      });
    },
    async replace(before, added, now) {
      await documents.put(
        added.map((version) => ({
          partition: version.content.kind,
          id: documentId(version),
          value: version,
          // Whatever is there under this id says the same.
          condition: 'any',
        })),
      );
      const { head, pages } = headOf(listedAfter(before.listed, added), pageCharsMax);
      const [answer] = await publishSets(documents, [
        { ...headAddress, head, parts: pages, etag: before.headEtag },
      ]);
      if (answer !== 'written') return 'changed';
      if ('pages' in head) {
        const { partition, id: headId } = headAddress;
        await sweepParts(documents, { partition, headId, listed: head.pages }, now);
      }
      return 'replaced';
    },
  };
};

const documentId = (version: ReferenceVersion): string =>
  `${version.content.version}-${digestOf(version as unknown as JsonValue)}`;

const readPages = async (
  documents: Documents,
  pages: readonly string[],
): Promise<readonly ListedVersion[]> => {
  const read = await readParts<{ readonly versions: readonly ListedVersion[] }>(
    documents,
    headAddress.partition,
    pages,
  );
  return read.flatMap(({ versions }) => versions);
};

/** Pages begin at the oldest version, so that a push changes the last one, and few others. */
const headOf = (
  listed: readonly ListedVersion[],
  charsMax: number,
): { readonly head: Head; readonly pages: readonly Part[] } => {
  const chunks = chunksOf(listed, charsMax);
  if (chunks.length === 1) return { head: { versions: listed }, pages: [] };
  const pages = chunks.map((versions) => partOf(headAddress.id, { versions }));
  return { head: { pages: pages.map(({ id }) => id) }, pages };
};

const listedAfter = (
  listed: readonly ListedVersion[],
  added: readonly ReferenceVersion[],
): readonly ListedVersion[] => [
  ...listed.map((one) => {
    const successor = added.find(
      ({ content }) => content.kind === one.kind && content.validFrom === one.validFrom,
    );
    return successor === undefined || !isInForce(one)
      ? one
      : { ...one, supersededAt: successor.recordedAt };
  }),
  ...added.map(listedVersionOf),
];

const listedVersionOf = (version: ReferenceVersion): ListedVersion => {
  const { content, digest, recordedAt, recordedBy } = version;
  const kind: ReferenceKind = content.kind;
  return {
    kind,
    version: content.version,
    validFrom: content.validFrom,
    document: documentId(version),
    digest,
    recordedAt,
    recordedBy,
  };
};
