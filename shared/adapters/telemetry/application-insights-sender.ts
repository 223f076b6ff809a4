// Sends telemetry through the SDK's TelemetryClient, with providers of its own: nothing is
// instrumented, sampled or rate-limited, nothing global changes, and what leaves are our events
// and metrics alone. Requests, dependencies and logs are the Functions host's to report.
import { setTimeout as delay } from 'node:timers/promises';
import type { TelemetryClient } from 'applicationinsights';
import { telemetryLoadDelayMs } from '../../limits';
import { makeAzureCredential } from '../azure-credential';
import type { TelemetrySender } from './buffered-telemetry';
import { makeDeliveryWatch } from './delivery-watch';
import { loadApplicationInsights } from './load-application-insights';

export interface ApplicationInsightsOptions {
  readonly connectionString: string;
  /** Signs in by identity, a user-assigned one where it is named; else by the string's key. */
  readonly identity: { readonly clientId: string | undefined } | undefined;
  /** The cloud role under which the records appear: the app's name, as the host has it. */
  readonly roleName: string;
  readonly onError: (error: Error) => void;
}

/** Rejects where the SDK cannot be loaded or a setting is wrong; says which and what is expected. */
export const loadApplicationInsightsSender = async (
  options: ApplicationInsightsOptions,
): Promise<TelemetrySender> => {
  requireInstrumentationKey(options.connectionString);
  // The invocation that emitted the first record answers before the load occupies the thread.
  await delay(telemetryLoadDelayMs);
  const client = await makeClient(options);
  return {
    sendEvent: ({ name, properties, measurements }) =>
      client.trackEvent({ name, properties, measurements }),
    // The SDK keeps metrics as histograms, which refuse negative numbers: a lag below zero is the
    // clock skew of two machines, and is none.
    sendMetric: ({ name, value, dimensions }) =>
      client.trackMetric({ name, value: Math.max(0, value), properties: { ...dimensions } }),
    flush: () => client.flush(),
  };
};

const makeClient = async (options: ApplicationInsightsOptions): Promise<TelemetryClient> => {
  const { connectionString, identity, roleName, onError } = options;
  turnOffSdkUsageReports();
  const { sdk, resources } = await loadApplicationInsights();
  const client = new sdk.TelemetryClient(connectionString, { useGlobalProviders: false });
  client.config.azureMonitorOpenTelemetryOptions = {
    resource: resources.resourceFromAttributes({ 'service.name': roleName }),
    azureMonitorExporterOptions: {
      connectionString,
      // The exporter (1.0.0-beta.42) cannot send what it kept on disk: times come back as text, on
      // which it trips after it has deleted the file.
      disableOfflineStorage: true,
      additionalPolicies: [{ position: 'perCall', policy: makeDeliveryWatch(onError) }],
      ...(identity && { credential: makeAzureCredential(identity.clientId) }),
    },
  };
  client.initialize();
  return client;
};

// The SDK would report on its own use ("statsbeat") to Microsoft's endpoints, and ask the virtual
// machine's metadata service who it is. An estate that lets this program out to its own ingestion
// endpoint only would see that as an intrusion. The environment is the SDK's only switch for it.
const turnOffSdkUsageReports = (): void => {
  process.env['APPLICATION_INSIGHTS_NO_STATSBEAT'] ??= 'true';
};

const instrumentationKey = /(^|;)\s*InstrumentationKey=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

// The SDK swallows its own complaint about this and sends nothing, without a word.
const requireInstrumentationKey = (connectionString: string): void => {
  if (!instrumentationKey.test(connectionString)) {
    throw new Error(
      'APPLICATIONINSIGHTS_CONNECTION_STRING cannot be read: expected ' +
        'InstrumentationKey=<GUID>;IngestionEndpoint=https://... as the portal shows it.',
    );
  }
};
