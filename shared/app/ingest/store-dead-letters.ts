// Stores what of a batch was rejected: the positions of all items, and of some of them the payload, as
// dead letters.
//
// Which items get a dead letter never changes a count. Every rejected item is a position in one set
// (rejections.ts), and all counts come from these sets. A set also says of how many items of each event
// the payload is stored: those with the lowest indexes. So an item that has a dead letter and a position
// counts once, and a redelivery, in whatever batches, finds the same set or adds to it.
//
// Dead letters are written first, the positions that claim them second: a crash in between leaves
// dead letters that the redelivery overwrites, and never a claim without a dead letter. What the sets
// claim already is not written again, so the next delivery of a batch gets further.
//
// An item gets no dead letter once its reason and sender have deadLettersStoredMax on that day, once the
// batch has stored deadLettersStoredPerBatchMax, or once the container of the dead letters alone takes no
// more (a full partition, or throttling that outlasts the retries). If the state container fails
// as well, that is an outage, and the batch is delivered again.
import type { Instant } from '../../domain/instant';
import {
  blockOf,
  countsByEvent,
  eventKeyOf,
  positionsOf,
  type RejectedEvent,
} from '../../domain/usage/rejected-positions';
import {
  deadLettersPerSlice,
  deadLettersStoredMax,
  deadLettersStoredPerBatchMax,
  fullSendersRemembered,
  ingestMsMax,
  rejectedDocumentsPerSlice,
} from '../../limits';
import { DependencyUnavailable, type Clock, type DeadLetterStore } from '../ports';
import type { RejectedBlock, RejectionSource, Rejections, RejectedSet } from './rejections';
import { letterOf, type RejectedItem } from './sort-batch';

export interface StoreDeadLettersDependencies {
  readonly deadLetters: DeadLetterStore;
  readonly rejections: Rejections;
  readonly clock: Clock;
}

/** How many dead letters are stored with their payload; see limits.ts. */
export interface DeadLetterLimits {
  /** Of one reason, sender and day. */
  readonly perSource: number;
  readonly perBatch: number;
  readonly perSlice: number;
}

const defaultLimits: DeadLetterLimits = {
  perSource: deadLettersStoredMax,
  perBatch: deadLettersStoredPerBatchMax,
  perSlice: deadLettersPerSlice,
};

export interface StoredDeadLetters {
  /** Items of the batch whose payload is not stored, for whatever cause. */
  readonly withoutPayload: number;
  /** Of those, the items whose dead letter the container would not take. */
  readonly refusedByContainer: number;
}

/** The items of one event that were rejected for one reason. */
interface Event {
  readonly block: RejectedBlock;
  readonly at: Pick<RejectedEvent, 'sequenceNumber' | 'enqueuedTime'>;
  readonly items: readonly RejectedItem[];
  /** How many of them have a dead letter. */
  stored: number;
}

/** An event of which some items get a dead letter now. */
interface Work {
  readonly event: Event;
  readonly items: readonly RejectedItem[];
}

export function makeStoreDeadLetters(
  dependencies: StoreDeadLettersDependencies,
  limits: DeadLetterLimits = defaultLimits,
) {
  const { deadLetters, rejections, clock } = dependencies;
  const full = new Set<string>();

  async function roomOf(source: RejectionSource): Promise<number> {
    const name = sourceName(source);
    if (full.has(name)) return 0;
    const room = limits.perSource - (await rejections.storedOf(source));
    if (room > 0) return room;
    if (full.size >= fullSendersRemembered) full.clear();
    full.add(name);
    return 0;
  }

  /** Chooses, in the order of the batch, which items get a dead letter. */
  async function choose(events: readonly Event[]): Promise<readonly Work[]> {
    const rooms = new Map<string, number>();
    const chosen: Work[] = [];
    let left = limits.perBatch;
    for (const event of events) {
      const open = event.items.length - event.stored;
      if (open <= 0 || left === 0) continue;
      const name = sourceName(event.block);
      const room = rooms.get(name) ?? (await roomOf(event.block));
      const count = Math.min(open, room, left);
      rooms.set(name, room - count);
      left -= count;
      if (count === 0) continue;
      chosen.push({ event, items: event.items.slice(event.stored, event.stored + count) });
    }
    return chosen;
  }

  /** Writes one slice and counts what the container took of each event, up to the first refusal. */
  async function writeSlice(slice: readonly Work[]): Promise<'written' | 'noRoom'> {
    const answers = await deadLetters.write(slice.flatMap(({ items }) => items.map(letterOf)));
    let start = 0;
    for (const { event, items } of slice) {
      const ofEvent = answers.slice(start, start + items.length);
      const refused = ofEvent.indexOf('noRoom');
      event.stored += refused === -1 ? items.length : refused;
      start += items.length;
    }
    return answers.includes('noRoom') ? 'noRoom' : 'written';
  }

  return async function storeDeadLetters(
    items: readonly RejectedItem[],
    giveUpAt: Instant,
  ): Promise<StoredDeadLetters> {
    // The first step is always done, also if the reads before it took all the time: else no delivery of
    // the batch would get further than the one before.
    let steps = 0;
    const assertTime = (what: string): void => {
      steps += 1;
      if (steps === 1 || clock.now() <= giveUpAt) return;
      throw new DependencyUnavailable(
        `${what} of ${items.length} rejected items were stored within ${ingestMsMax / 1000} s; the ` +
          'batch will be delivered again, and go on from there. Raise the throughput of Cosmos DB.',
      );
    };
    const events = eventsOf(items);
    await readStored(rejections, events);
    const known = storedIn(events);
    const chosen = await choose(events);
    const open = new Set(events);
    for (const slice of slicesOf(chosen, limits.perSlice)) {
      assertTime(`the payloads of ${storedIn(events) - known}`);
      const answer = await writeSlice(slice);
      const done = slice.map(({ event }) => event);
      await rejections.join(setsOf(done));
      for (const event of done) open.delete(event);
      if (answer === 'noRoom') break;
    }
    const sets = setsOf([...open]);
    for (let start = 0; start < sets.length; start += setsPerLook) {
      assertTime(`${start} sets of positions`);
      await rejections.join(sets.slice(start, start + setsPerLook));
    }
    const stored = storedIn(events);
    return {
      withoutPayload: itemsIn(events) - stored,
      refusedByContainer: itemsIn(chosen) - (stored - known),
    };
  };
}

