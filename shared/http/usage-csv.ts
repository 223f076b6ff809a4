// The usage summary as a table: the columns that were asked for, then the same figures in every
// answer, so that a sheet or a script that reads one reads them all.
import { allMeters, type Meter } from '../domain/usage/meters';
import type { UsageSummary, UsageSummaryRow } from '../domain/chargeback/usage-summary';
import { csvOf, type Column } from './csv';

export const usageCsv = (summary: UsageSummary): string => {
  const { granularity, groupBy, currency, rows } = summary;
  const time = { total: [], day: ['date'], hour: ['hour'] } as const;
  const labels = [...time[granularity], ...groupBy];
  const columns: readonly Column<UsageSummaryRow>[] = [
    ...labels.map((name) => ({ name, cell: (row: UsageSummaryRow) => row[name] })),
    { name: 'requests', cell: (row) => row.requests },
    ...allMeters.map((meter) => quantity(meter, (row) => row.meters[meter])),
    { name: 'cost', cell: (row) => row.cost },
    { name: 'currency', cell: () => currency },
    ...allMeters.map((meter) => quantity(unpricedName(meter), (row) => row.unpriced[meter])),
  ];
  return csvOf(columns, rows);
};

const quantity = (
  name: string,
  of: (row: UsageSummaryRow) => number | undefined,
): Column<UsageSummaryRow> => ({ name, cell: (row) => of(row) ?? 0 });

/** `cachedInput` is `unpricedCachedInput`. */
const unpricedName = (meter: Meter): string =>
  `unpriced${meter.slice(0, 1).toUpperCase()}${meter.slice(1)}`;
