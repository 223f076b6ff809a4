// What goes wrong in a run, how often, and how often it did. How often is drawn from the seed; once
// the run comes to its end, nothing goes wrong any more.
import type { Random } from '../../../local/simulator/random';
import type { Actor } from './actor';
import { minuteMs } from './clocks';

/** What the store does to a request that writes. */
const writeFaults = [
  '429 before commit',
  '449: a rival is writing',
  '409 to an upsert: a rival was faster',
  '412: a rival writes the document just before',
  '503 before commit',
  'time-out before commit',
  'time-out after commit',
  'time-out, commit comes later',
  'SDK repeats a write that had gone through',
] as const;
export type WriteFault = (typeof writeFaults)[number];

export const faultKinds = [
  ...writeFaults,
  '413: the store refuses a record for good',
  'one of a bulk fails, others do not',
  'read fails: 503',
  'read is stale',
  'race lost: 409',
  'race lost: 412',
  'process killed',
  'process frozen',
  'rollup overlaps another',
  'partition moved to another process',
  'batch delivered again',
  'batch split anew',
  'event delivered after a later one',
  'checkpoint lost',
  'checkpoint without having finished',
  'a part of a report is deleted',
  'clock jump',
  'prices or owners change',
] as const;
export type FaultKind = (typeof faultKinds)[number];
export type FaultCounts = Record<FaultKind, number>;

export const noFaults = (): FaultCounts =>
  Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as FaultCounts;

/** Probabilities, each of one step or one choice. */
export interface FaultProfile {
  readonly writeFails: number;
  readonly readFails: number;
  readonly readIsStale: number;
  readonly kill: number;
  readonly freeze: number;
  readonly move: number;
  readonly skip: number;
}

export const drawProfile = (random: Random): FaultProfile => ({
  writeFails: random.pick([0, 0.01, 0.03, 0.08]),
  readFails: random.pick([0, 0.002, 0.01]),
  readIsStale: 0,
  kill: random.pick([0, 0.002, 0.01]),
  freeze: random.pick([0, 0.01, 0.03]),
  move: random.pick([0, 0.005, 0.02]),
  skip: 0,
});

/**
 * How long a replaced version may still be read under the weakest consistency modelled, in ms. A
 * store may be stale without end; but then no program could ever know that it is done.
 */
export const staleMsMax = 10 * minuteMs;

export class Faults {
  readonly counts = noFaults();
  isOn = true;

  constructor(
    readonly profile: FaultProfile,
    private readonly random: Random,
  ) {}

  count(kind: FaultKind): void {
    this.counts[kind] += 1;
  }

  /** Whether something of a probability happens; counted by the caller. */
  happens(probability: number): boolean {
    return this.isOn && probability > 0 && this.random.chance(probability);
  }

  /** The actor's steps may be left waiting for a while; `weight`: so much likelier than usual. */
  freezeMaybe(actor: Actor, now: number, weight = 1): void {
    if (!this.happens(weight * this.profile.freeze)) return;
    actor.pausedUntil = now + this.random.integer(20, 300);
    this.count('process frozen');
  }

  /**
   * `hasCondition`: only a write under a condition can be overtaken by a rival. `isUpsert`: only what
   * has none can meet a rival that was faster, and be none the worse for it.
   */
  forWrite({
    hasCondition,
    isUpsert,
  }: {
    readonly hasCondition: boolean;
    readonly isUpsert: boolean;
  }): WriteFault | undefined {
    if (!this.happens(this.profile.writeFails)) return undefined;
    const fault = this.random.pick(writeFaults);
    if (fault === '412: a rival writes the document just before' && !hasCondition) return undefined;
    if (fault === '409 to an upsert: a rival was faster' && !isUpsert) return undefined;
    this.count(fault);
    return fault;
  }

  failsRead(): boolean {
    const fails = this.happens(this.profile.readFails);
    if (fails) this.count('read fails: 503');
    return fails;
  }

  /** Which of several visible versions is read: nearly always the latest. */
  chooseVersion(versions: number): number {
    if (!this.happens(this.profile.readIsStale)) return versions - 1;
    const chosen = this.random.integer(0, versions - 1);
    if (chosen < versions - 1) this.count('read is stale');
    return chosen;
  }
}
