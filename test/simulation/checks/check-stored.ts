// Compares every stored window, dead letter and watermark with what the oracle knows.
import { rulesVersion } from '../../../shared/domain/usage/rules-version';
import { Broken, type World } from '../world/world';
import { checkRejected } from './check-rejected';
import { differences } from './comparison';
import type { LedgerTruth } from './ledger-truth';
import { storedUsages, sealedWindows, storedWindow } from './stored-windows';
import { usageOf, type Usage } from '../oracle/usage';

export const checkStored = (world: World, truth: LedgerTruth, when: string): void => {
  checkWindows(world, truth, when);
  checkRejected(world, truth, when);
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
    const { askedDeployment, serviceTier, requestedTier, requests, meters } = usage;
    const names = [subscription, product, model, deployment, askedDeployment, backend];
    names.push(serviceTier, requestedTier);
    const key = names.map((name) => name ?? '-').join(' ');
    const sum = (sums[key] ??= {});
    for (const [name, quantity] of Object.entries({ ...meters, requests })) {
      sum[name] = (sum[name] ?? 0) + quantity;
    }
  }
  return sums;
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
