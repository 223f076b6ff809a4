// What the open periods cost so far, and what in them has no price or no owner.
import { gauge, type MetricFamily, type MetricSample } from '../../domain/metric-family';
import type { ChargebackReader, PublishedSummary } from './chargeback-reader';

export interface ChargebackCollectorDependencies {
  readonly chargebacks: ChargebackReader;
}

/** The period that is running, and the one before until it is closed. */
const openPeriodsMax = 2;

export const makeChargebackCollector = ({ chargebacks }: ChargebackCollectorDependencies) => {
  // Statements are read again only where another version was published: a scrape comes every few
  // seconds, and a period may have hundreds of them.
  const known = new Map<string, { version: string; costs: readonly MetricSample[] }>();

  const costsOf = async (summary: PublishedSummary): Promise<readonly MetricSample[]> => {
    const { period, currency } = summary;
    // Parts are named after their content.
    const version = summary.statements.map(({ part }) => part).join();
    const cached = known.get(period);
    if (cached?.version === version) return cached.costs;
    const costs: MetricSample[] = [];
    for await (const { businessUnit, usageCost } of chargebacks.statements(summary)) {
      const labels = { period, business_unit: businessUnit, currency };
      costs.push({ labels, value: Number(usageCost) });
    }
    known.set(period, { version, costs });
    return costs;
  };

  return async (): Promise<readonly MetricFamily[]> => {
    const latest = (await chargebacks.periods()).slice(-openPeriodsMax);
    const open = latest.filter(({ status }) => status === 'open');
    const costs = await Promise.all(open.map(costsOf));
    const byPeriod = (valueOf: (summary: PublishedSummary) => number): readonly MetricSample[] =>
      open.map((summary) => ({ labels: { period: summary.period }, value: valueOf(summary) }));
    return [
      gauge(
        'chargeback_unpriced_requests',
        'Requests of open periods that used a meter without a price.',
        byPeriod(({ coverage }) => coverage.unpriced),
      ),
      gauge(
        'chargeback_unattributed_requests',
        'Requests of open periods whose caller belongs to no business unit.',
        byPeriod(({ coverage }) => coverage.unattributed),
      ),
      gauge(
        'chargeback_usage_cost',
        'Cost of usage in open periods, in the currency of the label, as the nearest float; ' +
          'the exact amount is in the report.',
        costs.flat(),
      ),
    ];
  };
};
