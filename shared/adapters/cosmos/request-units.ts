// Adds up what Cosmos DB charged for a piece of work, however many calls and containers it used.
import { AsyncLocalStorage } from 'node:async_hooks';

import type { RequestUnits } from '../../app/ports';

interface Tally {
  requestUnits: number;
  /** The measurement around this one, which counts the same units too. */
  readonly outer: Tally | undefined;
}

export class RequestUnitMeter implements RequestUnits {
  private readonly current = new AsyncLocalStorage<Tally>();

  async measure<T>(work: () => Promise<T>): Promise<{ value: T; requestUnits: number }> {
    const tally: Tally = { requestUnits: 0, outer: this.current.getStore() };
    const value = await this.current.run(tally, work);
    return { value, requestUnits: tally.requestUnits };
  }

  /** Charges the measurements that the caller runs in; outside of any, nobody asked. */
  charge(requestUnits: number): void {
    for (let tally = this.current.getStore(); tally !== undefined; tally = tally.outer) {
      tally.requestUnits += requestUnits;
    }
  }
}
