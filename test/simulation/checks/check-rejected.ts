// Compares what is stored of rejected items with what the oracle knows: every item is counted once, and
// as many payloads are there as the counts say.
import { refusalOf } from '../oracle/requests';
import { deadLettersKept } from '../programs/programs';
import { dayMs } from '../world/clocks';
import { deadLetterDays } from '../world/stored-form';
import { Broken, type World } from '../world/world';
import { differences } from './comparison';
import type { LedgerTruth } from './ledger-truth';
import { rejectedSets } from './rejected-sets';

/** Dead letters that are about to expire by the store's clock are no longer looked for. */
const youngDays = deadLetterDays - 5;

/** Processes that may store dead letters of one sender at once, each as many as there is room for. */
const atOnceMax = 6;

interface RejectedItem {
  /** The UTC day, and the place in the hub. */
  readonly key: string;
  /** What is counted together: the day, the hub's partition and the reason. */
  readonly group: string;
  readonly reason: string;
}

type Counts = Readonly<Record<string, number>>;

export function checkRejected(world: World, truth: LedgerTruth, when: string): void {
  const items = rejectedItems(world, truth);
  const wrong = differences(countSets(world, 'rejected'), countBy(items));
  if (wrong !== '') throw new Broken(`${when}, rejected positions: ${wrong}`);
  checkLetters(world, items, when);
  if (world.isFlooded) checkStoredOfFlood(world, items, when);
  else {
    const lost = differences(countSets(world, 'stored'), countBy(items));
    if (lost !== '') throw new Broken(`${when}, payloads of rejected positions: ${lost}`);
  }
}

function rejectedItems(world: World, truth: LedgerTruth): readonly RejectedItem[] {
  const found: RejectedItem[] = [];
  for (const { hub, name, events } of truth.partitions) {
    events.forEach(({ items, enqueuedMs, raw }, sequence) => {
      items.forEach((item, index) => {
        const reason = refusalOf({ item, enqueuedMs }, world.settings.lateDays);
        if (reason === undefined) return;
        const day = raw.position.enqueuedTime.slice(0, 10);
        const key = `${day}/${hub}:${name}:${sequence}:${enqueuedMs}:${index}`;
        found.push({ key, group: `${day} ${hub}:${name} ${reason}`, reason });
      });
    });
  }
  return found;
}

function countBy(items: readonly RejectedItem[]): Counts {
  const counts: Record<string, number> = {};
  for (const { group } of items) counts[group] = (counts[group] ?? 0) + 1;
  return counts;
}

function countSets(world: World, count: 'rejected' | 'stored'): Counts {
  const counts: Record<string, number> = {};
  for (const set of rejectedSets(world)) {
    const group = `${set.day} ${set.hub}:${set.partition} ${set.reason}`;
    counts[group] = (counts[group] ?? 0) + set[count];
  }
  return counts;
}

/** Each dead letter is of a rejected item; outside of floods, each rejected item has one. */
function checkLetters(world: World, items: readonly RejectedItem[], when: string): void {
  const letters = lettersOf(world);
  for (const { key, reason } of items) {
    const isYoung = Date.parse(key.slice(0, 10)) + youngDays * dayMs > world.storeClock.ms;
    const letter = letters.get(key);
    const mayLack = world.isFlooded || !isYoung;
    if (letter !== reason && !(mayLack && letter === undefined)) {
      throw new Broken(`${when}, dead letter ${key}: ${letter ?? 'none'}, not ${reason}`);
    }
  }
  const expected = new Set(items.map(({ key }) => key));
  for (const key of letters.keys()) {
    if (!expected.has(key)) throw new Broken(`${when}, ${key} is a dead letter and should not be`);
  }
}

/** Reasons by the day and the place in the hub. */
function lettersOf({ deadLetters }: World): ReadonlyMap<string, string> {
  return new Map(
    [...deadLetters.contents()].map(({ partition, id, version }) => [
      `${partition.slice(0, 10)}/${id}`,
      (version.value as { readonly reason: string } | undefined)?.reason ?? '',
    ]),
  );
}

/**
 * No payload is claimed that is not there. Of each sender and reason as many are there as are to be
 * kept, unless the container refused some, and hardly more.
 */
function checkStoredOfFlood(world: World, items: readonly RejectedItem[], when: string): void {
  const letters = lettersOf(world);
  const there = countBy(items.filter(({ key }) => letters.has(key)));
  for (const [group, claimed] of Object.entries(countSets(world, 'stored'))) {
    if (claimed <= (there[group] ?? 0)) continue;
    throw new Broken(
      `${when}, ${claimed} payloads of ${group} are claimed, ${there[group] ?? 0} there`,
    );
  }
  const sources = new Map<string, { rejected: number; stored: number }>();
  for (const { day, reason, sender, rejected, stored } of rejectedSets(world)) {
    const sum = sources.get(`${day} ${reason} ${sender}`) ?? { rejected: 0, stored: 0 };
    sum.rejected += rejected;
    sum.stored += stored;
    sources.set(`${day} ${reason} ${sender}`, sum);
  }
  const mayRefuse = world.small.full !== undefined || world.small.throttled !== undefined;
  for (const [source, { rejected, stored }] of sources) {
    if (rejected > stored) world.reached.note('more rejected items than are stored in full');
    if (mayRefuse && stored < Math.min(rejected, deadLettersKept)) {
      world.reached.note('payloads of dead letters that their container did not take');
    }
    const least = mayRefuse ? 0 : Math.min(rejected, deadLettersKept);
    if (stored < least || stored > deadLettersKept * atOnceMax) {
      throw new Broken(`${when}, ${stored} of ${rejected} dead letters are stored of ${source}`);
    }
  }
}
