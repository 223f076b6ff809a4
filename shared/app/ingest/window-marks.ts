// Window marks: "this window must be computed anew". A mark is an unconditional upsert, so that
// each changes its ETag; it is deleted only by a rollup that read its inputs after it and wrote
// everything above, and only if nobody marked the window again meanwhile.
import { plusMs, type Instant } from '../../domain/instant';
import { windowEnd, windowOf, type WindowId } from '../../domain/window';
import type { Documents, Put } from '../ports';

export interface Mark {
  readonly window: WindowId;
  readonly etag: string;
  /** Rollups that failed on this window since it was last marked. */
  readonly failures: number;
  readonly markedAt: Instant;
}

interface MarkDocument {
  readonly failures: number;
  readonly markedAt: Instant;
}

const partition = 'mark';

export const makeWindowMarks = (state: Documents) => {
  const between = async (from: string, toExclusive: string): Promise<readonly Mark[]> => {
    const found = await state.range<MarkDocument>(partition, from, toExclusive);
    return found.map(({ id, etag, value }) => ({ ...value, etag, window: id as WindowId }));
  };
  return {
    /** Marks windows; call it only after the records that they stand for are written. */
    async mark(windows: readonly WindowId[], now: Instant): Promise<void> {
      const value: MarkDocument = { failures: 0, markedAt: now };
      await state.put(windows.map((id) => ({ partition, id, value, condition: 'any' })));
    },
    /** Every mark: those that failed least first, then the oldest windows. */
    async all(): Promise<readonly Mark[]> {
      const marks = await between('0', '~');
      return marks.toSorted((a, b) => a.failures - b.failures || (a.window < b.window ? -1 : 1));
    },
    /** Marked windows that begin in `[from, to)`. */
    async count(from: Instant, toExclusive: Instant): Promise<number> {
      const found = await state.list(partition, windowOf(from), windowOf(toExclusive));
      return found.length;
    },
    /** Since when the mark that has waited longest could have been settled. */
    async oldestDueSince(settleSeconds: number, now: Instant): Promise<Instant | undefined> {
      const dueSince = (await between('0', '~')).map(({ window, markedAt }) => {
        const settled = plusMs(windowEnd(window), settleSeconds * 1000);
        return settled < markedAt ? markedAt : settled;
      });
      return dueSince.filter((due) => due <= now).sort()[0];
    },
    async isMarked(window: WindowId): Promise<boolean> {
      return (await state.read(partition, window)) !== undefined;
    },
    /** Deletes a mark, unless the window was marked again since it was read. */
    async settle(mark: Mark): Promise<'deleted' | 'changed'> {
      return state.delete(partition, mark.window, mark.etag);
    },
    /**
     * Counts a failure of each, so that others go first; a window that was marked again starts anew.
     * All at once: where a day could not be written, each of its windows has failed.
     */
    async failed(marks: readonly Mark[]): Promise<void> {
      const puts = marks.map(({ window, etag, failures, markedAt }): Put => {
        const value: MarkDocument = { failures: failures + 1, markedAt };
        return { partition, id: window, value, condition: { etag } };
      });
      if (puts.length > 0) await state.put(puts);
    },
  };
};

export type WindowMarks = ReturnType<typeof makeWindowMarks>;
