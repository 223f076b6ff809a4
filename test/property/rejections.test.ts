// Whatever the batches, their order and repetitions, the crashes, the rivals and a container of dead
// letters that takes no more: each rejected item counts once, and what is said to have a payload has one.
import fc from 'fast-check';
import type { DeadLetter } from '../../shared/app/ports';
import { makeRejections } from '../../shared/app/ingest/rejections';
import { rejectedItemOf, type RejectedItem } from '../../shared/app/ingest/sort-batch';
import { makeStoreDeadLetters } from '../../shared/app/ingest/store-dead-letters';
import { instantOf, plusMs } from '../../shared/domain/instant';
import type { RejectionReason } from '../../shared/domain/readers/reading';
import { blockOf, countsByEvent, eventKeyOf } from '../../shared/domain/usage/rejected-positions';
import { InMemoryDeadLetters } from '../support/in-memory-dead-letters';
import { InMemoryDocuments } from '../support/in-memory-documents';
import { ManualClock } from '../support/manual-clock';
import { runs } from '../support/property-runs';

const reasons: readonly RejectionReason[] = ['notJson', 'badCount'];

/** Each item of an event is rejected for one of the reasons, or not at all. */
interface BadEvent {
  readonly partition: string;
  readonly sequenceNumber: number;
  readonly enqueuedMs: number;
  readonly source: string;
  readonly items: readonly (RejectionReason | undefined)[];
}

const event: fc.Arbitrary<BadEvent> = fc.record({
  partition: fc.constantFrom('0', '1'),
  sequenceNumber: fc.oneof(fc.nat(8), fc.integer({ min: 9_997, max: 10_003 })),
  // On both sides of midnight and of the turn of a month.
  enqueuedMs: fc.constantFrom(
    Date.parse('2026-11-30T23:59:00Z'),
    Date.parse('2026-12-01T00:00:00Z'),
  ),
  source: fc.constantFrom('/apim/a', '/apim/b'),
  items: fc.array(fc.constantFrom(undefined, ...reasons), { minLength: 1, maxLength: 4 }),
});

/** One event at each position. */
const events = fc.uniqueArray(event, {
  minLength: 1,
  maxLength: 14,
  selector: ({ partition, sequenceNumber, enqueuedMs }) =>
    `${partition} ${sequenceNumber} ${enqueuedMs}`,
});

interface Delivery {
  readonly events: readonly number[];
  /** The call of a store before which the process dies; undefined: it lives. */
  readonly crashAt: number | undefined;
  /** The call before which a rival delivers the same. */
  readonly rivalAt: number | undefined;
  /** Of so many dead letters, the container takes all but the last. */
  readonly takesAllBut: number;
}

interface Story {
  readonly events: readonly BadEvent[];
  readonly deliveries: readonly Delivery[];
  readonly last: readonly (readonly number[])[];
}

const stories: fc.Arbitrary<Story> = events.chain((all) => {
  const indexes = all.map((_, index) => index);
  const call = fc.option(fc.nat(12), { nil: undefined });
  const delivery: fc.Arbitrary<Delivery> = fc.record({
    events: fc.array(fc.constantFrom(...indexes), { minLength: 1, maxLength: 8 }),
    crashAt: call,
    rivalAt: call,
    takesAllBut: fc.integer({ min: 1, max: 9 }),
  });
  const last = fc
    .tuple(
      fc.shuffledSubarray(indexes, { minLength: indexes.length }),
      fc.integer({ min: 1, max: 5 }),
    )
    .map(([order, size]) =>
      order.flatMap((_, index) => (index % size === 0 ? [order.slice(index, index + size)] : [])),
    );
  return fc.record({
    events: fc.constant(all),
    deliveries: fc.array(delivery, { maxLength: 6 }),
    last,
  });
});

const itemsOf = ({ items, source, enqueuedMs, ...place }: BadEvent): readonly RejectedItem[] =>
  items.flatMap((reason, index) => {
    if (reason === undefined) return [];
    const enqueuedTime = instantOf(enqueuedMs);
    const position = { namespace: 'contoso', hub: 'llm-usage', enqueuedTime, ...place };
    const rejection = { kind: 'rejected', reason, path: '', detail: '' } as const;
    return [rejectedItemOf({ event: { body: {}, position }, index }, rejection, { source })];
  });

const limits = { perSource: 3, perBatch: 5, perSlice: 2 };

class Stores {
  readonly clock = new ManualClock();
  readonly state = new InMemoryDocuments(this.clock);
  readonly deadLetters = new InMemoryDeadLetters();
  readonly rejections = makeRejections(this.state);

