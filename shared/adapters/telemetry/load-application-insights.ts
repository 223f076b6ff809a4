// Loads `applicationinsights`: 1,800 modules, which take 0.7 to 1.5 s of the one thread that also
// answers invocations. So it is loaded late, and in pieces with a turn of the event loop between
// them: the longest takes about a quarter of the whole.
import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as OpenTelemetryResources from '@opentelemetry/resources';
import type * as ApplicationInsights from 'applicationinsights';

// What the SDK loads anyway, lower layers first. A name that a later version of it no longer has
// is skipped: its successor is then loaded with the rest.
const pieces = [
  '@opentelemetry/sdk-metrics',
  '@azure/monitor-opentelemetry-exporter',
  '@opentelemetry/exporter-logs-otlp-http',
  '@opentelemetry/exporter-metrics-otlp-proto',
  '@opentelemetry/exporter-prometheus',
  '@opentelemetry/configuration',
  '@opentelemetry/sdk-node',
  '@azure/monitor-opentelemetry',
];

export const loadApplicationInsights = async (): Promise<{
  readonly sdk: typeof ApplicationInsights;
  readonly resources: typeof OpenTelemetryResources;
}> => {
  // The SDK's own dependencies, as the SDK finds them, not as they happen to be installed for us.
  const requireAsSdk = createRequire(require.resolve('applicationinsights'));
  for (const piece of pieces) {
    await nextTurn();
    if (canResolve(requireAsSdk, piece)) requireAsSdk(piece);
  }
  await nextTurn();
  return {
    sdk: requireAsSdk('applicationinsights') as typeof ApplicationInsights,
    resources: requireAsSdk('@opentelemetry/resources') as typeof OpenTelemetryResources,
  };
};

const canResolve = (requireAsSdk: NodeJS.Require, name: string): boolean => {
  try {
    requireAsSdk.resolve(name);
    return true;
  } catch {
    return false;
  }
};
