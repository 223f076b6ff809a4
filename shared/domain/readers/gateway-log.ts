// A GatewayLogs record: who called which API through which backend, and with what outcome. It
// knows no tokens.
import { differing, factsOf, observedUnless, type ReadContext } from './dialect';
import type { DiagnosticRecord } from './diagnostic-record';
import type { FieldReader } from './field-reader';
import { buysNothing } from './free-operations';
import { ignore, type Reading } from './reading';
import { spilloverIn } from './spillover-headers';

export const readGatewayLog = (log: DiagnosticRecord, context: ReadContext): Reading => {
  const { record, properties, requestId, faults } = log;
  const api = properties.text('apiId')?.replace(/;rev=\d+$/, '');
  // A record that cannot be read is not ignored: it may be of an LLM's API.
  if (api === undefined) return faults.first ?? ignore('notAnLlmApi');
  if (!context.options.isLlmApi(api)) return ignore('notAnLlmApi');
  const method = properties.text('method')?.toUpperCase();
  if (method === 'OPTIONS') return ignore('preflight');
  const occurredAt = record.instant(log.timeField);
  if (typeof occurredAt !== 'string') return occurredAt;
  const status = properties.status('responseCode');
  const backendStatus = properties.statusIfAny('backendResponseCode');
  const path = pathIn(properties.raw('url'));
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
      deployment: deploymentIn(path),
      backendId: properties.text('backendId'),
      status,
      backendStatus: differing(backendStatus, status),
      notBilled: isFromCache(properties, backendStatus)
        ? 'cached'
        : buysNothing(method, path, status)
          ? 'noModel'
          : undefined,
      durationMs: record.durationMs('durationMs'),
      ...spilloverIn(properties),
    }),
    counters: null,
  });
};

// The LLM log counts the tokens of an answer wherever the gateway had it from. A gateway that looks up
// something else in its cache, and then calls the backend, has the status of the backend, too.
// https://learn.microsoft.com/azure/api-management/gateway-log-schema-reference (Cache: hit, miss, none)
const isFromCache = (properties: FieldReader, backendStatus = 0): boolean =>
  backendStatus === 0 && isHit(properties.raw('cache'));

const isHit = (cache: unknown): boolean =>
  typeof cache === 'string' && cache.toLowerCase() === 'hit';

// The URL is looked at for what was asked and not kept: its query may hold anything.
const pathIn = (url: unknown): string => {
  if (typeof url !== 'string') return '';
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
};

const deploymentIn = (path: string): string | undefined =>
  /\/deployments\/([\w.-]{1,64})(?:\/|$)/i.exec(path)?.[1];
