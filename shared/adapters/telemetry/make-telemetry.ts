// Operational telemetry for the composition root: Application Insights where there is a connection
// string, else nothing at all. The SDK is loaded when the first record is there, never before.
import { telemetryFlushMsMax } from '../../limits';
import { loadApplicationInsightsSender } from './load-application-insights-sender';
import { makeBufferedTelemetry, type TelemetryAdapter } from './buffered-telemetry';

export interface TelemetryOptions {
  /** Without it telemetry is off and costs nothing. */
  readonly connectionString?: string | undefined;
  /** Signs telemetry in by identity, a user-assigned one where it is named; else by the key. */
  readonly identity?: { readonly clientId: string | undefined } | undefined;
  /** The app's name, as the host has it: WEBSITE_SITE_NAME in Azure. */
  readonly roleName?: string | undefined;
  /** How long a flush may take; default: as long as the host leaves a worker that it stops. */
  readonly flushMsMax?: number | undefined;
  /** Told what telemetry has to say about itself: that it is off, late, refused or dropped. */
  readonly onError: (error: Error) => void;
}

export const makeTelemetry = (options: TelemetryOptions): TelemetryAdapter => {
  const { connectionString, identity } = options;
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
      loadApplicationInsightsSender({ connectionString, identity, roleName, onError }),
    flushMsMax: options.flushMsMax ?? telemetryFlushMsMax,
    onError,
  });
};

const silent: TelemetryAdapter = {
  event: () => undefined,
  metric: () => undefined,
  flush: () => Promise.resolve(),
};
