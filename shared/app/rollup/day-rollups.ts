// Day usage in the rollups container: one head per business day, in the partition of its period.
import type { DayRow, DayUsage } from '../../domain/chargeback/day-usage';
import { dayRowsInTodaysUnits } from '../../domain/chargeback/days-of-older-rules';
import type { Instant } from '../../domain/instant';
import type { Documents, Stored } from '../ports';
import {
  packRows,
  publishSets,
  readWhole,
  sweepParts,
  unpackRows,
  type PackedRows,
} from './published-set';
import type { Revisions } from './revisions';

/** A day as it is stored: with its rows, or with the parts that they are in. */
export type DayHead = Omit<DayUsage, 'rows'> &
  PackedRows<DayRow> & {
    /** What it was computed with; it is computed anew where this differs. */
    readonly fingerprint: string;
    readonly algorithmVersion?: number;
    readonly revision: number;
    /** The revisions of its windows. */
    readonly madeOf: Revisions;
    readonly computedAt: Instant;
    /** When its figures were last sent to telemetry. */
    readonly reportedAt: Instant;
    readonly sweptAt: Instant;
  };

/** What of a day tells whether it has to be computed anew. */
export type DayState = Pick<DayHead, 'fingerprint' | 'algorithmVersion' | 'reportedAt'>;

/** A day as it was stored, and its revision. */
export type StoredDay = DayUsage & Pick<DayHead, 'revision' | 'algorithmVersion'>;

export const makeDayRollups = (rollups: Documents) => {
  const storedDay = async (head: DayHead): Promise<StoredDay> => {
    const { date, period, currency, suspectedDoubles, revision, algorithmVersion } = head;
    const algorithm = algorithmVersion === undefined ? {} : { algorithmVersion };
    const rows = dayRowsInTodaysUnits(await unpackRows(rollups, period, head), head);
    return { date, period, currency, suspectedDoubles, rows, revision, ...algorithm };
  };
  return {
    /** With the rows that are inside: a point read costs less than a query that leaves them out. */
    read: (period: string, date: string): Promise<Stored<DayHead> | undefined> =>
      rollups.read<DayHead>(period, date),

    /** How the days of a period are stored, by date; their rows are not read. */
    async states(period: string): Promise<ReadonlyMap<string, DayState>> {
      const found = await rollups.excerpts<DayState & Pick<DayHead, 'date'>>(
        period,
        `${period}-01`,
        `${period}-32`,
        ['date', 'fingerprint', 'algorithmVersion', 'reportedAt'],
      );
      return new Map(found.map(({ value }) => [value.date, value]));
    },

    /**
     * The stored days `[from, to]` (local dates) of a period with their rows, oldest first. One day is
     * read at a time: a month of large ones is more than a process holds.
     */
    async *days(period: string, from: string, to: string): AsyncIterable<StoredDay> {
      for (const { id: date, value } of await rollups.range<DayHead>(period, from, `${to}~`)) {
        let read: DayHead | undefined = value;
        const day = await readWhole(async () => {
          const head = read ?? (await rollups.read<DayHead>(period, date))?.value;
          read = undefined;
          return head === undefined ? undefined : storedDay(head);
        });
        if (day !== undefined) yield day;
      }
    },

    async write(
      usage: DayUsage,
      facts: Omit<DayHead, keyof DayUsage | 'parts'>,
      etag: string | undefined,
    ): Promise<'written' | 'changed'> {
      const { rows, ...about } = usage;
      const { packed, parts } = packRows(usage.date, rows);
      const head: DayHead = { ...about, ...packed, ...facts };
      const [answer = 'changed'] = await publishSets(rollups, [
        { partition: usage.period, id: usage.date, head, parts, etag },
      ]);
      return answer;
    },

    async sweep(head: DayHead, now: Instant): Promise<number> {
      const listed = 'parts' in head ? head.parts : [];
      return sweepParts(rollups, { partition: head.period, headId: head.date, listed }, now);
    },
  };
};

export type DayRollups = ReturnType<typeof makeDayRollups>;
