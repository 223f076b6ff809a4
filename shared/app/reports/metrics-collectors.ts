// Which metrics there are, and where each comes from. Names end with their unit and are never
// used again for something else: alerts and dashboards know them.
import { epochMsOf, instantOf, plusMs, type Instant } from '../../domain/instant';
import { gauge, sample, type MetricFamily, type MetricSample } from '../../domain/metric-family';
import {
  makeChargebackCollector,
  type ChargebackCollectorDependencies,
} from './chargeback-metrics';
import { collectIngest, type IngestCollectorDependencies } from './ingest-metrics';
import type { OperationalExceptions, PendingWindows, RollupTicks } from './operational-state';
import type { DeadLetterCounts, RejectedItems } from '../ingest/rejections';
import type { Clock } from '../ports';
import type { MetricsCollector } from './read-metrics';

export interface MetricsDependencies
  extends IngestCollectorDependencies, ChargebackCollectorDependencies {
  readonly pendingWindows: PendingWindows;
  readonly ticks: RollupTicks;
  readonly deadLetters: Pick<DeadLetterCounts, 'countByReason'>;
  readonly exceptions: OperationalExceptions;
  readonly clock: Clock;
}

const dayMs = 24 * 60 * 60 * 1000;

export const makeMetricsCollectors = (
  dependencies: MetricsDependencies,
): readonly MetricsCollector[] => [
  { name: 'rollup', collect: () => rollup(dependencies) },
  { name: 'ingest', collect: () => collectIngest(dependencies) },
  { name: 'deadLetters', collect: () => deadLetters(dependencies) },
  { name: 'chargeback', collect: makeChargebackCollector(dependencies) },
  { name: 'exceptions', collect: () => exceptions(dependencies) },
];

const rollup = async ({
  pendingWindows,
  ticks,
  clock,
}: MetricsDependencies): Promise<readonly MetricFamily[]> => {
  const now = clock.now();
  const [pending, dueSince, tick] = await Promise.all([
    // Up to a day ahead: senders' clocks may run early.
    pendingWindows.count(instantOf(0), plusMs(now, dayMs)),
    pendingWindows.oldestDueSince(),
    ticks.last(),
  ]);
  return [
    gauge(
      'chargeback_pending_windows',
      'Windows that are marked to be recomputed.',
      sample(pending),
    ),
    gauge(
      'chargeback_oldest_due_window_age_seconds',
      'How long the window that waits longest has been due; 0 where none is.',
      sample(dueSince === undefined ? 0 : secondsBetween(dueSince, now)),
    ),
    gauge(
      'chargeback_rollup_last_tick_age_seconds',
      'Time since the last tick of the rollup began.',
      sample(tick && secondsBetween(tick.startedAt, now)),
    ),
    gauge(
      'chargeback_rollup_last_tick_duration_seconds',
      'How long the last tick of the rollup took.',
      sample(tick && tick.durationMs / 1000),
    ),
    gauge(
      'chargeback_rollup_last_tick_windows',
      'Windows that the last tick of the rollup recomputed.',
      sample(tick?.windows),
    ),
    gauge(
      'chargeback_windows_of_older_rules',
      'Windows that older rules made and that wait to be recomputed.',
      sample(tick?.windowsOfOlderRules),
    ),
    gauge(
      'chargeback_windows_of_newer_rules',
      'Marked windows that the program leaves to a newer version of it.',
      sample(tick?.windowsOfNewerRules),
    ),
  ];
};

const deadLetters = async (dependencies: MetricsDependencies): Promise<readonly MetricFamily[]> => {
  const now = dependencies.clock.now();
  const days = { today: utcDate(now), yesterday: utcDate(plusMs(now, -dayMs)) };
  const found = await Promise.all(
    Object.entries(days).map(async ([day, date]) => {
      const counts = await dependencies.deadLetters.countByReason(date);
      return Object.entries(counts).map(([reason, count]) => ({ labels: { day, reason }, count }));
    }),
  );
  const samples = (valueOf: (count: RejectedItems) => number): readonly MetricSample[] =>
    found.flat().map(({ labels, count }) => ({ labels, value: valueOf(count) }));
  return [
    gauge(
      'chargeback_dead_letters',
      'Items that were rejected, by reason and by the UTC day on which they were enqueued.',
      samples(({ items }) => items),
    ),
    gauge(
      'chargeback_dead_letters_without_payload',
      'Of the rejected items, those of which only the position is kept.',
      samples(({ withoutPayload }) => withoutPayload),
    ),
  ];
};

const exceptions = async (dependencies: MetricsDependencies): Promise<readonly MetricFamily[]> => {
  const counts = await dependencies.exceptions.countByKind();
  const samples = Object.entries(counts).map(([kind, value]) => ({ labels: { kind }, value }));
  return [gauge('chargeback_exceptions', 'What a person must look at, by kind.', samples)];
};

const secondsBetween = (from: Instant, to: Instant): number =>
  (epochMsOf(to) - epochMsOf(from)) / 1000;

const utcDate = (instant: Instant): string => instant.slice(0, 10);
