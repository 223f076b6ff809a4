// The metrics of operational telemetry, for alerts: few, aggregated in the process and sent every
// minute. Dashboards, alerts and documents are checked against these tables.
export const metricNames = {
  ingestLagSeconds: 'ingest.lag.seconds',
  ingestHoursUntilExpiry: 'ingest.hoursUntilExpiry',
  ingestFailedAttempts: 'ingest.failedAttempts',
  rollupPendingWindows: 'rollup.pendingWindows',
  rollupOldestMarkAgeSeconds: 'rollup.oldestMarkAge.seconds',
  rollupWindowsOfOlderRules: 'rollup.windowsOfOlderRules',
  ledgerExceptions: 'ledger.exceptions',
} as const;

export type MetricName = (typeof metricNames)[keyof typeof metricNames];

/** Each metric has the dimensions that this table gives it. */
export const metricDimensions = {
  'ingest.lag.seconds': ['hub', 'partition'],
  'ingest.hoursUntilExpiry': ['hub', 'partition'],
  'ingest.failedAttempts': ['hub', 'partition'],
  'rollup.pendingWindows': [],
  'rollup.oldestMarkAge.seconds': [],
  'rollup.windowsOfOlderRules': [],
  'ledger.exceptions': ['kind'],
} as const satisfies Record<MetricName, readonly string[]>;
