// Time: one that nobody sees and that goes on with every step, and the clocks that people and
// programs see, each skewed against it by an amount of its own.
import type { Clock } from '../../../shared/app/ports';
import { instantOf, type Instant } from '../../../shared/domain/instant';

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** How far the clock of a process may be off, either way, in ms. */
export const processSkewMsMax = 5 * minuteMs;

export class Time {
  constructor(public ms: number) {}

  advance(ms: number): void {
    this.ms += ms;
  }
}

export class SkewedClock implements Clock {
  #last: { readonly ms: number; readonly instant: Instant } | undefined;

  constructor(
    private readonly time: Time,
    readonly skewMs: number,
  ) {}

  get ms(): number {
    return this.time.ms + this.skewMs;
  }

  now(): Instant {
    // Asked far more often than it changes.
    if (this.#last?.ms !== this.ms) this.#last = { ms: this.ms, instant: instantOf(this.ms) };
    return this.#last.instant;
  }
}
