// What was delivered, how often and in which order, as far as that makes a difference.
import { digestOf, type RequestTruth } from '../oracle/requests';
import type { Said } from '../traffic/gateway-events';
import { hourMs } from '../world/clocks';
import type { HubEvent, Partition } from '../world/hub';
import type { SimulatedProcess } from '../world/simulated-process';
import type { World } from '../world/world';

export class DeliveryLog {
  /** Events handed to the program, each delivery counted. */
  deliveries = 0;
  #latestMs = 0;
  /** Statements of the policy about each request in the order of their first delivery. */
  readonly #spoken = new Map<string, string[]>();
  /** Events on the edge of too early that were delivered before their time had come. */
  readonly #seenEarly = new Set<HubEvent>();

  constructor(private readonly world: World) {}

  onDelivery(
    process: SimulatedProcess,
    partition: Partition,
    from: number,
    batch: readonly HubEvent[],
  ): void {
    const { faults } = this.world;
    this.deliveries += batch.length;
    if (from < partition.deliveredUpTo) {
      faults.count('batch delivered again');
      if (!partition.cuts.has(from)) faults.count('batch split anew');
    }
    partition.cuts.add(from);
    partition.cuts.add(from + batch.length);
    partition.deliveredUpTo = Math.max(partition.deliveredUpTo, from + batch.length);
    for (const event of batch) {
      for (const item of event.items) {
        if (item.kind === 'said') this.#onSaid(process, event, item.said);
      }
    }
  }

  /** In which order the statements came of each request that has more than are kept. */
  noteOrders(requests: readonly RequestTruth[]): void {
    for (const { requestId, policyWords, overflows } of requests) {
      const [winner] = policyWords;
      if (!overflows || winner === undefined) continue;
      const order = this.#spoken.get(requestId) ?? [];
      const at = order.indexOf(digestOf(winner));
      this.world.reached.note(
        at === 0
          ? 'conflicts beyond the cap, the winner delivered first'
          : at === order.length - 1
            ? 'conflicts beyond the cap, the winner delivered last'
            : 'conflicts beyond the cap, the winner delivered in between',
      );
    }
  }

  #onSaid(process: SimulatedProcess, event: HubEvent, said: Said): void {
    if (said.atMs < this.#latestMs) this.world.faults.count('event delivered after a later one');
    this.#latestMs = Math.max(this.#latestMs, said.atMs);
    if (said.by === 'policy') this.#onPolicyWord(said);
    const aheadMs = said.atMs - event.enqueuedMs;
    if (Math.abs(aheadMs - hourMs) > 1) return;
    if (process.clock.ms < said.atMs) this.#seenEarly.add(event);
    else if (this.#seenEarly.has(event)) {
      this.world.reached.note(
        aheadMs > hourMs
          ? 'a refused event on the edge of too early, delivered again when its time had come'
          : 'an accepted event on the edge of too early, delivered again when its time had come',
      );
    }
  }

  #onPolicyWord(said: Said): void {
    const spoken = this.#spoken.get(said.requestId) ?? [];
    const digest = digestOf(said);
    if (!spoken.includes(digest)) spoken.push(digest);
    this.#spoken.set(said.requestId, spoken);
  }
}
