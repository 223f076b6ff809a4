// The figures by which operations watches the program. Each group is collected on its own and
// within a bound: a hub that does not answer must not hide that the rollup stands still.
import { gauge, type MetricFamily } from '../../domain/metric-family';
import { metricsCollectMsMax } from '../../limits';
import type { WithinDeadline } from '../deadline';

/** One group of metrics, from one dependency. */
export interface MetricsCollector {
  readonly name: string;
  readonly collect: () => Promise<readonly MetricFamily[]>;
}

export interface ReadMetricsDependencies {
  readonly collectors: readonly MetricsCollector[];
  readonly withinDeadline: WithinDeadline;
  /** Told about every collector that failed; its metrics are missing from the answer. */
  readonly onFailure: (collector: string, cause: unknown) => void;
}

export type ReadMetrics = () => Promise<readonly MetricFamily[]>;

export const makeReadMetrics =
  ({ collectors, withinDeadline, onFailure }: ReadMetricsDependencies): ReadMetrics =>
  async () => {
    const outcomes = await Promise.all(
      collectors.map(async ({ name, collect }) => {
        try {
          const doing = `collecting the metrics ${name}`;
          const work = async (): Promise<readonly MetricFamily[]> => collect();
          return { name, families: await withinDeadline(metricsCollectMsMax, doing, work) };
        } catch (error) {
          onFailure(name, error);
          return { name, families: undefined };
        }
      }),
    );
    const up = outcomes.map(({ name, families }) => ({
      labels: { collector: name },
      value: families === undefined ? 0 : 1,
    }));
    return [
      gauge('chargeback_collector_up', 'Whether this group of metrics could be collected.', up),
      ...outcomes.flatMap(({ families }) => families ?? []),
    ];
  };
