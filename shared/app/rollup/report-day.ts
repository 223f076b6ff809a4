// Sends a day's figures to telemetry, one event per business unit and model, for dashboards.
import type { DayUsage } from '../../domain/chargeback/day-usage';
import { addMeters, type Meters } from '../../domain/usage/meters';
import { addMoney, storedMoney, sumMoney, zero, type Pico } from '../../domain/money';
import type { Telemetry } from '../ports';
import { usageRated } from '../telemetry-events';

interface Figures {
  readonly businessUnit: string;
  readonly model: string;
  requests: number;
  meters: Meters;
  cost: Pico;
  unpricedQuantity: number;
}

export const reportDay = (telemetry: Telemetry, day: DayUsage): void => {
  const figures = new Map<string, Figures>();
  for (const row of day.rows) {
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
    sum.cost = addMoney(sum.cost, sumMoney(row.charges.map(({ cost }) => storedMoney(cost))));
    for (const { quantity } of row.unpriced) sum.unpricedQuantity += quantity;
    figures.set(key, sum);
  }
  const { date, period, currency } = day;
  for (const sum of figures.values())
    telemetry.event(usageRated({ ...sum, date, period, currency }));
};
