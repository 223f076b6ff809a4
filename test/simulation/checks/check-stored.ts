// Compares every stored window, dead letter and watermark with what the oracle knows.
import { rulesVersion } from '../../../shared/domain/usage/rules-version';
import { refusalOf } from '../oracle/requests';
import { dayMs } from '../world/clocks';
import { deadLetterDays } from '../world/stored-form';
import { Broken, type World } from '../world/world';
import { differences } from './comparison';
import type { LedgerTruth } from './ledger-truth';
import { rejectedSets } from './rejected-sets';
import { storedUsages, sealedWindows, storedWindow } from './stored-windows';
import { usageOf, type Usage } from '../oracle/usage';

export const checkStored = (world: World, truth: LedgerTruth, when: string): void => {
  checkWindows(world, truth, when);
  checkDeadLetters(world, truth, when);
  checkRejections(world, truth, when);
  checkWatermarks(world, truth, when);
};

const checkWindows = (world: World, truth: LedgerTruth, when: string): void => {
  const sealed = sealedWindows(world, truth);
  for (const [window, expected] of truth.windows) {
    const { recordsSeen, rows, rulesVersion: version } = storedWindow(world, window);
    if (!sealed.has(window) && version !== rulesVersion) {
      throw new Broken(`${when}, window ${window} is of rules ${version}, not ${rulesVersion}`);
    }
    const requests = rows.reduce((sum, row) => sum + row.requests, 0);
    const found = { seen: recordsSeen, requests };
    // A sealed window may lack something; it never has anything twice.
    const isRight = sealed.has(window)
      ? found.seen <= expected.seen && found.requests <= expected.seen
      : differences(found, expected) === '';
    if (!isRight) throw new Broken(`${when}, window ${window}: ${differences(found, expected)}`);
    if (!sealed.has(window)) checkRows(world, truth, window, when);
  }
};

/** The rows of a window, told apart by all that a later report may ask for, are the oracle's. */
const checkRows = (world: World, truth: LedgerTruth, window: string, when: string): void => {
  const known = truth.requests.filter((request) => request.window === window).map(usageOf);
  const wrong = differences(byNames(storedUsages(world, window)), byNames(known));
  if (wrong !== '') throw new Broken(`${when}, rows of window ${window}: ${wrong}`);
};

const byNames = (usages: readonly Usage[]): Readonly<Record<string, object>> => {
  const sums: Record<string, Record<string, number>> = {};
  for (const { subscription, product, model, deployment, backend, ...usage } of usages) {
    const { serviceTier, requestedTier, requests, meters } = usage;
    const names = [subscription, product, model, deployment, backend, serviceTier, requestedTier];
    const key = names.map((name) => name ?? '-').join(' ');
    const sum = (sums[key] ??= {});
    for (const [name, quantity] of Object.entries({ ...meters, requests })) {
      sum[name] = (sum[name] ?? 0) + quantity;
    }
  }
  return sums;
};

/** Dead letters that are about to expire by the store's clock are no longer looked for. */
const youngDays = deadLetterDays - 5;

interface RejectedItem {
  /** The UTC day, and the place in the hub. */
  readonly key: string;
  /** What is counted together: the day, the hub's partition and the reason. */
  readonly group: string;
  readonly reason: string;
}

const rejectedItems = (world: World, truth: LedgerTruth): readonly RejectedItem[] => {
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
};

/** Every rejected item is counted once in the sets of positions, and its payload is stored. */
const checkRejections = (world: World, truth: LedgerTruth, when: string): void => {
  const expected = new Map<string, number>();
  for (const { group } of rejectedItems(world, truth)) {
    expected.set(group, (expected.get(group) ?? 0) + 1);
  }
  const rejected = new Map<string, number>();
  const stored = new Map<string, number>();
  for (const set of rejectedSets(world)) {
    const group = `${set.day} ${set.hub}:${set.partition} ${set.reason}`;
    rejected.set(group, (rejected.get(group) ?? 0) + set.rejected);
    stored.set(group, (stored.get(group) ?? 0) + set.stored);
  }
  for (const found of [rejected, stored]) {
    const wrong = differences(Object.fromEntries(found), Object.fromEntries(expected));
    if (wrong !== '') throw new Broken(`${when}, rejected positions: ${wrong}`);
  }
};

const checkDeadLetters = (world: World, truth: LedgerTruth, when: string): void => {
  const expected = new Map<string, string>();
  for (const { key, reason } of rejectedItems(world, truth)) expected.set(key, reason);
  const found = new Map<string, string>();
  for (const { partition, id, version } of world.deadLetters.contents()) {
    found.set(
      `${partition.slice(0, 10)}/${id}`,
      (version.value as { reason: string } | undefined)?.reason ?? '',
    );
  }
  for (const [key, reason] of expected) {
    const isYoung = Date.parse(key.slice(0, 10)) + youngDays * dayMs > world.storeClock.ms;
    const letter = found.get(key);
    if (letter !== reason && (isYoung || letter !== undefined)) {
      throw new Broken(`${when}, dead letter ${key}: ${letter ?? 'none'}, not ${reason}`);
    }
  }
  for (const key of found.keys()) {
    if (!expected.has(key)) throw new Broken(`${when}, ${key} is a dead letter and should not be`);
  }
};

const checkWatermarks = (world: World, truth: LedgerTruth, when: string): void => {
  for (const { hub, name, events } of truth.partitions) {
    const watermark = world.state.latest('watermark', `${hub}:${name}`)?.value as
      { sequenceNumber: number } | undefined;
    if (events.length > 0 && watermark?.sequenceNumber !== events.length - 1) {
      const at = watermark?.sequenceNumber ?? 'nowhere';
      throw new Broken(`${when}, the watermark of ${hub}:${name} is ${at}`);
    }
  }
};
