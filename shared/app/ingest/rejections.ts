// Remembers which hub positions were rejected, in the state container: per UTC day, hub, partition,
// reason and sender, a set of events for each block of sequence numbers. Every count of dead letters
// comes from these sets, whether or not the container of the dead letters holds the payloads, so an
// item counts once: it is in one set at one place. A set is replaced under its ETag by its union with
// what a batch found; `rejected` and `stored` are computed from the set that they stand beside, and
// nothing is ever added to them. Only an item that two versions of the program reject for different
// reasons, or of which they name different senders, counts under each of them.
import { periodPlus } from '../../domain/calendar';
import { sha256 } from '../../domain/digest';
import type { RejectionReason } from '../../domain/readers/reading';
import {
  countPositions,
  joinPositions,
  type RejectedPositions,
} from '../../domain/usage/rejected-positions';
import {
  joinAttemptsMax,
  rejectedBlockEvents,
  rejectedDocumentsPerSlice,
  rejectedPositionsDays,
  rejectedPositionsShards,
} from '../../limits';
import { DependencyUnavailable, type Documents, type Put, type Stored } from '../ports';

/** Whose dead letters have one limit. */
export interface RejectionSource {
  /** UTC date on which the events were enqueued. */
  readonly day: string;
  readonly reason: RejectionReason;
  readonly sender: string;
}

/** Where one set is kept. */
export interface RejectedBlock extends RejectionSource {
  readonly hub: string;
  readonly partition: string;
  /** Number of the block of sequence numbers. */
  readonly block: number;
}

export interface RejectedSet extends RejectedBlock {
  readonly positions: RejectedPositions;
}

/** How many items were rejected, and of how many of them the payload was not kept. */
export interface RejectedItems {
  readonly items: number;
  readonly withoutPayload: number;
}

/** What reports and metrics ask about dead letters. */
export interface DeadLetterCounts {
  /** Items enqueued on the days `[from, to]` (UTC dates). */
  count(from: string, to: string): Promise<RejectedItems>;
  /** Those enqueued on one UTC date; reasons of which there are none are missing. */
  countByReason(day: string): Promise<Readonly<Record<string, RejectedItems>>>;
}

interface PositionsDocument extends Omit<RejectedSet, 'block'> {
  readonly firstSequenceNumber: number;
  /** Items of all events of `positions`. */
  readonly rejected: number;
  /** Of those, the items with a payload among the dead letters. */
  readonly stored: number;
}

const countedMembers = ['reason', 'rejected', 'stored'] as const;
type Counted = Pick<PositionsDocument, (typeof countedMembers)[number]>;

export function makeRejections(state: Documents) {
  /** What is stored of a slice, whose sets are all of one partition key. */
  async function setsOf<B extends RejectedBlock>(
    slice: readonly B[],
  ): Promise<readonly Found<B>[]> {
    const [first] = slice;
    if (first === undefined) return [];
    const stored = await state.readMany<PositionsDocument>(partitionOf(first), slice.map(idOf));
    return slice.map((block, index) => ({ block, stored: stored[index] }));
  }

  /** Replaces each set by its union with what is stored; answers with those that changed meanwhile. */
  async function tryToJoin(slice: readonly RejectedSet[]): Promise<readonly RejectedSet[]> {
    const changes = (await setsOf(slice)).flatMap(({ block: set, stored }) => {
      const put = putOf(set, stored);
      return put === undefined ? [] : [{ set, put }];
    });
    if (changes.length === 0) return [];
    const answers = await state.put(changes.map(({ put }) => put));
    return changes.flatMap(({ set }, index) => (answers[index] === 'written' ? [] : [set]));
  }

  async function joinSlice(slice: readonly RejectedSet[]): Promise<void> {
    let open = slice;
    for (let attempt = 0; attempt < joinAttemptsMax; attempt += 1) {
      open = await tryToJoin(open);
      if (open.length === 0) return;
    }
    throw new DependencyUnavailable(
      `${open.length} sets of rejected positions changed ${joinAttemptsMax} times while they ` +
        'were joined; the batch will be delivered again',
    );
  }

  async function counted(day: string, to: string): Promise<readonly Counted[]> {
    const partitions: string[] = [];
    for (let month = day.slice(0, 7); month <= to.slice(0, 7); month = periodPlus(month, 1)) {
      partitions.push(...partitionsOf(month));
    }
    const found = await Promise.all(
      partitions.map((partition) =>
        state.excerpts<PositionsDocument>(partition, `${day}:`, `${to}:~`, countedMembers),
      ),
    );
    return found.flat().map(({ value }) => value);
  }

  return {
    /** The sets as they are stored, in the order of the blocks; an empty one if there is none. */
    async read(blocks: readonly RejectedBlock[]): Promise<readonly RejectedPositions[]> {
      const known = new Map<RejectedBlock, RejectedPositions>();
      for (const slice of slicesOf(blocks)) {
        for (const { block, stored } of await setsOf(slice)) {
          if (stored !== undefined) known.set(block, stored.value.positions);
        }
      }
      return blocks.map((block) => known.get(block) ?? []);
    },

    /** Adds sets to what is stored, each by a union: one that is there already costs only its read. */
    async join(sets: readonly RejectedSet[]): Promise<void> {
      for (const slice of slicesOf(sets)) await joinSlice(slice);
    },

    /** How many dead letters of one reason and sender are stored with their payload on one day. */
    async storedOf({ day, reason, sender }: RejectionSource): Promise<number> {
      const prefix = `${day}:${reason}:${sender}:`;
      const found = await Promise.all(
        partitionsOf(day.slice(0, 7)).map((partition) =>
          state.excerpts<PositionsDocument>(partition, prefix, `${prefix}~`, ['stored']),
        ),
      );
      return found.flat().reduce((sum, { value }) => sum + value.stored, 0);
    },

    async count(from: string, to: string): Promise<RejectedItems> {
      return (await counted(from, to)).map(itemsOf).reduce(plus, none);
    },

    async countByReason(day: string): Promise<Readonly<Record<string, RejectedItems>>> {
      const counts: Record<string, RejectedItems> = {};
      for (const found of await counted(day, day)) {
        counts[found.reason] = plus(counts[found.reason] ?? none, itemsOf(found));
      }
      return counts;
    },
  };
}

