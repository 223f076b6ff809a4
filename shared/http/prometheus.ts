// The Prometheus text exposition format, version 0.0.4.
import type { MetricFamily, MetricSample } from '../domain/metric-family';

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

export const prometheusText = (families: readonly MetricFamily[]): string =>
  families.map(familyText).join('');

const familyText = ({ name, help, type, samples }: MetricFamily): string =>
  [
    `# HELP ${name} ${escapeHelp(help)}`,
    `# TYPE ${name} ${type}`,
    ...samples.map((sample) => sampleText(name, sample)),
    '',
  ].join('\n');

const sampleText = (name: string, { labels, value }: MetricSample): string => {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberText(value)}`;
};

const escapeHelp = (text: string): string => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');

const escapeLabel = (text: string): string => escapeHelp(text).replace(/"/g, '\\"');

const numberText = (value: number): string => {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
};
