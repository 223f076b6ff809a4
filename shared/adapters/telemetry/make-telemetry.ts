// Operational telemetry for the composition root: Application Insights where there is a connection
// string, else nothing at all. The SDK is loaded when the first record is there, never before.
import { loadApplicationInsightsSender } from './application-insights-sender';
import { makeBufferedTelemetry, type TelemetryAdapter } from './buffered-telemetry';

export interface TelemetryOptions {
  /** APPLICATIONINSIGHTS_CONNECTION_STRING; without it telemetry is off and costs nothing. */
  readonly connectionString?: string | undefined;
  /** APPLICATIONINSIGHTS_AUTHENTICATION_STRING; without it the connection string's key will do. */
  readonly authentication?: string | undefined;
  /** The app's name, as the host has it: WEBSITE_SITE_NAME in Azure. */
  readonly roleName?: string | undefined;
  /** Told what telemetry has to say about itself: that it is off, late, refused or dropped. */
  readonly onError: (error: Error) => void;
}

export const makeTelemetry = (options: TelemetryOptions): TelemetryAdapter => {
  const { connectionString, authentication } = options;
  if (connectionString === undefined || connectionString === '') return silent;
  const roleName = options.roleName ?? 'azure-openai-chargeback';
  const onError = (error: Error): void => {
    try {
      options.onError(error);
    } catch {
      // Whoever listens to telemetry's errors failed as well. Nobody is left to tell, and an
      // exception would end up in a batch.
    }
  };
  return makeBufferedTelemetry({
    loadSender: () =>
      loadApplicationInsightsSender({ connectionString, authentication, roleName, onError }),
    onError,
  });
};

const silent: TelemetryAdapter = {
  event: () => undefined,
  metric: () => undefined,
  flush: () => Promise.resolve(),
};
