// Sends telemetry by Azure Monitor's exporter, through providers of its own: nothing is instrumented,
// sampled or rate-limited, nothing global changes, and what leaves are our events and metrics alone.
// Requests, dependencies and logs are the Functions host's to report. This is the part of
// `applicationinsights` that the program needs; the whole of it is eight times the code to load
// (docs/adr/0010-telemetry-by-the-exporter.md).
import {
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  type AzureMonitorExporterOptions,
} from '@azure/monitor-opentelemetry-exporter';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { makeAzureCredential } from '../azure-credential';
import type { TelemetrySender } from './buffered-telemetry';
import { makeDeliveryWatch } from './delivery-watch';

export interface AzureMonitorOptions {
  readonly connectionString: string;
  /** Signs in by identity, a user-assigned one where it is named; else by the string's key. */
  readonly identity: { readonly clientId: string | undefined } | undefined;
  /** The cloud role under which the records appear: the app's name, as the host has it. */
  readonly roleName: string;
  readonly onError: (error: Error) => void;
}

/** The instrumentation scope of what is sent, for whoever looks at the wire. */
const scope = 'azure-openai-chargeback';

export const makeAzureMonitorSender = (options: AzureMonitorOptions): TelemetrySender => {
  turnOffSdkUsageReports();
  const exporterOptions = exporterOptionsOf(options);
  const resource = resourceFromAttributes({ 'service.name': options.roleName });
  const events = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor(new AzureMonitorLogExporter(exporterOptions))],
  });
  const metrics = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new AzureMonitorMetricExporter(exporterOptions),
      }),
    ],
  });
  const logger = events.getLogger(scope);
  const meter = metrics.getMeter(scope);
  return {
    // The exporter makes a custom event of a log record with this attribute.
    sendEvent: ({ name, properties, measurements }) =>
      logger.emit({
        attributes: { ...properties, 'microsoft.custom_event.name': name },
        body: { measurements },
      }),
    // Metrics are kept as histograms, which refuse negative numbers: a lag below zero is the clock
    // skew of two machines, and is none. The meter gives the same histogram for the same name.
    sendMetric: ({ name, value, dimensions }) =>
      meter.createHistogram(name).record(Math.max(0, value), dimensions),
    // Whether it arrived is what the delivery watch tells.
    flush: async () => {
      await Promise.allSettled([events.forceFlush(), metrics.forceFlush()]);
    },
  };
};

const exporterOptionsOf = ({
  connectionString,
  identity,
  onError,
}: AzureMonitorOptions): AzureMonitorExporterOptions => ({
  connectionString,
  // The exporter (1.0.0-beta.42) cannot send what it kept on disk: times come back as text, on
  // which it trips after it has deleted the file.
  disableOfflineStorage: true,
  additionalPolicies: [{ position: 'perCall', policy: makeDeliveryWatch(onError) }],
  ...(identity && { credential: makeAzureCredential(identity.clientId) }),
});

// The exporter would report on its own use ("statsbeat") to Microsoft's endpoints, and ask the virtual
// machine's metadata service who it is. An estate that lets this program out to its own ingestion
// endpoint only would see that as an intrusion. The environment is the only switch for it.
const turnOffSdkUsageReports = (): void => {
  process.env['APPLICATION_INSIGHTS_NO_STATSBEAT'] ??= 'true';
};
