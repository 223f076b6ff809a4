// Window marks: "this window must be recomputed". A mark is an unconditional upsert, so that each
// changes its ETag; a rollup deletes it only if it read its inputs after it and wrote everything
// above, and only if the window was not marked again meanwhile. A mark that new usage did not cause
// (a background mark) waits behind those that it did, and never takes their place.
import { plusMs, type Instant } from '../../domain/instant';
import { windowEnd, windowOf, type WindowId } from '../../domain/window';
import type { Documents, Put } from '../ports';

/** Why a window without new usage is marked: newer rules than those that made it, or an operator. */
export type BackgroundReason = 'rules' | 'asked';

/** Versions of a program: of the rules for windows, and of the algorithm for days and periods. */
export interface ProgramVersions {
  readonly rules: number;
  readonly algorithm: number;
}

export interface Mark {
  readonly window: WindowId;
  readonly etag: string;
  /** Rollups that failed on this window since it was last marked. */
  readonly failures: number;
  readonly markedAt: Instant;
  /** Absent: new usage of the window. */
  readonly reason?: BackgroundReason;
  /** How many records its window held when a background mark was set: what recomputing it costs. */
  readonly records?: number;
  /** A program of these versions found that a newer one made the window, its day or its period. */
  readonly heldBy?: ProgramVersions;
}

type MarkDocument = Omit<Mark, 'window' | 'etag'>;

export interface BackgroundMark {
  readonly window: WindowId;
  readonly records: number;
}

const partition = 'mark';

export const makeWindowMarks = (state: Documents) => {
  const between = async (from: string, toExclusive: string): Promise<readonly Mark[]> => {
    const found = await state.range<MarkDocument>(partition, from, toExclusive);
    return found.map(({ id, etag, value }) => ({ ...value, etag, window: id as WindowId }));
  };
  const replace = async (
    marks: readonly Mark[],
    change: (mark: MarkDocument) => MarkDocument,
  ): Promise<readonly ('written' | 'changed')[]> => {
    const puts = marks.map(({ window, etag, ...mark }): Put => ({
      partition,
      id: window,
      value: change(mark),
      condition: { etag },
    }));
    return puts.length === 0 ? [] : state.put(puts);
  };
  return {
    /** Marks windows; call it only after the records that they stand for are written. */
    async mark(windows: readonly WindowId[], now: Instant): Promise<void> {
      const value: MarkDocument = { failures: 0, markedAt: now };
      await state.put(windows.map((id) => ({ partition, id, value, condition: 'any' })));
    },
    /** Marks windows in the background; a mark that is there already stays as it is. */
    async markInBackground(
      windows: readonly BackgroundMark[],
      reason: BackgroundReason,
      now: Instant,
    ): Promise<readonly ('marked' | 'wasMarked')[]> {
      const answers = await state.put(
        windows.map(({ window, records }): Put => {
          const value: MarkDocument = { failures: 0, markedAt: now, reason, records };
          return { partition, id: window, value, condition: 'absent' };
        }),
      );
      return answers.map((answer) => (answer === 'written' ? 'marked' : 'wasMarked'));
    },
    /**
     * Sets background marks again, so that a run that read them before does not take them off. Answers
     * the windows whose mark was another one by then, or gone.
     */
    async renew(marks: readonly Mark[], now: Instant): Promise<readonly WindowId[]> {
      const answers = await replace(marks, ({ heldBy: _, ...mark }) => ({
        ...mark,
        failures: 0,
        markedAt: now,
      }));
      return marks.flatMap(({ window }, index) => (answers[index] === 'changed' ? [window] : []));
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
    /** Since when the mark that has waited longest could have been settled; background marks wait. */
    async oldestDueSince(settleSeconds: number, now: Instant): Promise<Instant | undefined> {
      const ofUsage = (await between('0', '~')).filter(({ reason }) => reason === undefined);
      const dueSince = ofUsage.map(({ window, markedAt }) => {
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
     * Counts a failure of each, so that others go first; a window that was marked again starts at
     * zero. All at once: if a day could not be written, each of its windows has failed.
     */
    async failed(marks: readonly Mark[]): Promise<void> {
      await replace(marks, (mark) => ({ ...mark, failures: mark.failures + 1 }));
    },
    /** Notes that programs of these versions must leave the windows to a newer one. */
    async hold(marks: readonly Mark[], heldBy: ProgramVersions): Promise<void> {
      await replace(marks, (mark) => ({ ...mark, heldBy }));
    },
  };
};

export type WindowMarks = ReturnType<typeof makeWindowMarks>;
