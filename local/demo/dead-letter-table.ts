// The events that were refused, by reason. They count on the day on which they were enqueued, which
// is today, whatever month was simulated; the report of that month cannot show them.
import type { Reconciliation } from './reconcile';
import { formatTable, grouped } from './table';

export const deadLetterTable = ({ comparisons }: Reconciliation): string =>
  formatTable(
    [{ title: 'dead letters today', align: 'right' }, { title: 'reason' }],
    comparisons.map(({ figure, reported }) => ({ cells: [grouped(reported ?? 0), figure] })),
  );
