// Window usage in the rollups container: one head per window, in the partition of its UTC date,
// with its rows inside or in parts.
import type { Instant } from '../../domain/instant';
import { windowDate, windowStart, type WindowId } from '../../domain/window';
import { rowsInTodaysUnits } from '../../domain/usage/rows-of-older-rules';
import type { WindowRow, WindowUsage } from '../../domain/usage/window-usage';
import type { Documents, Stored } from '../ports';
import {
  packRows,
  publishSets,
  readWhole,
  sweepParts,
  unpackRows,
  type PackedRows,
} from './published-set';

/** A window as it is stored: with its rows, or with the parts that they are in. */
export type WindowHead = Omit<WindowUsage, 'rows'> &
  PackedRows<WindowRow> & {
    readonly revision: number;
    readonly computedAt: Instant;
    /** What computing it took, in ms: a hot window is computed anew only after a multiple of it. */
    readonly tookMs: number;
    /** Version of the rules that made it; read it by rulesVersionOf. */
    readonly rulesVersion?: number;
  };

const factNames = [
  'window',
  'recordsSeen',
  'revision',
  'computedAt',
  'tookMs',
  'rulesVersion',
] as const satisfies readonly (keyof WindowHead)[];

/** What it takes to decide about a window and to write it anew. */
export type WindowFacts = Pick<WindowHead, (typeof factNames)[number]>;

/** A window as it was stored, and its revision. */
export type StoredWindow = WindowUsage & Pick<WindowHead, 'revision'>;

export interface WindowWrite {
  readonly usage: WindowUsage;
  readonly revision: number;
  readonly computedAt: Instant;
  readonly tookMs: number;
  readonly rulesVersion: number;
  /** Of the head that was read before the records were. */
  readonly etag: string | undefined;
}

export const makeWindowRollups = (rollups: Documents) => {
  return {
    /** The stored windows `[from, to)` by id. Their rows, which may be many MB, are not read. */
    async heads(
      from: WindowId,
      toExclusive: WindowId,
    ): Promise<ReadonlyMap<WindowId, Stored<WindowFacts>>> {
      const found = await Promise.all(
        datesIn(from, toExclusive).map((date) =>
          rollups.excerpts<WindowFacts>(date, from, toExclusive, factNames),
        ),
      );
      return new Map(found.flat().map((head) => [head.value.window, head]));
    },

    read: (window: WindowId): Promise<Stored<WindowHead> | undefined> =>
      rollups.read<WindowHead>(windowDate(window), window),

    /**
     * The stored windows `[from, to)` with their rows, oldest first. Rows that are in parts are read
     * one window at a time: a day of large ones is more than a process holds.
     */
    async *windows(from: WindowId, toExclusive: WindowId): AsyncIterable<StoredWindow> {
      const heads = await Promise.all(
        datesIn(from, toExclusive).map((date) =>
          rollups.range<WindowHead>(date, from, toExclusive),
        ),
      );
      for (const { id, value } of heads.flat()) {
        let read: WindowHead | undefined = value;
        const window = await readWhole(async () => {
          const head =
            read ?? (await rollups.read<WindowHead>(windowDate(value.window), id))?.value;
          read = undefined;
          if (head === undefined) return undefined;
          return { ...(await usageOf(rollups, head)), revision: head.revision };
        });
        if (window !== undefined) yield window;
      }
    },

    /** Writes windows under the ETags of what was there. Answers in order. */
    async write(writes: readonly WindowWrite[]): Promise<readonly ('written' | 'changed')[]> {
      return publishSets(
        rollups,
        writes.map(({ usage, etag, ...made }) => {
          const { rows, ...facts } = usage;
          const { packed, parts } = packRows(usage.window, rows);
          const head: WindowHead = { ...facts, ...packed, ...made };
          return { partition: windowDate(usage.window), id: usage.window, head, parts, etag };
        }),
      );
    },

    async sweep(window: WindowId, head: WindowHead, now: Instant): Promise<number> {
      const listed = 'parts' in head ? head.parts : [];
      const set = { partition: windowDate(window), headId: window, listed };
      return sweepParts(rollups, set, now);
    },

    usageOf: (head: WindowHead): Promise<WindowUsage> => usageOf(rollups, head),
  };
};

export type WindowRollups = ReturnType<typeof makeWindowRollups>;

const usageOf = async (rollups: Documents, head: WindowHead): Promise<WindowUsage> => {
  const { window, recordsSeen, suspectedDoubles } = head;
  const rows = await unpackRows(rollups, windowDate(window), head);
  return { window, recordsSeen, suspectedDoubles, rows: rowsInTodaysUnits(rows, head) };
};

/** The UTC dates that windows `[from, to)` begin on. */
const datesIn = (from: WindowId, toExclusive: WindowId): readonly string[] => {
  const dates: string[] = [];
  const first = Date.parse(`${windowDate(from)}T00:00:00Z`);
  const end = Date.parse(windowStart(toExclusive));
  for (let ms = first; ms < end; ms += 24 * 60 * 60 * 1000) {
    dates.push(new Date(ms).toISOString().slice(0, 10));
  }
  return dates;
};
