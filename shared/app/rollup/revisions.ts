// Revisions tell whether a read is older than what is known already. Every window, day and period
// has one that grows with each write; days and periods keep those of what they were made of. What
// would be made of an older one than before comes from a stale read, and is not written: only
// windows are audited, so nobody else would notice.
import { epochMsOf, type Instant } from '../../domain/instant';

/** Revisions by window or by date. */
export type Revisions = Readonly<Record<string, number>>;

/**
 * The revision after one that was stored. It is a time where that is later, so that a document
 * that somebody deleted and a rollup wrote anew does not look old for ever.
 */
export const nextRevision = (stored: number | undefined, now: Instant): number =>
  Math.max((stored ?? 0) + 1, epochMsOf(now));

export const revisionsOf = <T extends { readonly revision: number }>(
  items: readonly T[],
  idOf: (item: T) => string,
): Revisions => Object.fromEntries(items.map((item) => [idOf(item), item.revision]));

/** Whether a read shows at least what is known already. */
export const shows = (read: Revisions, ...known: readonly (Revisions | undefined)[]): boolean =>
  known.every((revisions) =>
    Object.entries(revisions ?? {}).every(([id, revision]) => (read[id] ?? 0) >= revision),
  );
