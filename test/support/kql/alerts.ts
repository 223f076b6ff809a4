// infra/observability/alerts.json, as it must look, with what Azure takes of each value.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repository } from './files';

/** ISO 8601 durations by minutes, as far as alert rules know them. */
export const durations = {
  PT1M: 1,
  PT5M: 5,
  PT10M: 10,
  PT15M: 15,
  PT30M: 30,
  PT45M: 45,
  PT1H: 60,
  PT2H: 120,
  PT3H: 180,
  PT4H: 240,
  PT5H: 300,
  PT6H: 360,
  P1D: 1440,
  P2D: 2880,
} as const;

const duration = z.enum(Object.keys(durations) as [keyof typeof durations]);

/** What every alert has, whatever it watches. */
const about = {
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  /** In a list of alerts on a phone. */
  title: z.string().min(1).max(60),
  whatToDo: z.string().min(40).max(300),
  /** 0 critical, 1 error, 2 warning, 3 informational. */
  severity: z.int().min(0).max(3),
  /** Anchor in docs/runbook.md. */
  runbook: z.string().regex(/^[a-z-]+$/),
  unit: z.string().min(1),
};

/** Azure takes six dimensions at most; values are all (`*`) or some of a column. */
const dimensions = z
  .array(z.strictObject({ name: z.string(), values: z.array(z.string()).min(1) }))
  .max(6);

const condition = {
  aggregation: z.enum(['Average', 'Minimum', 'Maximum', 'Total', 'Count']),
  operator: z.enum(['GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual']),
  // Bicep has no fractions.
  threshold: z.int().min(0),
  frequency: duration,
  window: duration,
  dimensions,
};

const logAlert = z.strictObject({
  ...about,
  /** Where the query is asked: the program's component, the workspace with the gateway's logs, or one with both. */
  source: z.enum(['program', 'gateway', 'both']),
  query: z.string(),
  measure: z.string(),
  ...condition,
});

export type LogAlert = z.infer<typeof logAlert>;

export const alertsShape = z.strictObject({
  log: z.array(logAlert).min(1),
  metric: z.array(
    z.strictObject({ ...about, namespace: z.string(), metric: z.string(), ...condition }),
  ),
  availability: z.strictObject({
    ...about,
    threshold: z.int().min(1),
    frequency: duration,
    window: duration,
  }),
  budget: z.strictObject({
    ...about,
    // A budget has five notices at most.
    actual: z.array(z.int().min(1)).min(1).max(3),
    forecast: z.array(z.int().min(1)).max(2),
  }),
});

export const readAlerts = (): z.infer<typeof alertsShape> =>
  alertsShape.parse(
    JSON.parse(readFileSync(join(repository, 'infra/observability/alerts.json'), 'utf8')),
  );
