// The end of a run: nothing goes wrong any more, the program comes to rest, and what it stored and
// reports is compared with the oracle. Nothing may be lost, and nothing counted twice.
import { checkStored } from '../checks/check-stored';
import { exceptionsOf, gapsOf } from '../checks/ledger-exceptions';
import { LedgerTruth } from '../checks/ledger-truth';
import { sealedWindows } from '../checks/stored-windows';
import { defaultTier } from '../traffic/draw-call';
import { policyEvent } from '../traffic/gateway-events';
import { dayMs, hourMs, minuteMs, processSkewMsMax } from '../world/clocks';
import type { Partition } from '../world/hub';
import type { SimulatedProcess } from '../world/simulated-process';
import { Broken } from '../world/world';
import type { Deliveries } from './deliveries';
import type { ReferencePushes } from './reference-pushes';
import type { Stage } from './stage';
import { beginTick, compareReports } from './ticks-and-readers';

/** Ticks that a program without faults may need to come to rest. */
const ticksMax = 40;
/** Ticks in which a window fails often enough that a person is called. */
const ticksToException = 6;

export class Rest {
  readonly #truth: LedgerTruth;

  constructor(
    private readonly stage: Stage,
    private readonly deliveries: Deliveries,
    private readonly pushes: ReferencePushes,
  ) {
    this.#truth = new LedgerTruth(stage.world, stage.partitions);
  }

  async run(): Promise<void> {
    const { world, activities, fleet, scenario, partitions } = this.stage;
    world.faults.isOn = false;
    await activities.finish();
    while (this.pushes.pending > 0) await this.pushes.pushOne();
    const process = fleet.settle();
    // Where a host skipped events, one more in each partition shows it.
    if (scenario.theme === 'skipping') partitions.forEach((one) => this.#enqueueLast(one));
    while (partitions.some(({ isDrained }) => !isDrained)) {
      for (const partition of partitions) this.deliveries.deliver(partition);
      await activities.finish();
    }
    await this.#replayGaps(process);
    if (world.poisoned !== undefined) await this.#restBeside(world.poisoned, process);
    await this.#restWithoutMarks(process);
    this.deliveries.log.noteOrders(this.#truth.requests);
    this.#assertOverflowsTold();
    // A stale read may have hidden a record from the rollup that took its mark off: the audit finds
    // that a day later. Without stale reads, nothing may be left for it to find.
    if (!world.isStale) await this.#compare('at rest', process);
    await this.#audit(process);
    await this.#compare('after the audit', process);
    if (scenario.theme === 'parts' && !world.isStale) await this.#healLoss(process);
    if (scenario.theme === 'life') await this.#outlive(process);
    // A host that skipped a batch between its records and its marks leaves records that nobody marked:
    // the audit may come before whoever replays the gap.
    if (!world.isStale && scenario.theme !== 'skipping') this.#assertNoDrift();
  }

  #enqueueLast(partition: Partition): void {
    const enqueuedMs = this.stage.world.hubClock.ms;
    const digit = partition.hub === 'apim-logs' ? 9 : partition.name;
    const call = {
      requestId: `ffffffff-0000-4000-8000-${digit}00000000000`,
      subscription: 'sub-a',
      product: 'standard',
      model: 'gpt-4o',
      status: 200,
      responseId: 'chatcmpl-last',
      streamed: false,
      deployment: 'chat',
      servedDeployment: undefined,
      backend: 'aoai-1',
      serviceTier: defaultTier,
      requestedTier: 'none',
    };
    const counts = { prompt: 10, cached: 0, completion: 1, reasoning: 0 };
    const { body, items } = policyEvent(call, enqueuedMs, counts);
    partition.enqueue(body, items, enqueuedMs);
  }

  /** What a person does about the exception: the events that it names are sent through again. */
  async #replayGaps(process: SimulatedProcess): Promise<void> {
    const { world, partitions } = this.stage;
    for (const { partition, after, before } of gapsOf(world, partitions)) {
      const wasSkipped = partition.events.some(
        (_, index) => after < index && index < before && partition.skipped.has(index),
      );
      if (wasSkipped) {
        world.reached.note('a host checkpointed without having finished, and the gap was seen');
      } else if (!world.isStale) {
        throw new Broken(`a gap was told of that is none: after ${after}, before ${before}`);
      }
      await this.deliveries.replay(process, partition, { after, before });
    }
  }

