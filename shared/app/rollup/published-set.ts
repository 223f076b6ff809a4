// Publishing what may not fit one document: parts are written first, under ids that contain their
// content's digest, then the head that lists them is replaced under its ETag. Whoever reads the
// head finds every part as it was when the head was written, so nobody reads half a version.
// Parts that no head lists any more are swept when they are an hour old; a reader whose head was
// replaced and whose parts were swept under its hands reads the head again (readWhole).
import { digestOf, type JsonValue } from '../../domain/digest';
import { plusMs, type Instant } from '../../domain/instant';
import { documentCharsMax } from '../../limits';
import { DependencyUnavailable, type Documents, type Put } from '../ports';

/** Parts younger than this are never swept: a rival may be about to list them. */
const sweepAfterMs = 60 * 60 * 1000;

/** How often a reader starts over: each time takes a publication and a sweep at that moment. */
const readAttemptsMax = 3;

/** A part that a head listed is gone: the head was replaced since it was read. Read it again. */
export class VersionSwept extends DependencyUnavailable {}

export interface Part {
  readonly id: string;
  readonly value: object;
}

/** A document of a set, named by the head it belongs to and by its own content. */
export const partOf = (headId: string, value: object): Part => ({
  id: `part:${headId}:${digestOf(value as JsonValue)}`,
  value,
});

/** Rows of one document, or of as many parts as their size asks for. */
export type PackedRows<R> = { readonly rows: readonly R[] } | { readonly parts: readonly string[] };

/** Rows in as many lists as their size asks for, in order; one list at the least. */
export const chunksOf = <R extends object>(
  rows: readonly R[],
  charsMax: number = documentCharsMax,
): readonly (readonly R[])[] => {
  const chunks: R[][] = [[]];
  let chars = 0;
  for (const row of rows) {
    const rowChars = JSON.stringify(row).length;
    if (chars + rowChars > charsMax && chars > 0) {
      chunks.push([]);
      chars = 0;
    }
    chunks.at(-1)?.push(row);
    chars += rowChars;
  }
  return chunks;
};

/** Puts rows into the head itself if they fit, else into parts of bounded size. */
export const packRows = <R extends object>(
  headId: string,
  rows: readonly R[],
  charsMax: number = documentCharsMax,
): { readonly packed: PackedRows<R>; readonly parts: readonly Part[] } => {
  const chunks = chunksOf(rows, charsMax);
  const [only = []] = chunks;
  if (chunks.length === 1) return { packed: { rows: only }, parts: [] };
  const parts = chunks.map((chunk) => partOf(headId, { rows: chunk }));
  return { packed: { parts: parts.map((part) => part.id) }, parts };
};

/** Reads back what packRows put away. */
export const unpackRows = async <R extends object>(
  documents: Documents,
  partition: string,
  packed: PackedRows<R>,
): Promise<readonly R[]> => {
  if ('rows' in packed) return packed.rows;
  const parts = await readParts<{ rows: readonly R[] }>(documents, partition, packed.parts);
  return parts.flatMap((part) => part.rows);
};

/** Runs a reading of heads and their parts again where a newer version came in between. */
export const readWhole = async <T>(read: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof VersionSwept) || attempt === readAttemptsMax) throw error;
    }
  }
};

/** Reads parts that a head lists; throws VersionSwept if one is missing. */
export const readParts = async <T extends object>(
  documents: Documents,
  partition: string,
  ids: readonly string[],
): Promise<readonly T[]> => {
  const found = await documents.readMany<T>(partition, ids);
  return found.map((part, index) => {
    if (part === undefined) {
      throw new VersionSwept(
        `document ${partition}/${ids[index] ?? ''} is listed but missing: a newer version came in ` +
          'between; where this stays so, somebody deleted it, and the next rollup of its window or ' +
          'day, or of its period within an hour, writes it anew',
      );
    }
    return part.value;
  });
};

export interface HeadWrite {
  readonly partition: string;
  readonly id: string;
  readonly head: object;
  readonly parts: readonly Part[];
  /** The ETag of the head that was read before the inputs were; undefined: there was none. */
  readonly etag: string | undefined;
}

/** Writes the parts of all sets, then their heads. Answers in order. */
export const publishSets = async (
  documents: Documents,
  writes: readonly HeadWrite[],
): Promise<readonly ('written' | 'changed')[]> => {
  const parts = writes.flatMap(({ partition, parts }) =>
    parts.map(({ id, value }): Put => ({ partition, id, value, condition: 'any' })),
  );
  if (parts.length > 0) await documents.put(parts);
  return documents.put(
    writes.map(({ partition, id, head, etag }) => ({
      partition,
      id,
      value: head,
      condition: etag === undefined ? 'absent' : { etag },
    })),
  );
};

/** Deletes the parts of a head that it does not list and that are old enough. */
export const sweepParts = async (
  documents: Documents,
  set: { readonly partition: string; readonly headId: string; readonly listed: readonly string[] },
  now: Instant,
): Promise<number> => {
  const prefix = `part:${set.headId}:`;
  const listed = new Set(set.listed);
  let swept = 0;
  for (const part of await documents.list(set.partition, prefix, `${prefix}~`)) {
    if (listed.has(part.id) || part.writtenAt > plusMs(now, -sweepAfterMs)) continue;
    // A rival that writes the same part again changes its ETag, and so keeps it.
    if ((await documents.delete(set.partition, part.id, part.etag)) === 'deleted') swept += 1;
  }
  return swept;
};
