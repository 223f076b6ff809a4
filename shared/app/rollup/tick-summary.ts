// What a run of the rollup did, in numbers.
import type { MarksPass } from './roll-up-marks';

export interface TickSummary {
  readonly windowsRecomputed: number;
  readonly windowsPostponed: number;
  readonly windowsFailed: number;
  readonly daysPublished: number;
  readonly periodsPublished: number;
  readonly pendingWindows: number;
  readonly oldestMarkAgeSeconds: number;
  readonly unpricedRequests: number;
  readonly unattributedRequests: number;
  readonly staleReads: number;
  readonly sealedMarks: number;
  readonly auditDrift: number;
  readonly windowsOfOlderRules: number;
  readonly windowsOfNewerRules: number;
}

/** What the passes of one run did together. A period that both published counts by its last figures. */
export function sumPasses(passes: readonly MarksPass[]) {
  const published = passes.flatMap(({ days }) => days.chargebacks);
  const latest = [...new Map(published.map((one) => [one.summary.period, one])).values()];
  const coverageOf = (counter: 'unpriced' | 'unattributed'): number =>
    sum(latest.map(({ summary }) => summary.coverage[counter]));
  return {
    windowsRecomputed: sum(passes.map(({ written }) => written.size)),
    windowsFailed: sum(passes.map(({ failed }) => failed.size)),
    daysPublished: sum(passes.map(({ days }) => days.daysPublished)),
    periodsPublished: latest.length,
    unpricedRequests: coverageOf('unpriced'),
    unattributedRequests: coverageOf('unattributed'),
    staleReads: sum(passes.map(({ stale }) => stale)),
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
