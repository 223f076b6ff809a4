// From usage records to window usage: who used what in one quarter hour. A pure function of the
// records, whatever their order.
import { canonicalJson } from '../digest';
import { metersIn, MeterSum, type Meters, type MeterSet } from './meters';
import type { ResolvedRequest } from './resolve';
import { rulesInForce, type Rules } from './rules';
import { addUnknown, type UnknownCounters } from './unknown-counters';
import type { UsageRecord } from './usage-record';
import type { WindowId } from '../window';
import {
  coverageCounters,
  type CoverageCounter,
  type CoverageCounts,
  type UsageDimensions,
  type WindowRow,
  type WindowUsage,
} from './window-usage';

/** Sums up one window at a time, record by record. */
export class WindowSum {
  #recordsSeen = 0;
  readonly #rows = new Map<string, RowSum>();
  readonly #responses = new Set<string>();
  /** Requests whose response is known by its id. */
  #answered = 0;

  constructor(
    readonly window: WindowId,
    private readonly rules: Rules = rulesInForce,
  ) {}

  /** Takes a record that is in the window now or once was; only the former is summed. */
  add(record: UsageRecord): void {
    this.#recordsSeen += 1;
    if (record.window !== this.window) return;
    const request = this.rules.resolve(record);
    this.#rowOf(request.dimensions).add(request);
    for (const { dimensions, meters } of request.others) this.#rowOf(dimensions).addMeters(meters);
    // Compared within the window only: two gateways report one answer within seconds, and a window is
    // a function of its own records. Pairs across its edge are missed. What is not billed cannot be
    // billed twice: a stored response that is read again shares its id with the first answer.
    if (request.responseId !== undefined && isBilled(request)) {
      this.#answered += 1;
      this.#responses.add(request.responseId);
    }
  }

  #rowOf(dimensions: UsageDimensions): RowSum {
    const key = keyOf(dimensions);
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = new RowSum(dimensions);
      this.#rows.set(key, row);
    }
    return row;
  }

  usage(): WindowUsage {
    const sorted = [...this.#rows.values()]
      .map((sum) => [canonicalJson(sum.dimensions as never), sum] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      window: this.window,
      recordsSeen: this.#recordsSeen,
      suspectedDoubles: this.#answered - this.#responses.size,
      rows: sorted.map(([, sum]) => sum.row()),
    };
  }
}

const isBilled = ({ meters }: ResolvedRequest): boolean => Object.keys(meters).length > 0;

export const addCoverage = (a: CoverageCounts, b: CoverageCounts): CoverageCounts => {
  const sum: Partial<Record<CoverageCounter, number>> = {};
  for (const counter of coverageCounters) {
    const count = (a[counter] ?? 0) + (b[counter] ?? 0);
    if (count !== 0) sum[counter] = count;
  }
  return sum;
};

// Rows are told apart by it, not sorted by it. No dimension holds a line break (a reader replaces
// control characters), and none is empty, as null is here.
const keyOf = (dimensions: UsageDimensions): string =>
  [
    dimensions.subscriptionId,
    dimensions.keyHash,
    dimensions.productId,
    dimensions.appId,
    dimensions.model,
    dimensions.deployment,
    dimensions.askedDeployment,
    dimensions.backendId,
    dimensions.serviceTier,
    dimensions.requestedTier,
    dimensions.batch,
    dimensions.isOtherModel,
    dimensions.streamed,
    dimensions.spilledOver,
    dimensions.usageSource,
    dimensions.promptClass,
    dimensions.outcome,
  ].join('\n');

/** A row while it grows: added to in place, because this runs for every request of every rollup. */
class RowSum {
  #requests = 0;
  /** By the set of meters that a request used. */
  readonly #requestsByMeters = new Map<MeterSet, number>();
  readonly #meters = new MeterSum();
  #coverage: CoverageCounts = {};
  #unknown: UnknownCounters = {};

  constructor(readonly dimensions: UsageDimensions) {}

  add({ meters, coverage, unknown }: ResolvedRequest): void {
    this.#requests += 1;
    this.addMeters(meters);
    // Most requests have nothing to be said about them.
    if (Object.keys(coverage).length > 0) this.#coverage = addCoverage(this.#coverage, coverage);
    if (Object.keys(unknown).length > 0) this.#unknown = addUnknown(this.#unknown, unknown);
  }

  /** Adds meters of a request that is counted in another row. If they lack a price, it does, too. */
  addMeters(meters: Meters): void {
    const used = this.#meters.add(meters);
    this.#requestsByMeters.set(used, (this.#requestsByMeters.get(used) ?? 0) + 1);
  }

  row(): WindowRow {
    const requestsByMeters: Record<string, number> = {};
    // In an order of their own, not that of the records: a replay is the same to the last byte.
    for (const [used, requests] of [...this.#requestsByMeters].sort(([a], [b]) => a - b)) {
      requestsByMeters[metersIn(used).join()] = requests;
    }
    return {
      ...this.dimensions,
      requests: this.#requests,
      requestsByMeters,
      meters: this.#meters.meters(),
      coverage: this.#coverage,
      ...(Object.keys(this.#unknown).length > 0 && { unknownCounters: this.#unknown }),
    };
  }
}
