// From usage records to window usage: who used what in one quarter hour. A pure function of the
// records, whatever their order.
import { canonicalJson } from '../digest';
import { addMeters, allMeters } from './meters';
import { resolve, type ResolvedRequest } from './resolve';
import type { UsageRecord } from './usage-record';
import type { WindowId } from '../window';
import {
  coverageCounters,
  type CoverageCounter,
  type CoverageCounts,
  type WindowRow,
  type WindowUsage,
} from './window-usage';

/** Sums up one window at a time, record by record. */
export class WindowSum {
  #recordsSeen = 0;
  readonly #rows = new Map<string, WindowRow>();
  readonly #requestsByResponse = new Map<string, number>();

  constructor(readonly window: WindowId) {}

  /** Takes a record that is in the window now or once was; only the former is summed. */
  add(record: UsageRecord): void {
    this.#recordsSeen += 1;
    if (record.window !== this.window) return;
    const request = resolve(record);
    const key = canonicalJson(request.dimensions as never);
    this.#rows.set(key, addRequest(this.#rows.get(key), request));
    // Compared within the window only: two words on one answer, told by two gateways, are seconds
    // apart, and a window is a function of its own records. Those across its edge are missed.
    if (request.responseId !== undefined) {
      const before = this.#requestsByResponse.get(request.responseId) ?? 0;
      this.#requestsByResponse.set(request.responseId, before + 1);
    }
  }

  usage(): WindowUsage {
    let suspectedDoubles = 0;
    for (const requests of this.#requestsByResponse.values()) suspectedDoubles += requests - 1;
    const sorted = [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      window: this.window,
      recordsSeen: this.#recordsSeen,
      suspectedDoubles,
      rows: sorted.map(([, row]) => row),
    };
  }
}

export const addCoverage = (a: CoverageCounts, b: CoverageCounts): CoverageCounts => {
  const sum: Partial<Record<CoverageCounter, number>> = {};
  for (const counter of coverageCounters) {
    const count = (a[counter] ?? 0) + (b[counter] ?? 0);
    if (count !== 0) sum[counter] = count;
  }
  return sum;
};

const addRequest = (row: WindowRow | undefined, request: ResolvedRequest): WindowRow => {
  const used = allMeters.filter((meter) => request.meters[meter] !== undefined).join();
  return {
    ...request.dimensions,
    requests: (row?.requests ?? 0) + 1,
    requestsByMeters: {
      ...row?.requestsByMeters,
      [used]: (row?.requestsByMeters[used] ?? 0) + 1,
    },
    meters: addMeters(row?.meters ?? {}, request.meters),
    coverage: addCoverage(row?.coverage ?? {}, request.coverage),
  };
};
