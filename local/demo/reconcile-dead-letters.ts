// Compares the dead letters that the scenario must leave with those that the metrics page counts.
// They are of the days on which events were enqueued, which is today, whatever month was simulated.
import type { ExpectedDeadLetters } from '../simulator/expected';
import type { MetricSample } from './http-client';
import type { Comparison, Reconciliation } from './reconcile';

export const reconcileDeadLetters = (
  expected: ExpectedDeadLetters,
  samples: readonly MetricSample[],
): Reconciliation => {
  const reported: Record<string, number> = {};
  for (const { name, labels, value } of samples) {
    const { reason } = labels;
    if (name !== 'chargeback_dead_letters' || reason === undefined) continue;
    reported[reason] = (reported[reason] ?? 0) + value;
  }
  const reasons = [...new Set([...Object.keys(expected), ...Object.keys(reported)])].sort();
  const comparisons = reasons.map((reason): Comparison => {
    const sides = { expected: expected[reason] ?? 0, reported: reported[reason] ?? 0 };
    return {
      of: 'dead letters',
      figure: reason,
      expected: String(sides.expected),
      reported: String(sides.reported),
      agrees: sides.expected === sides.reported,
    };
  });
  return { comparisons, differences: comparisons.filter(({ agrees }) => !agrees) };
};