export type Rejections = ReturnType<typeof makeRejections>;

interface Found<B extends RejectedBlock> {
  readonly block: B;
  readonly stored: Stored<PositionsDocument> | undefined;
}

const none: RejectedItems = { items: 0, withoutPayload: 0 };

function itemsOf({ rejected, stored }: Counted): RejectedItems {
  return { items: rejected, withoutPayload: rejected - stored };
}

function plus(a: RejectedItems, b: RejectedItems): RejectedItems {
  return { items: a.items + b.items, withoutPayload: a.withoutPayload + b.withoutPayload };
}

/** The union as it has to be written; undefined: what is stored holds all of the set already. */
function putOf(set: RejectedSet, stored: Stored<PositionsDocument> | undefined): Put | undefined {
  const known = stored?.value.positions ?? [];
  const positions = joinPositions(known, set.positions);
  if (JSON.stringify(positions) === JSON.stringify(known)) return undefined;
  const { block, ...source } = set;
  const counts = countPositions(positions);
  const value: PositionsDocument = {
    ...source,
    firstSequenceNumber: block * rejectedBlockEvents,
    rejected: counts.items,
    stored: counts.stored,
    positions,
  };
  return {
    partition: partitionOf(set),
    id: idOf(set),
    value,
    condition: stored === undefined ? 'absent' : { etag: stored.etag },
    expiresAfterSeconds: rejectedPositionsDays * 24 * 60 * 60,
  };
}

// The day comes first, so that the sets of some days are one range of ids; then reason and sender,
// so that those of one limit are, too.
function idOf({ day, reason, sender, hub, partition, block }: RejectedBlock): string {
  return `${day}:${reason}:${sender}:${hub}:${partition}:${block}`;
}

function partitionOf({ day, hub, partition }: RejectedBlock): string {
  const hash = Number.parseInt(sha256(`${hub}:${partition}`).slice(0, 8), 16);
  return `rejected:${day.slice(0, 7)}:${hash % rejectedPositionsShards}`;
}

function partitionsOf(month: string): readonly string[] {
  return Array.from(
    { length: rejectedPositionsShards },
    (_, shard) => `rejected:${month}:${shard}`,
  );
}

/** Slices of few documents, each of one partition key. */
function slicesOf<B extends RejectedBlock>(blocks: readonly B[]): readonly (readonly B[])[] {
  const open = new Map<string, B[]>();
  const slices: B[][] = [];
  for (const block of blocks) {
    const partition = partitionOf(block);
    const slice = open.get(partition);
    if (slice !== undefined && slice.length < rejectedDocumentsPerSlice) {
      slice.push(block);
      continue;
    }
    const next = [block];
    open.set(partition, next);
    slices.push(next);
  }
  return slices;
}
