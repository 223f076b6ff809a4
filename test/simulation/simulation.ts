// One run: everything that a seed decides, from the first event to the last comparison. Activities
// of the program are begun, interleaved and killed as the seed says; then nothing goes wrong any
// more, the program comes to rest, and what it reports is compared with the oracle.
import { Random } from '../../local/simulator/random';
import type { PushResult } from '../../shared/app/reference/reference-data';
import { Checks } from './checks';
import { dayMs, hourMs, minuteMs, SkewedClock } from './clocks';
import type { FaultCounts } from './faults';
import { Partition, type HubEvent } from './hub';
import { digestOf } from './oracle';
import { deploymentsFile, fileOf, ReferencesTruth, type Reference } from './price-plan';
import type { Reached } from './reached';
import { drawScenario, themes, type Role, type Scenario, type Theme } from './scenario';
import { allSettled, type Actor } from './scheduler';
import { SimulatedProcess, type Program } from './simulated-process';
import type { PlannedEvent } from './traffic';
import { policyEvent } from './gateway-events';
import { Watch } from './watch';
import { Broken, World } from './world';

/** The program, and what else may run in a rolling deployment or under other limits. */
export interface Programs {
  readonly current: Program;
  /** The next version: other rules, and a source that the current one does not know. */
  readonly next: Program;
  /** The current one, with documents so small that rows need several. */
  readonly smallDocuments: Program;
}

export interface Run {
  readonly seed: number;
  readonly theme: Theme;
  /** Events handed to the program, each delivery counted. */
  readonly deliveries: number;
  readonly steps: number;
  readonly trace: string;
  readonly faults: FaultCounts;
  readonly reached: Reached;
  readonly failure: Error | undefined;
}

/** Steps after which the faults of one part of a run come to an end, whatever is left to do. */
const stepsPerPartMax = 4_000;
/** Ticks that a program without faults may need to come to rest. */
const ticksToRestMax = 40;

export const simulate = async (
  seed: number,
  programs: Programs,
  onStep?: (line: string) => void,
): Promise<Run> => {
  const theme = themes[seed % themes.length] ?? 'ordinary';
  const scenario = drawScenario(new Random(`${seed}/scenario`), theme);
  const simulation = new Simulation(seed, scenario, programs);
  if (onStep !== undefined) simulation.world.scheduler.onStep = onStep;
  return simulation.run();
};

