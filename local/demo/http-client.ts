// What the demo asks the running program, over HTTP like any client.
import { parseReport, type ReportJson } from './report-json';

/** One sample of the metrics page. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The report of a period; undefined as long as nothing is published for it. */
export const fetchReport = async (
  baseUrl: string,
  period: string,
): Promise<ReportJson | undefined> => {
  const response = await fetch(`${baseUrl}/chargeback/report?period=${period}`);
  if (response.status === 404) return undefined;
  if (!response.ok)
    throw new Error(`the report answered ${response.status}: ${await response.text()}`);
  return parseReport(await response.json());
};

export const fetchMetrics = async (baseUrl: string): Promise<readonly MetricSample[]> => {
  const response = await fetch(`${baseUrl}/metrics`);
  if (!response.ok) throw new Error(`the metrics answered ${response.status}`);
  return parseMetrics(await response.text());
};

/** Reads the Prometheus text format as far as the program writes it. */
export const parseMetrics = (text: string): readonly MetricSample[] =>
  text.split('\n').flatMap((line) => {
    const match = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (match === null) return [];
    const [, name = '', labels = '', value = ''] = match;
    const pairs = [...labels.matchAll(/([a-z_A-Z]+)="([^"]*)"/g)];
    return [
      {
        name,
        labels: Object.fromEntries(pairs.map(([, key = '', of = '']) => [key, of])),
        value: Number(value),
      },
    ];
  });

/** The sum of a metric's samples; undefined where the page does not have it. */
export const sumOfMetric = (samples: readonly MetricSample[], name: string): number | undefined => {
  const values = samples.filter((sample) => sample.name === name).map(({ value }) => value);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
};
