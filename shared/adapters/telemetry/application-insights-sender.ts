// Sends telemetry by the `applicationinsights` SDK, through a client with providers of its own: the
// client registers nothing global and starts no instrumentation, live metrics or performance counters.
// What leaves is this program's events and metrics; requests, dependencies and logs are reported by the
// Functions host (docs/adr/0014-telemetry-by-applicationinsights.md).
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TelemetryClient } from 'applicationinsights';
import { makeAzureCredential } from '../azure-credential';
import type { TelemetrySender } from './buffered-telemetry';
import { makeDeliveryWatch } from './delivery-watch';

export interface ApplicationInsightsOptions {
  readonly connectionString: string;
  /** Signs in by identity, a user-assigned one if it is named; else by the string's key. */
  readonly identity: { readonly clientId: string | undefined } | undefined;
  /** The cloud role under which the records appear: the app's name, as the host has it. */
  readonly roleName: string;
  readonly onError: (error: Error) => void;
}

export const makeApplicationInsightsSender = (
  options: ApplicationInsightsOptions,
): TelemetrySender => {
  turnOffSdkUsageReports();
  const client = makeClient(options);
  return {
    sendEvent: ({ name, properties, measurements }) =>
      client.trackEvent({ name, properties, measurements }),
    // The SDK keeps metrics as histograms, which refuse negative numbers: a lag below zero is the clock
    // skew of two machines, and is reported as zero.
    sendMetric: ({ name, value, dimensions }) =>
      client.trackMetric({ name, value: Math.max(0, value), properties: { ...dimensions } }),
    // The SDK resolves also if records did not arrive: the delivery watch reports that.
    flush: () => client.flush(),
  };
};

const makeClient = ({
  connectionString,
  identity,
  roleName,
  onError,
}: ApplicationInsightsOptions): TelemetryClient => {
  // `useGlobalProviders: false` is documented in the README of applicationinsights, "Multiple Telemetry
  // Clients". The SDK's `out/src/shim/telemetryClient.js` then never calls `useAzureMonitor`, which is
  // what would instrument, count and stream.
  const client = new TelemetryClient(connectionString, { useGlobalProviders: false });
  client.config.azureMonitorOpenTelemetryOptions = {
    resource: resourceFromAttributes({ 'service.name': roleName }),
    azureMonitorExporterOptions: {
      connectionString,
      // The exporter (1.0.0-beta.42) cannot send what it kept on disk: it reads times back as texts,
      // fails on them, and has deleted the file by then.
      disableOfflineStorage: true,
      additionalPolicies: [{ position: 'perCall', policy: makeDeliveryWatch(onError) }],
      ...(identity && { credential: makeAzureCredential(identity.clientId) }),
    },
  };
  client.initialize();
  return client;
};

// The exporter would report its own use ("statsbeat") to Microsoft's endpoints, and ask the virtual
// machine's metadata service for its identity. An estate that allows this program only its own
// ingestion endpoint would see that as an intrusion. The environment is the only switch for it, and any
// text but the empty one turns the reports off, so there is no setting of an operator to keep.
const turnOffSdkUsageReports = (): void => {
  process.env['APPLICATION_INSIGHTS_NO_STATSBEAT'] = 'true';
};
