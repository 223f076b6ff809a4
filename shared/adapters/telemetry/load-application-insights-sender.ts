// Loads what sends telemetry, once there is something to send. In the deployed package it is a file of
// its own, which a start without telemetry never reads.
import { setTimeout as delay } from 'node:timers/promises';
import { telemetryLoadDelayMs } from '../../limits';
import type { ApplicationInsightsOptions } from './application-insights-sender';
import type { TelemetrySender } from './buffered-telemetry';

/** Rejects where the SDK cannot be loaded or a setting is wrong; says which and what is expected. */
export const loadApplicationInsightsSender = async (
  options: ApplicationInsightsOptions,
): Promise<TelemetrySender> => {
  requireInstrumentationKey(options.connectionString);
  // The invocation that emitted the first record answers before the load occupies the thread.
  await delay(telemetryLoadDelayMs);
  const { makeApplicationInsightsSender } = await import('./application-insights-sender.js');
  return makeApplicationInsightsSender(options);
};

const instrumentationKey = /(^|;)\s*InstrumentationKey=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

// Ahead of the exporter's own complaint, which does not say which setting it means.
const requireInstrumentationKey = (connectionString: string): void => {
  if (!instrumentationKey.test(connectionString)) {
    throw new Error(
      'APPLICATIONINSIGHTS_CONNECTION_STRING cannot be read: expected ' +
        'InstrumentationKey=<GUID>;IngestionEndpoint=https://... as the portal shows it.',
    );
  }
};
