// Metrics as values: what a metrics page shows, whatever its text format.

export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** All values of one metric. `name` ends with its unit, as Prometheus asks for. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly samples: readonly MetricSample[];
}

export const gauge = (
  name: string,
  help: string,
  samples: readonly MetricSample[],
): MetricFamily => ({ name, help, type: 'gauge', samples });

/** One sample, or none where the value is not known: absent is not zero. */
export const sample = (
  value: number | undefined,
  labels: MetricSample['labels'] = {},
): readonly MetricSample[] => (value === undefined ? [] : [{ labels, value }]);
