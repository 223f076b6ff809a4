// The read-only views that reports, health and metrics have of ingest and rollup.
import type { Collections } from '../collections';
import type {
  OperationalExceptions,
  PendingWindows,
  ReferenceState,
  RollupTicks,
} from './operational-state';
import type { Clock } from '../ports';

export interface OperationalViews {
  readonly pendingWindows: PendingWindows;
  readonly ticks: RollupTicks;
  readonly exceptions: OperationalExceptions;
  readonly reference: ReferenceState;
}

export const makeOperationalViews = (
  { marks, status, exceptions, references }: Collections,
  { clock, settleSeconds }: { readonly clock: Clock; readonly settleSeconds: number },
): OperationalViews => ({
  pendingWindows: {
    count: (from, toExclusive) => marks.count(from, toExclusive),
    oldestDueSince: () => marks.oldestDueSince(settleSeconds, clock.now()),
  },
  ticks: { last: () => status.last() },
  exceptions: {
    async countByKind() {
      const counts: Record<string, number> = {};
      for (const { kind } of await exceptions.all()) counts[kind] = (counts[kind] ?? 0) + 1;
      return counts;
    },
  },
  reference: {
    async loaded() {
      const { set } = await references.load();
      const isEmpty = [set.priceBooks, set.businessUnits, set.deployments].every(
        (versions) => versions.length === 0,
      );
      return isEmpty ? undefined : { fingerprint: set.fingerprint };
    },
  },
});
