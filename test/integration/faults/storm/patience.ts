// How long a storm may stand still. What never comes ends it with the name of what was waited for, and
// with every process stopped, where a test's own time-out would leave them running. A slow machine is
// given its time: each step forward begins the wait anew.
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../../support/until';

export class Patience {
  #endsAtMs: number;

  constructor(private readonly ms: number) {
    this.#endsAtMs = performance.now() + ms;
  }

  /** The storm has come a step further. */
  renew(): void {
    this.#endsAtMs = performance.now() + this.ms;
  }

  /** Waits for a condition; rejects when it lasts too long, or when asking fails. */
  until(what: string, condition: () => Promise<boolean>): Promise<void> {
    return until(async () => {
      if (performance.now() > this.#endsAtMs) throw this.#lost(what);
      return condition();
    });
  }

  async wait<T>(what: string, promise: Promise<T>): Promise<T> {
    const over = new AbortController();
    const leftMs = Math.max(0, this.#endsAtMs - performance.now());
    const end = pause(leftMs, undefined, { signal: over.signal }).then(() => {
      throw this.#lost(what);
    });
    try {
      return await Promise.race([promise, end]);
    } finally {
      over.abort();
      end.catch(() => undefined);
    }
  }

  #lost(what: string): Error {
    return new Error(`the storm waited ${Math.round(this.ms / 1000)} s in vain until ${what}`);
  }
}
