// The hubs and the hosts that read them: partitions with positions, checkpoints that may lag behind
// or go back, and batches that are cut anew at every delivery.
import type { Random } from '../../../local/simulator/random';
import { instantOf } from '../../../shared/domain/instant';
import type { RawEvent } from '../../../shared/domain/readers/reading';
import type { Item } from '../traffic/gateway-events';
import type { HubName } from '../traffic/planned-event';

export const namespace = 'contoso.servicebus.windows.net';

export interface HubEvent {
  readonly raw: RawEvent;
  readonly enqueuedMs: number;
  readonly items: readonly Item[];
}

export class Partition {
  readonly events: HubEvent[] = [];
  /** Position of the next event to deliver. */
  checkpoint = 0;
  /** Name of the process that owns it; deliveries of an earlier owner may still be going on. */
  owner = '';
  /** The delivery that the present owner has under way. */
  isBusy = false;
  /** Positions at which some batch began: a batch that begins elsewhere was cut anew. */
  readonly cuts = new Set<number>([0]);
  /** Events that a host checkpointed without having finished. */
  readonly skipped = new Set<number>();
  deliveredUpTo = 0;

  constructor(
    readonly hub: HubName,
    readonly name: string,
  ) {}

  get isDrained(): boolean {
    return this.checkpoint >= this.events.length && !this.isBusy;
  }

  enqueue(body: unknown, items: readonly Item[], enqueuedMs: number): void {
    const position = {
      namespace,
      hub: this.hub,
      partition: this.name,
      sequenceNumber: this.events.length,
      enqueuedTime: instantOf(enqueuedMs),
    };
    this.events.push({ raw: { body, position }, enqueuedMs, items });
  }

  /** Events from the checkpoint on, as many as the host happens to take. */
  nextBatch(random: Random): readonly HubEvent[] {
    const size = random.pick([1, 2, 3, 5, 8, 20]);
    return this.events.slice(this.checkpoint, this.checkpoint + size);
  }
}
