// Everything that the processes of one run share: the store, time, chance, and what is written down
// about the run.
import { Random } from '../../../local/simulator/random';
import type { Telemetry } from '../../../shared/app/ports';
import { cosmosLimits, type StoreLimits } from '../../support/store-limits';
import { Reached } from '../watch/reached';
import { Actor, type Host } from './actor';
import { SkewedClock, Time, minuteMs } from './clocks';
import { Faults, type FaultProfile } from './faults';
import { Scheduler } from './scheduler';
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

/** Bounds of the simulated store, small enough to be met. Absent: those of Cosmos DB. */
export interface SmallLimits {
  readonly answerBytesMax?: number;
  readonly partitionRequestUnitsMax?: number;
  /** How often one container answers 429 to a write, until it is given more request units. */
  readonly throttled?: { readonly container: string; readonly probability: number };
  /** What each partition key of one container holds until an operator makes room. */
  readonly full?: { readonly container: string; readonly partitionBytesMax: number };
}

/** A promise of the program was broken. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** The program threw what it must not. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

/** How far the store's clock and the hubs' may be off, either way, in ms. */
const skewMsMax = 3 * minuteMs;

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
  readonly rival = new Actor('rival', 'world', { name: 'rival', isOld: false, isAlive: true });
  /** What broke first; a run ends with it. */
  failure: Error | undefined;
  /** A process that dies before its next step. */
  doomed: Host | undefined;
  /** How many windows of older rules the last rollup knew of that it had not recomputed. */
  windowsOfOlderRules = 0;
  /** Whether the program stores few of the dead letters. */
  isFlooded = false;
  /** A window that the store cannot serve; undefined: none. */
  poisoned: string | undefined;

  constructor(
    seed: string,
    startMs: number,
    profile: FaultProfile,
    readonly settings: Settings,
    /** Names of the containers of which old versions may be read. */
    readonly stale: readonly string[],
    readonly small: SmallLimits,
  ) {
    this.random = new Random(seed);
    this.time = new Time(startMs);
    this.faults = new Faults(profile, this.random.fork('faults'));
    const pace = this.random.fork('pace');
    this.scheduler = new Scheduler(this.random.fork('order'), () =>
      this.time.advance(pace.integer(0, 40)),
    );
    const skew = (): number => this.random.integer(-skewMsMax, skewMsMax);
    this.hubClock = new SkewedClock(this.time, skew());
    this.storeClock = new SkewedClock(this.time, skew());
    let lsn = 0;
    const container = (name: string): VersionedContainer =>
      new VersionedContainer(name, this.storeClock, () => (lsn += 1), this.#limitsOf(name, small));
    this.usage = container('usage');
    this.deadLetters = container('deadletters');
    this.rollups = container('rollups');
    this.chargebacks = container('chargebacks');
    this.reference = container('reference');
    this.state = container('state');
  }

  #limitsOf(name: string, { full, throttled: _, ...small }: SmallLimits): StoreLimits {
    const { faults } = this;
    const usual = { ...cosmosLimits, ...small };
    return {
      ...usual,
      // At rest somebody has made room.
      get partitionBytesMax() {
        const isSmall = faults.isOn && full?.container === name;
        return isSmall ? full.partitionBytesMax : usual.partitionBytesMax;
      },
    };
  }

  get isStale(): boolean {
    return this.stale.length > 0;
  }

  broken(what: string): void {
    this.failure ??= new Broken(what);
  }

  crashed(what: string): void {
    this.failure ??= new Crashed(what);
  }
}

/** The ledger does not depend on telemetry: it goes nowhere. */
export const noTelemetry: Telemetry = {
  event: () => undefined,
  metric: () => undefined,
};