class Simulation {
  readonly world: World;
  readonly #watch: Watch;
  readonly #random: Random;
  readonly #truth = new ReferencesTruth();
  readonly #partitions = [
    new Partition('llm-usage', '0'),
    new Partition('llm-usage', '1'),
    new Partition('apim-logs', '0'),
  ];
  #processes: SimulatedProcess[] = [];
  #activities = new Set<Actor>();
  #born = 0;
  #begun = 0;
  #deliveries = 0;
  #pendingChanges: Reference[];
  #isPushing = false;
  readonly #versions = new Map<string, string>();
  /** Statements of each request in the order in which they were first delivered. */
  readonly #spoken = new Map<string, string[]>();
  readonly #edgesSeenEarly = new Set<HubEvent>();

  constructor(
    private readonly seed: number,
    private readonly scenario: Scenario,
    private readonly programs: Programs,
  ) {
    const { startMs, profile, settings, stale } = scenario;
    this.world = new World(`${seed}/world`, startMs, profile, settings, stale);
    this.#watch = new Watch(this.world);
    this.#random = new Random(`${seed}/driver`);
    this.#pendingChanges = [...scenario.references, ...scenario.changes];
  }

  async run(): Promise<Run> {
    try {
      await this.#faultyPart();
      await this.#comeToRest();
    } catch (error) {
      this.world.failure ??= error as Error;
    }
    const { scheduler, faults, reached, failure } = this.world;
    return {
      seed: this.seed,
      theme: this.scenario.theme,
      deliveries: this.#deliveries,
      steps: scheduler.taken,
      trace: scheduler.digest,
      faults: faults.counts,
      reached,
      failure,
    };
  }

  async #faultyPart(): Promise<void> {
    const { theme, referencesAtStart } = this.scenario;
    const roles = this.scenario.roles;
    for (const role of roles) this.#processes.push(this.#bear(role));
    if (referencesAtStart) {
      this.world.faults.isOn = false;
      while (this.#pendingChanges.length > this.scenario.changes.length) await this.#pushToTheEnd();
      this.world.faults.isOn = true;
    }
    const parts = theme === 'life' ? [0, 1, 2] : [0];
    for (const part of parts) {
      if (part > 0) this.#comeOfAge(part);
      const plan = this.scenario.traffic.filter((event) => event.part === part || theme !== 'life');
      await this.#interleave([...plan], theme === 'life' && part === 1);
    }
  }

  /** To the last hours in which second sources are accepted; then past the sealing. */
  #comeOfAge(part: number): void {
    const { world, scenario } = this;
    const { settings, startMs, spanMs } = scenario;
    const untilMs =
      part === 1
        ? startMs + settings.lateDays * dayMs - spanMs - hourMs
        : startMs + settings.usageTtlDays * dayMs + hourMs;
    world.time.advance(Math.max(0, untilMs - world.time.ms));
    world.faults.count('clock jump');
  }

  /** `isCutOff`: the part may end while batches are under way, which then go on in the next. */
  async #interleave(plan: PlannedEvent[], isCutOff: boolean): Promise<void> {
    const { scheduler } = this.world;
    const until = scheduler.taken + stepsPerPartMax;
    let choices = 0;
    // How often everything may be rolled up to the end while things still go wrong.
    let late = this.#random.integer(1, this.world.isStale ? 3 : 6);
    // Events of the last hours are read from the hub as late as it keeps them.
    let hoursLeft = isCutOff ? 20 : 0;
    while (scheduler.taken < until && choices < 4 * stepsPerPartMax) {
      choices += 1;
      await this.#settle();
      if (isCutOff && plan.length === 0) {
        this.world.time.advance(hoursLeft * hourMs);
        hoursLeft = 0;
        if (this.#running('ingest') > 0 && this.#random.chance(0.2)) return;
      }
      const isDone = plan.length === 0 && this.#partitions.every(({ isDrained }) => isDrained);
      if (isDone && this.#activities.size === 0) {
        if (late === 0) return;
        late -= 1;
        if (!this.world.isStale) this.world.time.advance(this.#random.pick([0, 20 * minuteMs]));
        this.#ticks(2);
      }
      const doomed = this.#processes.find((one) => one === this.world.doomed);
      this.world.doomed = undefined;
      if (doomed !== undefined) this.#kill(doomed);
      if (!scheduler.isIdle && this.#random.chance(0.85)) scheduler.takeOne();
      else this.#begin(plan);
    }
  }

  #begin(plan: PlannedEvent[]): void {
    const { faults } = this.world;
    const { profile } = faults;
    const random = this.#random;
    if (faults.happens(profile.kill * 5)) this.#kill(random.pick(this.#processes));
    if (faults.happens(profile.move * 5)) this.#move(random.pick(this.#partitions));
    if (faults.happens(profile.freeze * 5)) this.#freeze();
    const choice = random.weighted([
      { weight: plan.length > 0 ? 8 : 0, act: () => this.#enqueue(plan) },
      { weight: 10, act: () => this.#deliver(random.pick(this.#partitions)) },
      {
        weight: this.#running('rollUp') < this.scenario.rollUpsMax ? 3 : 0,
        act: () => this.#ticks(random.integer(1, 2)),
      },
      { weight: 1, act: () => this.#read(random.pick(this.#processes)) },
      { weight: 1, act: () => void this.#push() },
      { weight: this.scenario.rollUpsMax === 0 ? 0 : 0.6, act: () => this.#jump() },
      { weight: this.scenario.rewinds, act: () => this.#rewind(random.pick(this.#partitions)) },
      { weight: 0.2, act: () => this.#poison() },
    ]);
    choice.act();
  }

  #running(kind: Actor['kind']): number {
    return [...this.#activities].filter((actor) => actor.kind === kind).length;
  }

  async #settle(): Promise<void> {
    await allSettled();
    if (this.world.failure !== undefined) throw this.world.failure;
  }

  // Processes.

  #bear(role: Role): SimulatedProcess {
    this.#born += 1;
    const { world, programs } = this;
    const { theme } = this.scenario;
    const isOld = theme === 'versions' && this.#born % 2 === 0;
    const newest = theme === 'versions' ? programs.next : programs.current;
    const program = theme === 'parts' ? programs.smallDocuments : isOld ? programs.current : newest;
    const skewMs = this.#random.integer(-5 * minuteMs, 5 * minuteMs);
    const clock = new SkewedClock(world.time, skewMs);
    const name = `p${this.#born}`;
    return new SimulatedProcess(world, this.#watch, { name, role, program, isOld, clock });
  }

  /** One of the processes that do such work. */
  #one(role: Exclude<Role, 'all'>): SimulatedProcess {
    const able = this.#processes.filter((one) => one.role === role || one.role === 'all');
    return this.#random.pick(able);
  }

  #kill(process: SimulatedProcess): void {
    const { scheduler, faults } = this.world;
    process.isAlive = false;
    faults.count('process killed');
    for (const actor of this.#activities) {
      if (actor.host !== process) continue;
      this.#watch.onDeath(actor);
      this.#activities.delete(actor);
    }
    scheduler.forget(process);
    for (const partition of this.#partitions) {
      if (partition.owner !== process.name) continue;
      partition.owner = '';
      partition.isBusy = false;
    }
    this.#processes = this.#processes.map((one) => (one === process ? this.#bear(one.role) : one));
  }

  /** Another process takes a partition over; what the first has under way goes on. */
  #move(partition: Partition): void {
    if (partition.isBusy) this.world.faults.count('partition moved');
    partition.owner = '';
    partition.isBusy = false;
  }

  #freeze(): void {
    const actors = [...this.#activities];
    if (actors.length === 0) return;
    this.#random.pick(actors).pausedUntil =
      this.world.scheduler.taken + this.#random.integer(20, 400);
    this.world.faults.count('process frozen');
  }

  #jump(): void {
    const { time, faults } = this.world;
    faults.count('clock jump');
    const far =
      this.scenario.theme === 'life' ? [20 * minuteMs] : [20 * minuteMs, 70 * minuteMs, dayMs];
    time.advance(this.#random.pick([minuteMs, 5 * minuteMs, ...far]));
  }

  /** The checkpoint is lost and found at an older place: what follows is delivered again. */
  #rewind(partition: Partition): void {
    if (partition.isBusy || partition.checkpoint === 0) return;
    partition.checkpoint = this.#random.integer(0, partition.checkpoint - 1);
    partition.owner = '';
  }

  #poison(): void {
    const { world, scenario } = this;
    if (scenario.theme !== 'poison' || world.poisoned !== undefined) return;
    const marks = world.state.ids('mark').filter((id) => world.state.latest('mark', id));
    if (marks.length > 1) world.poisoned = this.#random.pick(marks);
  }

  // Activities. None is awaited: each goes on as far as the scheduler lets it.

  #start(host: SimulatedProcess, kind: Actor['kind'], work: (actor: Actor) => Promise<void>): void {
    this.#begun += 1;
    const actor = this.world.actor({ name: `${host.name}.${kind}${this.#begun}`, kind, host });
    this.#activities.add(actor);
    this.world.scheduler.note(`${actor.name} begins`);
    work(actor)
      .catch((error: unknown) => this.#mustBeUnavailable(actor, error))
      .finally(() => {
        actor.isFinished = true;
        this.#activities.delete(actor);
      })
      .catch(() => undefined);
  }

  /** Of what the program throws, only a dependency's failure is no failure of the program. */
  #mustBeUnavailable(actor: Actor, error: unknown): void {
    const name = error instanceof Error ? error.name : '';
    if (name === 'DependencyUnavailable') return;
    // A second read of one document may show an older state than the first: people ask again.
    const isGone = error instanceof Error && error.message.endsWith('is gone');
    if (this.world.isStale && isGone) return;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.world.broken(`${actor.name} threw: ${stack}`);
  }

  #enqueue(plan: PlannedEvent[]): void {
    for (let count = this.#random.integer(1, 6); count > 0; count -= 1) {
      const planned = plan.shift();
      if (planned === undefined) return;
      const hubs = this.#partitions.filter(({ hub }) => hub === planned.hub);
      const enqueuedMs = this.world.hubClock.ms;
      const { body, items } = planned.build(enqueuedMs);
      this.#random.pick(hubs).enqueue(body, items, enqueuedMs);
    }
  }

  #deliver(partition: Partition): void {
    if (partition.isBusy) return;
    const batch = partition.nextBatch(this.#random);
    if (batch.length === 0) return;
    const process =
      this.#processes.find(({ name }) => name === partition.owner) ?? this.#one('ingest');
    partition.owner = process.name;
    partition.isBusy = true;
    this.#start(process, 'ingest', (actor) => this.#ingest(process, partition, batch, actor));
  }

  async #ingest(
    process: SimulatedProcess,
    partition: Partition,
    batch: readonly HubEvent[],
    actor: Actor,
  ): Promise<void> {
    const { scheduler, faults } = this.world;
    const { ingest } = process.useCases(actor);
    const from = partition.checkpoint;
    const to = from + batch.length;
    const owns = (): boolean => partition.owner === process.name;
    for (let attempt = 0; ; attempt += 1) {
      this.#onDelivery(process, partition, from, batch);
      try {
        const { hub, name } = partition;
        const events = batch.map(({ raw }) => raw);
        await ingest({ hub, partition: name, events, attempt });
        for (let index = from; index < to; index += 1) partition.finished.add(index);
        break;
      } catch (error) {
        this.#mustBeUnavailable(actor, error);
        // A host that times the function out, or shuts down, checkpoints all the same. Of a partition
        // whose start no tick has noted yet, nobody could say where it should have begun.
        const id = `${partition.hub}:${partition.name}`;
        const hasBegun = this.world.state.latest('watermark', id) !== undefined;
        if (hasBegun && faults.happens(faults.profile.skip)) {
          faults.count('checkpoint without having finished');
          for (let index = from; index < to; index += 1) partition.skipped.add(index);
          break;
        }
        if (!owns()) return;
        await scheduler.step(actor, 'waits before it tries again', () => undefined);
      }
    }
    // An owner that lost the partition in between may still checkpoint, even back.
    await scheduler.step(actor, `checkpoint ${partition.hub}:${partition.name} ${to}`, () => {
      partition.checkpoint = to;
      if (owns()) partition.isBusy = false;
    });
  }

  #onDelivery(
    process: SimulatedProcess,
    partition: Partition,
    from: number,
    batch: readonly HubEvent[],
  ): void {
    const { faults, reached } = this.world;
    this.#deliveries += batch.length;
    if (from < partition.deliveredUpTo) {
      faults.count('batch delivered again');
      if (!partition.cuts.has(from)) faults.count('batch split anew');
    }
    partition.cuts.add(from);
    partition.cuts.add(from + batch.length);
    partition.deliveredUpTo = Math.max(partition.deliveredUpTo, from + batch.length);
    for (const event of batch) {
      for (const item of event.items) {
        if (item.kind !== 'said') continue;
        const { said } = item;
        if (said.by === 'policy') {
          const spoken = this.#spoken.get(said.requestId) ?? [];
          const digest = digestOf(said);
          if (!spoken.includes(digest)) spoken.push(digest);
          this.#spoken.set(said.requestId, spoken);
        }
        const aheadMs = said.atMs - event.enqueuedMs;
        if (Math.abs(aheadMs - hourMs) > 1) continue;
        if (process.clock.ms < said.atMs) this.#edgesSeenEarly.add(event);
        else if (this.#edgesSeenEarly.has(event)) {
          reached.note(
            aheadMs > hourMs
              ? 'a rejected event on the edge of too early, delivered again when its time had come'
              : 'an accepted event on the edge of too early, delivered again when its time had come',
          );
        }
      }
    }
  }

  #ticks(atOnce: number): void {
    const count = Math.min(atOnce, Math.max(1, this.scenario.rollUpsMax));
    for (let tick = 0; tick < count; tick += 1) this.#tick(this.#one('rollUp'));
  }

  #tick(process: SimulatedProcess): void {
    if (this.#running('rollUp') > 0) this.world.reached.note('two rollups at once');
    this.#start(process, 'rollUp', (actor) => this.#rollUp(process, actor));
  }

  async #rollUp(process: SimulatedProcess, actor: Actor): Promise<void> {
    const { rollUp, watermarks } = process.useCases(actor);
    const { staleReads, auditDrift } = await rollUp();
    const partitions = this.#partitions.map(({ hub, name }) => ({
      hub,
      partition: name,
      beginSequenceNumber: 0,
    }));
    await watermarks.noteStarts(partitions);
    const { reached, isStale } = this.world;
    if (staleReads > 0 && isStale) reached.note('what a stale read gave was not written');
    if (auditDrift > 0) reached.note('an audit found and mended a drift');
  }

  #read(process: SimulatedProcess): void {
    this.#start(process, 'read', async (actor) => {
      const period = ['2026-10', '2026-11', undefined][this.#random.integer(0, 2)];
      const answer = await process
        .useCases(actor)
        .readReport(period === undefined ? {} : { period });
      if (answer.kind !== 'report') return;
      this.#checks().published(answer.report);
    });
  }

  async #push(): Promise<void> {
    const next = this.#pendingChanges[0];
    if (next === undefined || this.#isPushing) return;
    this.#isPushing = true;
    const host = this.#person();
    this.#start(host, 'push', async (actor) => {
      try {
        const place = `${next.kind} ${next.fromMs}`;
        const files = [fileOf(next, this.#versions.get(place)), deploymentsFile];
        const inputs = files.map((content, index) => ({ name: `file ${index}`, content }));
        const data = host.useCases(actor).referenceData;
        const result = await data.push(inputs, { recordedBy: 'simulation' });
        this.#onPushed(next, place, result);
      } finally {
        this.#isPushing = false;
      }
    });
    await Promise.resolve();
  }

  #onPushed(pushed: Reference, place: string, result: PushResult): void {
    const { world } = this;
    if (result.outcome === 'invalid') {
      // A stale read may hide the version that is to be replaced: people try again.
      if (!world.isStale) world.broken(`a push was refused: ${JSON.stringify(result.problems)}`);
      return;
    }
    const isRestated = this.#versions.has(place);
    const version = result.versions.find(({ kind }) => kind === pushed.kind)?.version;
    if (version !== undefined) this.#versions.set(place, version);
    this.#pendingChanges = this.#pendingChanges.filter((one) => one !== pushed);
    this.#truth.accept(pushed);
    if (pushed.kind === 'businessUnits') {
      if (this.#truth.ownersPushed > 1) world.reached.note('an owner changed');
    } else if (isRestated) world.reached.note('a price restated');
    else if (this.#truth.pricesPushed > 1) world.reached.note('a price that begins within the run');
  }

  /** A command of a person: a process of its own, without a session. */
  #person(): SimulatedProcess {
    this.#born += 1;
    const { world, programs } = this;
    const name = `p${this.#born}.cli`;
    const clock = new SkewedClock(world.time, 0);
    const { current: program } = programs;
    return new SimulatedProcess(world, this.#watch, {
      name,
      role: 'all',
      program,
      isOld: false,
      clock,
    });
  }

  // The end: nothing goes wrong any more.

  async #comeToRest(): Promise<void> {
    const { world, scenario } = this;
    world.faults.isOn = false;
    await this.#finishActivities();
    while (this.#pendingChanges.length > 0) await this.#pushToTheEnd();
    // The deployment is complete; where a host skipped events, one more for each partition shows it.
    this.#processes = [this.#bearNewest()];
    if (scenario.theme === 'skipping') this.#partitions.forEach((one) => this.#enqueueLast(one));
    while (this.#partitions.some(({ isDrained }) => !isDrained)) {
      for (const partition of this.#partitions) this.#deliver(partition);
      await this.#finishActivities();
    }
    await this.#replayGaps();
    if (scenario.theme === 'poison') await this.#restBesidePoison();
    await this.#restWithoutMarks();
    const checks = this.#checks();
    checks.onOrders(this.#spoken);
    // A stale read may have hidden a record from the rollup that took its mark off: the audit finds
    // that a day later. Without stale reads, nothing may be left for it to find.
    if (!world.isStale) await this.#compare('at rest');
    await this.#audit();
    await this.#compare('after the audit');
    if (scenario.theme === 'life') await this.#outlive();
    if (!world.isStale) checks.noDrift();
  }

  #bearNewest(): SimulatedProcess {
    for (;;) {
      const process = this.#bear('all');
      if (!process.isOld) return process;
    }
  }

  #enqueueLast(partition: Partition): void {
    const enqueuedMs = this.world.hubClock.ms;
    const call = {
      requestId: `ffffffff-0000-4000-8000-${partition.hub === 'apim-logs' ? 9 : partition.name}00000000000`,
      subscription: 'sub-a',
      model: 'gpt-4o',
      status: 200,
      responseId: 'chatcmpl-last',
      streamed: false,
    };
    const counts = { prompt: 10, cached: 0, completion: 1, reasoning: 0 };
    const { body, items } = policyEvent(call, enqueuedMs, counts);
    partition.enqueue(body, items, enqueuedMs);
  }

  async #finishActivities(): Promise<void> {
    const { scheduler } = this.world;
    for (;;) {
      await this.#settle();
      if (!scheduler.takeOne()) {
        if (this.#activities.size === 0) return;
        const names = [...this.#activities].map(({ name }) => name).join();
        throw new Broken(`these wait for nothing: ${names}`);
      }
    }
  }

  async #pushToTheEnd(): Promise<void> {
    await this.#push();
    await this.#finishActivities();
  }

  async #tickToTheEnd(): Promise<void> {
    const [process] = this.#processes;
    if (process !== undefined) this.#tick(process);
    await this.#finishActivities();
  }

  /** What a person does about the exception: the events that it names are sent through again. */
  async #replayGaps(): Promise<void> {
    const gaps = this.#checks().gaps();
    const [process] = this.#processes;
    if (process === undefined) return;
    for (const { partition, after, before } of gaps) {
      const isTrue = partition.events.some(
        (_, index) => after < index && index < before && partition.skipped.has(index),
      );
      if (isTrue) {
        this.world.reached.note(
          'a host checkpointed without having finished, and the gap was seen',
        );
      } else if (!this.world.isStale) {
        throw new Broken(`a gap was told of that is none: after ${after}, before ${before}`);
      }
      const events = partition.events.slice(after + 1, before).map(({ raw }) => raw);
      const { hub, name } = partition;
      this.#start(process, 'ingest', async (actor) => {
        await process.useCases(actor).ingest({ hub, partition: name, events, attempt: 0 });
      });
      await this.#finishActivities();
    }
  }

  async #restBesidePoison(): Promise<void> {
    const { world } = this;
    const { poisoned } = world;
    if (poisoned === undefined || !this.#checks().marks().includes(poisoned)) {
      // A tick that had read it before has settled it in the meantime: nothing is left to fail.
      world.poisoned = undefined;
      return;
    }
    for (let tick = 0; tick < ticksToRestMax && this.#checks().marks().length > 1; tick += 1) {
      world.time.advance(20 * minuteMs);
      await this.#tickToTheEnd();
    }
    // Enough ticks for the program to give up on the window and call a person.
    for (let tick = 0; tick < 6; tick += 1) {
      world.time.advance(minuteMs);
      await this.#tickToTheEnd();
    }
    if (
      this.#checks()
        .marks()
        .some((window) => window !== poisoned)
    ) {
      throw new Broken(`window ${poisoned} fails, and holds up others`);
    }
    this.#checks().hasException('windowKeepsFailing', poisoned);
    if (this.#watch.marksTakenOffBesidePoison > 0) {
      world.reached.note('a mark that always failed beside others that were taken off');
    }
    world.poisoned = undefined;
  }

  async #restWithoutMarks(): Promise<void> {
    for (let tick = 0; tick < ticksToRestMax; tick += 1) {
      this.world.time.advance(20 * minuteMs);
      await this.#tickToTheEnd();
      if (this.#checks().marks().length === 0) return;
    }
    throw new Broken(
      `marks are left after ${ticksToRestMax} ticks: ${this.#checks().marks().join()}`,
    );
  }

  /** A day later everything that settled is looked at again; what differs, twice, is mended. */
  async #audit(): Promise<void> {
    for (const ms of [25 * hourMs, 30 * minuteMs, 20 * minuteMs, 20 * minuteMs]) {
      this.world.time.advance(ms);
      await this.#tickToTheEnd();
    }
    await this.#restWithoutMarks();
  }

  /** The records expire; prices change once more; the figures stay, and follow the prices. */
  async #outlive(): Promise<void> {
    const { world, scenario } = this;
    const before = [...world.usage.contents()].length;
    world.time.advance((scenario.settings.usageTtlDays + 1) * dayMs);
    if ([...world.usage.contents()].length < before) {
      world.reached.note('records expired under published figures');
    }
    const [prices] = scenario.references;
    if (prices?.kind === 'priceBook') {
      this.#pendingChanges.push({ ...prices, gpt4o: { ...prices.gpt4o, output: 7 } });
      await this.#pushToTheEnd();
    }
    await this.#tickToTheEnd();
    await this.#tickToTheEnd();
    await this.#compare('after the records expired');
  }

  async #compare(when: string): Promise<void> {
    const checks = this.#checks();
    const [process] = this.#processes;
    if (process === undefined) return;
    checks.stored(when);
    // What a tick had computed of a window when it was sealed may not be in its day yet. People have
    // been told; the next change of prices brings it in, and then the report is compared.
    if (checks.hasSealed && !when.startsWith('after the records')) return;
    for (const period of checks.periods()) {
      this.#start(process, 'read', async (actor) => {
        checks.report(period, await process.useCases(actor).readReport({ period }), when);
      });
      await this.#finishActivities();
    }
  }

  #checks(): Checks {
    return new Checks(this.world, this.#watch, this.#partitions, this.#truth);
  }
}
