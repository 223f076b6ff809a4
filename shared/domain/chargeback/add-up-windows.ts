// The rows of many windows, added up before they are rated: what a quantity costs is quantity × price,
// so that rows which are alike and fall under the same versions are rated once, as exactly as one
// by one, and far sooner. A day has 96 windows, most of them with the same rows.
import type { CompiledReferenceSet, ReferencesAtTime } from '../reference/compile-reference-set';
import { addMeters } from '../usage/meters';
import { addCoverage } from '../usage/sum-window';
import { unknownMember } from '../usage/unknown-counters';
import type { WindowRow, WindowUsage } from '../usage/window-usage';
import { windowStart } from '../window';

/** Rows under the versions that were in force when their windows began. */
export interface RowsInForce {
  readonly inForce: ReferencesAtTime;
  readonly rows: Iterable<WindowRow>;
}

interface Span {
  readonly inForce: ReferencesAtTime;
  readonly sums: Map<string, WindowRow>;
}

/** Takes windows as they are read, so that a day of large ones never is in memory as a whole. */
export class AddedUpWindows {
  readonly #spans: Span[] = [];

  constructor(private readonly references: CompiledReferenceSet) {}

  /** Oldest first, else rows that are alike may come out apart. */
  add({ window, rows }: WindowUsage): void {
    const inForce = this.references.referencesAt(windowStart(window));
    let span = this.#spans.at(-1);
    if (span === undefined || !areSameVersions(span.inForce, inForce)) {
      span = { inForce, sums: new Map() };
      this.#spans.push(span);
    }
    for (const row of rows) {
      const key = keyOf(row);
      const before = span.sums.get(key);
      span.sums.set(key, before === undefined ? row : addRows(before, row));
    }
  }

  spans(): readonly RowsInForce[] {
    return this.#spans.map(({ inForce, sums }) => ({ inForce, rows: sums.values() }));
  }
}

const areSameVersions = (a: ReferencesAtTime, b: ReferencesAtTime): boolean =>
  a.priceBook === b.priceBook &&
  a.businessUnits === b.businessUnits &&
  a.deployments === b.deployments;

// Not canonical: rows with their members in another order would only stay apart here.
const keyOf = (row: WindowRow): string => {
  const { requests, requestsByMeters, meters, coverage, unknownCounters, ...dimensions } = row;
  return JSON.stringify(dimensions);
};

const addRows = (a: WindowRow, b: WindowRow): WindowRow => {
  const requestsByMeters: Record<string, number> = { ...a.requestsByMeters };
  for (const [meters, requests] of Object.entries(b.requestsByMeters)) {
    requestsByMeters[meters] = (requestsByMeters[meters] ?? 0) + requests;
  }
  return {
    ...a,
    requests: a.requests + b.requests,
    requestsByMeters,
    meters: addMeters(a.meters, b.meters),
    coverage: addCoverage(a.coverage, b.coverage),
    ...unknownMember(a, b),
  };
};
