// A GatewayLogs record: who called which API through which backend, and with what outcome. It
// knows no tokens.
import { factsOf, observedUnless, type ReadContext } from './dialect';
import type { DiagnosticRecord } from './diagnostic-record';
import { ignore, type Reading } from './reading';

export const readGatewayLog = (log: DiagnosticRecord, context: ReadContext): Reading => {
  const { record, properties, requestId, faults } = log;
  const api = properties.text('apiId')?.replace(/;rev=\d+$/, '');
  // Whether a record that cannot be read is of an LLM's API, nobody knows: it is not ignored.
  if (api === undefined) return faults.first ?? ignore('notAnLlmApi');
  if (!context.options.isLlmApi(api)) return ignore('notAnLlmApi');
  if (properties.text('method')?.toUpperCase() === 'OPTIONS') return ignore('preflight');
  const occurredAt = record.instant('time');
  if (typeof occurredAt !== 'string') return occurredAt;
  return observedUnless(faults, {
    requestId,
    source: 'gatewayLog',
    occurredAt,
    facts: factsOf({
      dialect: 'apim-gateway-log',
      subscriptionId: properties.text('apimSubscriptionId'),
      productId: properties.text('productId'),
      api,
      operation: properties.text('operationId'),
      deployment: deploymentIn(properties.raw('url')),
      backendId: properties.text('backendId'),
      status: properties.status('responseCode'),
      durationMs: record.durationMs('durationMs'),
    }),
    counters: null,
  });
};

// The URL is looked at for the name of the deployment and not kept: its query may hold anything.
const deploymentIn = (url: unknown): string | undefined => {
  if (typeof url !== 'string') return undefined;
  const path = url.replace(/[?#].*$/s, '');
  return /\/deployments\/([\w.-]{1,64})(?:\/|$)/i.exec(path)?.[1];
};
