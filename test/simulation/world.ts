// Everything that the processes of one run share: the store, time, chance, and what is written down
// about the run.
import { Random } from '../../local/simulator/random';
import type { Telemetry } from '../../shared/app/ports';
import { SkewedClock, Time, minuteMs } from './clocks';
import { Faults, type FaultProfile } from './faults';
import { Reached } from './reached';
import { Scheduler, type Actor, type Host } from './scheduler';
import { VersionedContainer } from './versioned-container';

export interface Settings {
  readonly timeZone: string;
  readonly lateDays: number;
  readonly hubRetentionHours: number;
  readonly sealAgeDays: number;
  readonly usageTtlDays: number;
  readonly settleSeconds: number;
  readonly windowsMax: number;
  readonly secondsMax: number;
}

/** A promise of the program was broken, or the program threw what it must not. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export class World {
  readonly random: Random;
  readonly time: Time;
  readonly faults: Faults;
  readonly scheduler: Scheduler;
  readonly reached = new Reached();
  readonly hubClock: SkewedClock;
  readonly storeClock: SkewedClock;
  readonly usage: VersionedContainer;
  readonly deadLetters: VersionedContainer;
  readonly rollups: VersionedContainer;
  readonly chargebacks: VersionedContainer;
  readonly reference: VersionedContainer;
  readonly state: VersionedContainer;
  /** What broke first; a run ends with it. */
  failure: Error | undefined;
  /** A process that dies before its next step. */
  doomed: Host | undefined;
  /** A window that the store cannot serve; undefined: none. */
  poisoned: string | undefined;

  constructor(
    seed: string,
    startMs: number,
    profile: FaultProfile,
    readonly settings: Settings,
    readonly stale: readonly string[],
  ) {
    this.random = new Random(seed);
    this.time = new Time(startMs);
    this.faults = new Faults(profile, this.random.fork('faults'));
    const pace = this.random.fork('pace');
    this.scheduler = new Scheduler(this.random.fork('order'), () =>
      this.time.advance(pace.integer(0, 40)),
    );
    const skew = (): number => this.random.integer(-3 * minuteMs, 3 * minuteMs);
    this.hubClock = new SkewedClock(this.time, skew());
    this.storeClock = new SkewedClock(this.time, skew());
    const container = (name: string): VersionedContainer =>
      new VersionedContainer(name, this.storeClock);
    this.usage = container('usage');
    this.deadLetters = container('deadletters');
    this.rollups = container('rollups');
    this.chargebacks = container('chargebacks');
    this.reference = container('reference');
    this.state = container('state');
  }

  get isStale(): boolean {
    return this.stale.length > 0;
  }

  broken(what: string): void {
    this.failure ??= new Broken(what);
  }

  actor(actor: Omit<Actor, 'pausedUntil' | 'isFinished'>): Actor {
    return { ...actor, pausedUntil: 0, isFinished: false };
  }
}

/** The ledger does not depend on telemetry: it goes nowhere. */
export const noTelemetry: Telemetry = {
  event: () => undefined,
  metric: () => undefined,
};
