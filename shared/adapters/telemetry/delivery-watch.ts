// Watches whether telemetry arrives. The SDK retries for about seven seconds and then drops the
// records without a word, so without this nobody would know why a dashboard is empty. An outage is
// reported when it begins, not with every attempt.

/** A policy of the SDK's HTTP pipeline: the parts that are used here. */
interface Policy {
  readonly name: string;
  sendRequest<Q, R extends { readonly status: number }>(
    request: Q,
    next: (request: Q) => Promise<R>,
  ): Promise<R>;
}

export const makeDeliveryWatch = (onError: (error: Error) => void): Policy => {
  let isDown = false;
  const failed = (why: string, cause?: unknown): void => {
    if (isDown) return;
    isDown = true;
    onError(new Error(`Telemetry does not arrive: ${why}`, { cause }));
  };
  return {
    name: 'telemetryDeliveryWatch',
    sendRequest: async (request, next) => {
      try {
        const response = await next(request);
        const why = whyRefused(response.status);
        if (why === undefined) isDown = false;
        else failed(why);
        return response;
      } catch (error) {
        failed('the ingestion endpoint cannot be reached.', error);
        throw error;
      }
    },
  };
};

// 206: some records were taken and some refused. A redirect is followed by the SDK.
const whyRefused = (status: number): string | undefined => {
  if (status === 401 || status === 403) {
    return (
      `the ingestion endpoint refuses this identity (${status}). Give it the role Monitoring ` +
      'Metrics Publisher, or check APPLICATIONINSIGHTS_AUTHENTICATION_STRING.'
    );
  }
  return status === 206 || status >= 400 ? `the ingestion endpoint answered ${status}.` : undefined;
};