export type StoreDeadLetters = ReturnType<typeof makeStoreDeadLetters>;

/** Sets that are joined before the time is looked at: some seconds at 1,000 RU/s. */
const setsPerLook = 10 * rejectedDocumentsPerSlice;

function storedIn(events: readonly Event[]): number {
  return events.reduce((sum, { stored }) => sum + stored, 0);
}

function itemsIn(all: readonly { readonly items: readonly unknown[] }[]): number {
  return all.reduce((sum, { items }) => sum + items.length, 0);
}

function sourceName({ day, reason, sender }: RejectionSource): string {
  return `${day}:${reason}:${sender}`;
}

function blockName({ day, reason, sender, hub, partition, block }: RejectedBlock): string {
  return `${sourceName({ day, reason, sender })}:${hub}:${partition}:${block}`;
}

/** The items by their events, in the order of the batch; one that is delivered twice counts once. */
function eventsOf(items: readonly RejectedItem[]): readonly Event[] {
  const events = new Map<string, Omit<Event, 'items'> & { items: Map<number, RejectedItem> }>();
  for (const item of items) {
    const { day, reason, sender, hub, partition, sequenceNumber, enqueuedTime } = item;
    const block = { day, reason, sender, hub, partition, block: blockOf(sequenceNumber) };
    const at = { sequenceNumber, enqueuedTime };
    const name = `${blockName(block)}:${eventKeyOf(at)}`;
    const event = events.get(name) ?? { block, at, items: new Map(), stored: 0 };
    event.items.set(item.index, item);
    events.set(name, event);
  }
  return [...events.values()].map((event) => ({
    ...event,
    items: [...event.items.values()].sort((a, b) => a.index - b.index),
  }));
}

/** The events by the set that they belong to. */
function byBlock(events: readonly Event[]): readonly (readonly [RejectedBlock, Event[]])[] {
  const grouped = new Map<string, [RejectedBlock, Event[]]>();
  for (const event of events) {
    const name = blockName(event.block);
    const group = grouped.get(name);
    if (group === undefined) grouped.set(name, [event.block, [event]]);
    else group[1].push(event);
  }
  return [...grouped.values()];
}

/** Reads of how many items of each event an earlier delivery stored the payload. */
async function readStored(rejections: Rejections, events: readonly Event[]): Promise<void> {
  const groups = byBlock(events);
  const known = await rejections.read(groups.map(([block]) => block));
  groups.forEach(([, ofBlock], index) => {
    const counts = countsByEvent(known[index] ?? []);
    for (const event of ofBlock) event.stored = counts.get(eventKeyOf(event.at))?.stored ?? 0;
  });
}

function setsOf(events: readonly Event[]): readonly RejectedSet[] {
  return byBlock(events).map(([block, ofBlock]) => ({
    ...block,
    positions: positionsOf(
      ofBlock.map(({ at, items, stored }) => ({ ...at, items: items.length, stored })),
    ),
  }));
}

function slicesOf(chosen: readonly Work[], perSlice: number): readonly (readonly Work[])[] {
  const slices: Work[][] = [];
  let letters = perSlice;
  for (const work of chosen) {
    if (letters >= perSlice) {
      slices.push([]);
      letters = 0;
    }
    slices.at(-1)?.push(work);
    letters += work.items.length;
  }
  return slices;
}
