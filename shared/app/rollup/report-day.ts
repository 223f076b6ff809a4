// Sends a day's figures to telemetry, for dashboards and alerts: one event per business unit and
// model, and one of the day as a whole. That one is sent also where no row is left: whoever looks for
// the day's last revision must find that it is empty.
import { addDayCoverage, type DayCoverageCounts } from '../../domain/chargeback/day-coverage';
import {
  costOfDay,
  costOfRow,
  unpricedMeters,
  type DayRow,
  type DayUsage,
} from '../../domain/chargeback/day-usage';
import { addMoney, zero, type Pico } from '../../domain/money';
import { unattributed } from '../../domain/reference/business-units';
import { isProvisioned } from '../../domain/reference/skus';
import { addMeters, allMeters, shownMeters, sumOf, type Meters } from '../../domain/usage/meters';
import { addUnknown, type UnknownCounters } from '../../domain/usage/unknown-counters';
import type { EarlierCosts } from './earlier-costs';
import type { Telemetry } from '../ports';
import { dayRated, usageRated } from '../telemetry-events';

/** A day as it was published; `earlier` once it is over. */
export interface PublishedDay {
  readonly usage: DayUsage;
  readonly revision: number;
  readonly earlier?: EarlierCosts | undefined;
}

export const reportDay = (telemetry: Telemetry, day: PublishedDay): void => {
  const { date, period, currency } = day.usage;
  const about = { date, period, currency, revision: day.revision };
  for (const sum of figuresOf(day.usage)) telemetry.event(usageRated({ ...sum, ...about }));
  const cost = costOfDay(day.usage);
  telemetry.event(dayRated({ ...about, ...coverageOf(day.usage), cost, ...day.earlier }));
};

interface Figures {
  readonly businessUnit: string;
  readonly model: string;
  requests: number;
  meters: Meters;
  cost: Pico;
  unpricedQuantity: number;
}

const figuresOf = ({ rows }: DayUsage): Iterable<Figures> => {
  const figures = new Map<string, Figures>();
  for (const row of rows) {
    const { model } = row;
    const key = `${row.businessUnit}\u0000${model}`;
    const sum = figures.get(key) ?? {
      businessUnit: row.businessUnit,
      model,
      requests: 0,
      meters: {},
      cost: zero,
      unpricedQuantity: 0,
    };
    sum.requests += row.requests;
    sum.meters = addMeters(sum.meters, row.meters);
    sum.cost = addMoney(sum.cost, costOfRow(row));
    sum.unpricedQuantity += sumOf(shownMeters(unpricedMeters(row)), allMeters);
    figures.set(key, sum);
  }
  return figures.values();
};

const coverageOf = ({ rows, suspectedDoubles }: DayUsage) => {
  const requestsWhere = (isCounted: (row: DayRow) => boolean): number =>
    rows.reduce((sum, row) => sum + (isCounted(row) ? row.requests : 0), 0);
  const counts = rows.reduce<DayCoverageCounts>(
    (all, row) => addDayCoverage(all, row.coverage),
    {},
  );
  return {
    requests: requestsWhere(() => true),
    bufferedRequests: requestsWhere(({ streamed }) => streamed === false),
    streamedRequests: requestsWhere(({ streamed }) => streamed === true),
    provisionedRequests: requestsWhere(({ sku }) => sku !== null && isProvisioned(sku)),
    spilledOverRequests: requestsWhere(({ spilledOver }) => spilledOver === 'yes'),
    withoutUsage: counts.withoutUsage ?? 0,
    estimated: counts.estimated ?? 0,
    conflicts: counts.conflicts ?? 0,
    overflowed: counts.overflowed ?? 0,
    suspectedDoubles,
    totalMismatch: counts.totalMismatch ?? 0,
    unclassifiedTokens: counts.unclassifiedTokens ?? 0,
    toolCallsUnmetered: counts.toolCallsUnmetered ?? 0,
    unknownCounters: rows.reduce<UnknownCounters>(
      (all, row) => addUnknown(all, row.unknownCounters ?? {}),
      {},
    ),
    unpriced: rows.reduce((sum, row) => sum + row.unpricedRequests, 0),
    unattributed: requestsWhere(({ businessUnit }) => businessUnit === unattributed),
    tierAssumed: counts.tierAssumed ?? 0,
    tierUnknown: counts.tierUnknown ?? 0,
    modelDiffers: counts.modelDiffers ?? 0,
  };
};
