// What many runs come to, in the order of their seeds, whichever of them ended first.
import { createHash } from 'node:crypto';
import type { Run } from '../run/simulate';
import { Reached } from '../watch/reached';
import { faultKinds, noFaults } from '../world/faults';

export class Tally {
  deliveries = 0;
  steps = 0;
  runs = 0;
  readonly faults = noFaults();
  readonly reached = new Reached();
  /** The first run that failed: none after it counts. */
  failed: Run | undefined;
  readonly #trace = createHash('sha256');
  readonly #early = new Map<number, Run>();

  constructor(
    readonly firstSeed: number,
    private readonly eventsMin: number,
  ) {}

  get isComplete(): boolean {
    return this.failed !== undefined || this.deliveries >= this.eventsMin;
  }

  get lastSeed(): number {
    return this.firstSeed + this.runs - 1;
  }

  /** A digest of every step of every run. To be asked once, at the end. */
  readonly trace = (): string => this.#trace.digest('hex').slice(0, 16);

  /** Takes runs in any order, and counts each as soon as all before it are counted. */
  add(run: Run): void {
    this.#early.set(run.seed, run);
    for (;;) {
      const next = this.#early.get(this.lastSeed + 1);
      if (next === undefined || this.isComplete) return;
      this.#early.delete(next.seed);
      this.#count(next);
    }
  }

  #count(run: Run): void {
    this.runs += 1;
    this.deliveries += run.deliveries;
    this.steps += run.steps;
    this.reached.add(run.reached);
    for (const kind of faultKinds) this.faults[kind] += run.faults[kind];
    this.#trace.update(`${run.seed} ${run.trace}\n`);
    if (run.failure !== undefined) this.failed = run;
  }
}
