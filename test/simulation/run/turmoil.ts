// The part of a run in which things go wrong: events come in, ticks begin, prices change, processes
// die and freeze, as the seed says, until everything was delivered and was rolled up a few times.
import type { ReportQuestion } from '../../../shared/app/reports/read-report';
import type { PlannedEvent } from '../traffic/planned-event';
import { dayMs, hourMs, minuteMs } from '../world/clocks';
import type { SimulatedProcess } from '../world/simulated-process';
import type { Deliveries } from './deliveries';
import type { Release } from './fleet';
import type { ReferencePushes } from './reference-pushes';
import type { Stage } from './stage';
import { beginReading, beginTicks } from './ticks-and-readers';

/** The two months that a run may be about, and the one that is running. */
const questions: readonly ReportQuestion[] = [{ period: '2026-10' }, { period: '2026-11' }, {}];

/** Steps after which it comes to an end, whatever is left to do. */
const stepsMax = 4_000;
/** Choices after which it does, where they lead to no steps. */
const choicesMax = 4 * stepsMax;
/** Share of the choices that let something go on that is under way. */
const goOn = 0.85;
/** Processes die or lose a partition so much oftener per choice than requests fail. */
const perChoice = 5;
/** How late the hub still has events that were enqueued before a cut, in hours. */
const lateHours = 20;

export class Turmoil {
  constructor(
    private readonly stage: Stage,
    private readonly deliveries: Deliveries,
    private readonly pushes: ReferencePushes,
  ) {}

  /** `isCutOff`: it may end while batches are under way, which then go on in the next part. */
  async run(planned: readonly PlannedEvent[], isCutOff: boolean): Promise<void> {
    const plan = [...planned];
    const { world, random, activities, partitions, scenario } = this.stage;
    const { scheduler } = world;
    const until = scheduler.taken + stepsMax;
    let hoursLeft = isCutOff ? lateHours : 0;
    // How often everything may be rolled up to the end while things still go wrong.
    let endings = random.integer(1, world.isStale ? 3 : 6);
    for (let choices = 0; scheduler.taken < until && choices < choicesMax; choices += 1) {
      await activities.settle();
      if (isCutOff && plan.length === 0) {
        world.time.advance(hoursLeft * hourMs);
        hoursLeft = 0;
        // Best of all while a record that was read is about to be replaced: it may expire until then.
        const isBest = scheduler.isAskedFor('usage replace');
        if (activities.running('ingest') > 0 && random.chance(isBest ? 0.7 : 0.02)) return;
      }
      const isDelivered = plan.length === 0 && partitions.every(({ isDrained }) => isDrained);
      if (isDelivered && activities.all.length === 0) {
        if (endings === 0) return;
        endings -= 1;
        if (!world.isStale) world.time.advance(random.pick([0, 20 * minuteMs]));
        if (scenario.rewinds > 0 && random.chance(0.3)) this.#deliverAllAgain();
        beginTicks(this.stage, 2);
      }
      this.#killDoomed();
      if (!scheduler.isIdle && random.chance(goOn)) scheduler.takeOne();
      else this.#beginSomething(plan);
    }
  }

  /** From now on new processes run this release; some of those that run are replaced at once. */
  deploy(release: Release, share: number): void {
    const { fleet, random } = this.stage;
    fleet.release = release;
    for (const process of fleet.all) {
      if (random.chance(share)) this.#kill(process);
    }
  }

  #beginSomething(plan: PlannedEvent[]): void {
    const { stage, deliveries } = this;
    const { random, scenario, activities, partitions, fleet } = stage;
    const { faults } = stage.world;
    const { profile } = faults;
    if (faults.happens(profile.kill * perChoice)) this.#kill(random.pick(fleet.all));
    if (faults.happens(profile.move * perChoice)) deliveries.move(random.pick(partitions));
    this.#freeze();
    const mayTick = activities.running('rollUp') < scenario.rollUpsMax;
    const choice = random.weighted([
      { weight: plan.length > 0 ? 8 : 0, begin: () => deliveries.enqueue(plan) },
      { weight: 10, begin: () => deliveries.deliver(random.pick(partitions)) },
      { weight: mayTick ? 3 : 0, begin: () => beginTicks(stage, random.integer(1, 2)) },
      { weight: 1, begin: () => beginReading(stage, random.pick(questions)) },
      { weight: 1, begin: () => this.pushes.begin() },
      { weight: scenario.rollUpsMax === 0 ? 0 : 0.6, begin: () => this.#jump() },
      { weight: scenario.rewinds, begin: () => deliveries.rewind(random.pick(partitions)) },
      { weight: 0.2, begin: () => this.#poison() },
    ]);
    choice.begin();
  }

  /** The checkpoints of all partitions are lost, hours after they were written. */
  #deliverAllAgain(): void {
    const { world, random, partitions, scenario } = this.stage;
    if (scenario.theme !== 'life')
      world.time.advance(random.pick([hourMs, 2 * hourMs, 14 * hourMs]));
    for (const partition of partitions) this.deliveries.rewind(partition, 0);
  }

  #killDoomed(): void {
    const { world, fleet } = this.stage;
    const doomed = fleet.all.find((one) => one === world.doomed);
    world.doomed = undefined;
    if (doomed !== undefined) this.#kill(doomed);
  }

  #kill(process: SimulatedProcess): void {
    const { world, activities, fleet, partitions } = this.stage;
    process.isAlive = false;
    world.faults.count('process killed');
    activities.die(process);
    for (const partition of partitions) {
      if (partition.owner !== process.name) continue;
      partition.owner = '';
      partition.isBusy = false;
    }
    fleet.replace(process);
  }

  #freeze(): void {
    const { world, activities, random } = this.stage;
    if (activities.all.length > 0) {
      world.faults.freezeMaybe(random.pick(activities.all), world.scheduler.taken);
    }
  }

  #jump(): void {
    const { world, random, scenario } = this.stage;
    const far = scenario.theme === 'life' ? [] : [70 * minuteMs, dayMs];
    world.time.advance(random.pick([minuteMs, 5 * minuteMs, 20 * minuteMs, ...far]));
    world.faults.count('clock jump');
  }

  /** From now on the store cannot serve one of the windows that are marked. */
  #poison(): void {
    const { world, random, scenario } = this.stage;
    if (scenario.theme !== 'poison' || world.poisoned !== undefined) return;
    const marks = world.state.ids('mark').filter((id) => world.state.latest('mark', id));
    if (marks.length > 1) world.poisoned = random.pick(marks);
  }
}
