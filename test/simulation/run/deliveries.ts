// The hosts' side of the hubs: batches are cut, delivered, tried again, checkpointed, delivered by
// two processes at once, and delivered again.
import type { PlannedEvent } from '../traffic/planned-event';
import type { Actor } from '../world/actor';
import type { HubEvent, Partition } from '../world/hub';
import type { SimulatedProcess } from '../world/simulated-process';
import { Broken } from '../world/world';
import { DeliveryLog } from './delivery-log';
import type { Stage } from './stage';

/** How often a batch may fail where nothing but the store's limits stands in its way. */
const attemptsAtRestMax = 50;

export class Deliveries {
  readonly log: DeliveryLog;

  constructor(private readonly stage: Stage) {
    this.log = new DeliveryLog(stage.world);
  }

  /** A few of the planned events reach their hub. */
  enqueue(plan: PlannedEvent[]): void {
    const { random, world } = this.stage;
    for (let count = random.integer(1, 6); count > 0; count -= 1) {
      const planned = plan.shift();
      if (planned === undefined) return;
      const hubs = this.stage.partitions.filter(({ hub }) => hub === planned.hub);
      const enqueuedMs = world.hubClock.ms;
      const { body, items } = planned.build(enqueuedMs);
      random.pick(hubs).enqueue(body, items, enqueuedMs);
    }
  }

  /** The owner of a partition, or who takes it over, is given the next batch. */
  deliver(partition: Partition): void {
    const { random, fleet, activities } = this.stage;
    if (partition.isBusy) return;
    const batch = partition.nextBatch(random);
    if (batch.length === 0) return;
    const process = fleet.all.find(({ name }) => name === partition.owner) ?? fleet.one('ingest');
    partition.owner = process.name;
    partition.isBusy = true;
    activities.begin(process, 'ingest', (actor) => this.#ingest(process, partition, batch, actor));
  }

  /** Another process takes a partition over; what the first has under way goes on. */
  move(partition: Partition): void {
    if (partition.isBusy) this.stage.world.faults.count('partition moved to another process');
    partition.owner = '';
    partition.isBusy = false;
  }

  /** The checkpoint is lost and found at an older place: what follows is delivered again. */
  rewind(partition: Partition, to?: number): void {
    if (partition.isBusy || partition.checkpoint === 0) return;
    partition.checkpoint = to ?? this.stage.random.integer(0, partition.checkpoint - 1);
    partition.owner = '';
    this.stage.world.faults.count('checkpoint lost');
  }

  /** A person sends the events between two sequence numbers through again. */
  async replay(
    process: SimulatedProcess,
    partition: Partition,
    { after, before }: { readonly after: number; readonly before: number },
  ): Promise<void> {
    const events = partition.events.slice(after + 1, before).map(({ raw }) => raw);
    const { hub, name } = partition;
    this.stage.activities.begin(process, 'ingest', async (actor) => {
      await process.useCases(actor).ingest({ hub, partition: name, events, attempt: 0 });
    });
    await this.stage.activities.finish();
  }

  async #ingest(
    process: SimulatedProcess,
    partition: Partition,
    batch: readonly HubEvent[],
    actor: Actor,
  ): Promise<void> {
    const { world, activities } = this.stage;
    const { scheduler } = world;
    const { ingest } = process.useCases(actor);
    const { hub, name, checkpoint: from } = partition;
    const to = from + batch.length;
    const events = batch.map(({ raw }) => raw);
    const isOwner = (): boolean => partition.owner === process.name;
    let failedAtRest = 0;
    for (let attempt = 0; ; attempt += 1) {
      this.log.onDelivery(process, partition, from, batch);
      try {
        await ingest({ hub, partition: name, events, attempt });
        break;
      } catch (error) {
        activities.assertDependencyFailed(actor, error);
        if (!world.faults.isOn && (failedAtRest += 1) > attemptsAtRestMax) {
          throw new Broken(`a batch of ${hub}:${name} never goes through: ${String(error)}`);
        }
        if (this.#mayGiveUp(partition)) {
          for (let index = from; index < to; index += 1) partition.skipped.add(index);
          break;
        }
        if (!isOwner()) return;
        await scheduler.step(actor, 'waits before it tries again', () => undefined);
      }
    }
    // An owner that lost the partition in between may still checkpoint, even back.
    await scheduler.step(actor, `checkpoint ${hub}:${name} ${to}`, () => {
      partition.checkpoint = to;
      if (isOwner()) partition.isBusy = false;
    });
  }

  /**
   * A host loses its place: an old extension checkpoints at shutdown what it still retries, or an
   * operator moves a checkpoint. It never happens to a partition whose start no tick has noted yet:
   * the program cannot know where that should have started.
   */
  #mayGiveUp({ hub, name }: Partition): boolean {
    const { faults, state } = this.stage.world;
    const hasBegun = state.latest('watermark', `${hub}:${name}`) !== undefined;
    if (!hasBegun || !faults.happens(faults.profile.skip)) return false;
    faults.count('checkpoint without having finished');
    return true;
  }
}