  async #tick(process: SimulatedProcess): Promise<void> {
    beginTick(this.stage, process);
    await this.stage.activities.finish();
  }

  get #marks(): readonly string[] {
    const { state } = this.stage.world;
    return state.ids('mark').filter((id) => state.latest('mark', id) !== undefined);
  }

  /** Whether the program has looked for windows of older rules on every date that is not sealed. */
  get #hasSearched(): boolean {
    const { state, storeClock, settings } = this.stage.world;
    const tick = state.latest('tick', 'last')?.value as
      { readonly background?: { readonly search: { readonly searchedTo: string } } } | undefined;
    const oldestMs = storeClock.ms - settings.sealAgeDays * dayMs + processSkewMsMax;
    const oldest = new Date(oldestMs).toISOString().slice(0, 10);
    return (tick?.background?.search.searchedTo ?? '9') <= oldest;
  }

  /** A window that always fails holds up no other, and people are told. */
  async #restBeside(poisoned: string, process: SimulatedProcess): Promise<void> {
    const { world, watch } = this.stage;
    // Where a tick that had read it before has settled it since, nothing is left to fail.
    if (this.#marks.includes(poisoned)) {
      for (let tick = 0; tick < ticksMax && this.#marks.length > 1; tick += 1) {
        world.time.advance(20 * minuteMs);
        await this.#tick(process);
      }
      for (let tick = 0; tick < ticksToException; tick += 1) {
        world.time.advance(minuteMs);
        await this.#tick(process);
      }
      if (this.#marks.some((window) => window !== poisoned)) {
        throw new Broken(`window ${poisoned} fails, and holds up others`);
      }
      const told = exceptionsOf(world, 'windowKeepsFailing');
      if (told.every(({ where }) => where !== poisoned)) {
        throw new Broken(`nobody was told that the window ${poisoned} keeps failing`);
      }
      if (watch.marks.takenOffBesidePoison > 0) {
        world.reached.note('a mark that always failed beside others that were taken off');
      }
    }
    world.poisoned = undefined;
  }

  async #restWithoutMarks(process: SimulatedProcess): Promise<void> {
    const { world } = this.stage;
    for (let tick = 0; tick < ticksMax; tick += 1) {
      world.time.advance(20 * minuteMs);
      await this.#tick(process);
      if (this.#marks.length === 0 && this.#hasSearched && world.windowsOfOlderRules === 0) return;
    }
    throw new Broken(`marks are left after ${ticksMax} ticks: ${this.#marks.join()}`);
  }

  /** A day later everything that settled is looked at again; what differs, twice, is mended. */
  async #audit(process: SimulatedProcess): Promise<void> {
    for (const ms of [25 * hourMs, 30 * minuteMs, 20 * minuteMs, 20 * minuteMs]) {
      this.stage.world.time.advance(ms);
      await this.#tick(process);
    }
    await this.#restWithoutMarks(process);
  }

  /** Somebody deletes parts of what is published: an hour later, whatever is computed anew is whole. */
  async #healLoss(process: SimulatedProcess): Promise<void> {
    const { world, partitions, activities, random } = this.stage;
    const { chargebacks, faults, rival } = world;
    for (const { partition, id } of [...chargebacks.contents()]) {
      if (id === 'summary' || !random.chance(0.3)) continue;
      chargebacks.remove({ partition, id }, rival);
      faults.count('a part of a report is deleted');
    }
    world.time.advance(61 * minuteMs);
    for (const partition of partitions) this.deliveries.rewind(partition, 0);
    while (partitions.some(({ isDrained }) => !isDrained)) {
      for (const partition of partitions) this.deliveries.deliver(partition);
      await activities.finish();
    }
    await this.#restWithoutMarks(process);
    await this.#compare('after documents were lost', process);
  }

  /** The records expire; prices change once more; the figures stay, and follow the prices. */
  async #outlive(process: SimulatedProcess): Promise<void> {
    const { world, scenario } = this.stage;
    const before = [...world.usage.contents()].length;
    world.time.advance((scenario.settings.usageTtlDays + 1) * dayMs);
    if ([...world.usage.contents()].length < before) {
      world.reached.note('records expired under published figures');
    }
    const [prices] = scenario.references;
    if (prices?.kind === 'priceBook') {
      this.pushes.plan({ ...prices, gpt4o: { ...prices.gpt4o, output: 7 } });
      await this.pushes.pushOne();
    }
    await this.#tick(process);
    await this.#tick(process);
    await this.#compare('after the records expired', process);
  }

  /** Of every id under which more was said than is kept, people are told; and of no other one. */
  #assertOverflowsTold(): void {
    const { world } = this.stage;
    const overflowing = this.#truth.requests.filter(({ overflows }) => overflows).length;
    const told = exceptionsOf(world, 'requestOverflowed').length;
    if (overflowing > 0 === told > 0) return;
    throw new Broken(`${overflowing} requests overflow, and people were told of ${told} days`);
  }

  async #compare(when: string, process: SimulatedProcess): Promise<void> {
    const { world } = this.stage;
    checkStored(world, this.#truth, when);
    const hasSealed = sealedWindows(world, this.#truth).size > 0;
    if (hasSealed) world.reached.note('a window sealed while marked');
    // What a tick had computed of a window when it was sealed may not be in its day yet. People have
    // been told; the next change of prices brings it in, and then the report is compared.
    if (hasSealed && !when.startsWith('after the records')) return;
    await compareReports(this.stage, process, this.#truth, when);
  }

  /** The audit is the last resort: where reads are fresh and nothing is skipped it never finds anything. */
  #assertNoDrift(): void {
    const drifts = exceptionsOf(this.stage.world, 'auditDrift');
    if (drifts.length > 0) throw new Broken(`the audit found ${JSON.stringify(drifts)}`);
  }
}
