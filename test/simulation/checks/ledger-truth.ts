// What the oracle knows of everything that the hubs were ever given.
import { monthOf } from '../oracle/months';
import { requestsOf, type RequestTruth } from '../oracle/requests';
import { windowStartMs } from '../oracle/windows';
import type { Partition } from '../world/hub';
import type { World } from '../world/world';

/** Records that were ever in a window, and requests that are in it now. */
export interface WindowTruth {
  readonly seen: number;
  readonly requests: number;
}

export class LedgerTruth {
  #known: { readonly events: number; readonly requests: readonly RequestTruth[] } | undefined;

  constructor(
    private readonly world: World,
    readonly partitions: readonly Partition[],
  ) {}

  get requests(): readonly RequestTruth[] {
    const events = this.partitions.reduce((sum, partition) => sum + partition.events.length, 0);
    if (this.#known?.events !== events) {
      const items = this.partitions.flatMap((partition) =>
        partition.events.flatMap(({ items, enqueuedMs }) =>
          items.map((item) => ({ item, enqueuedMs })),
        ),
      );
      this.#known = { events, requests: requestsOf(items, this.world.settings.lateDays) };
    }
    return this.#known.requests;
  }

  get windows(): ReadonlyMap<string, WindowTruth> {
    const truths = new Map<string, WindowTruth>();
    for (const { windows, window } of this.requests) {
      for (const one of windows) {
        const { seen, requests } = truths.get(one) ?? { seen: 0, requests: 0 };
        truths.set(one, { seen: seen + 1, requests: requests + (one === window ? 1 : 0) });
      }
    }
    return truths;
  }

  /** Every month that some window of a request is in. */
  get periods(): readonly string[] {
    const windows = this.requests.flatMap((request) => request.windows);
    return [...new Set(windows.map((window) => this.periodOf(window)))].sort();
  }

  periodOf(window: string): string {
    return monthOf(windowStartMs(window), this.world.settings.timeZone);
  }
}