  async deliver(items: readonly RejectedItem[]): Promise<void> {
    if (items.length === 0) return;
    const { deadLetters, rejections, clock } = this;
    const process = makeStoreDeadLetters({ deadLetters, rejections, clock }, limits);
    await process(items, plusMs(clock.now(), 1_000));
  }

  async deliverWith(items: readonly RejectedItem[], accident: Delivery): Promise<void> {
    let calls = -1;
    let isInside = false;
    let rival: Promise<void> | undefined;
    const before = async (): Promise<void> => {
      if (isInside) return;
      calls += 1;
      if (calls === accident.crashAt) throw new Error('crash');
      if (calls !== accident.rivalAt) return;
      isInside = true;
      rival = this.deliver(items);
      await rival;
      isInside = false;
    };
    let asked = 0;
    this.deadLetters.takes = () => (asked += 1) % accident.takesAllBut !== 0 || isInside;
    this.deadLetters.before = before;
    this.state.before = before;
    await this.deliver(items).catch((error: unknown) => {
      if (!String(error).includes('crash')) throw error;
    });
    await rival;
    this.deadLetters.takes = () => true;
    this.deadLetters.before = () => undefined;
    this.state.before = () => undefined;
  }
}

/** Items of which a set says that their payload is stored, and it is not: those with the lowest indexes. */
const missingPayloads = async (
  { rejections, deadLetters }: Stores,
  items: readonly RejectedItem[],
): Promise<readonly string[]> => {
  const letters = new Set([...deadLetters.letters.values()].map(({ id }) => id));
  const missing: string[] = [];
  const seen = new Map<string, number>();
  for (const item of items) {
    const { day, reason, sender, hub, partition, sequenceNumber } = item;
    const block = { day, reason, sender, hub, partition, block: blockOf(sequenceNumber) };
    const [positions = []] = await rejections.read([block]);
    const stored = countsByEvent(positions).get(eventKeyOf(item))?.stored ?? 0;
    const event = `${item.id.slice(0, item.id.lastIndexOf(':'))} ${reason}`;
    const before = seen.get(event) ?? 0;
    seen.set(event, before + 1);
    if (before < stored && !letters.has(item.id)) missing.push(item.id);
  }
  return missing;
};

const days = ['2026-11-30', '2026-12-01'];

const countsOf = async ({ rejections }: Stores) => {
  const found = await Promise.all(days.map((day) => rejections.countByReason(day)));
  return found.map((byReason) =>
    Object.fromEntries(Object.entries(byReason).map(([reason, { items }]) => [reason, items])),
  );
};

const truthOf = (items: readonly RejectedItem[]) =>
  days.map((day) => {
    const counts: Record<string, number> = {};
    for (const item of items) {
      if (item.day === day) counts[item.reason] = (counts[item.reason] ?? 0) + 1;
    }
    return counts;
  });

const bySource = (letters: Iterable<DeadLetter | RejectedItem>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { day, reason, sender } of letters) {
    const name = `${day} ${reason} ${sender}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
};

test('each rejected item counts once, by reason and day', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const pick = (indexes: readonly number[]): readonly RejectedItem[] =>
        indexes.flatMap((index) => itemsOf(story.events[index]!));
      const stores = new Stores();
      for (const delivery of story.deliveries) {
        await stores.deliverWith(pick(delivery.events), delivery);
      }
      for (const batch of story.last) await stores.deliver(pick(batch));
      const all = story.events.flatMap(itemsOf);
      expect(await countsOf(stores)).toEqual(truthOf(all));

      // Once more, in one batch: nothing changes.
      await stores.deliver(all);
      expect(await countsOf(stores)).toEqual(truthOf(all));
      const [from = '', to = ''] = days;
      expect((await stores.rejections.count(from, to)).items).toBe(all.length);
    }),
    runs(150),
  );
});

test('what is said to have a payload has one, and each sender has as many as there may be', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const pick = (indexes: readonly number[]): readonly RejectedItem[] =>
        indexes.flatMap((index) => itemsOf(story.events[index]!));
      const stores = new Stores();
      for (const delivery of story.deliveries) {
        await stores.deliverWith(pick(delivery.events), delivery);
        expect(await missingPayloads(stores, story.events.flatMap(itemsOf))).toEqual([]);
      }
      // The batch's own limit leaves some for the next delivery.
      for (let round = 0; round < 4; round += 1) {
        for (const batch of story.last) await stores.deliver(pick(batch));
      }
      const all = story.events.flatMap(itemsOf);
      for (const [source, count] of bySource(all)) {
        const stored = bySource(stores.deadLetters.letters.values()).get(source) ?? 0;
        expect(stored).toBeGreaterThanOrEqual(Math.min(count, limits.perSource));
      }
    }),
    runs(60),
  );
});
