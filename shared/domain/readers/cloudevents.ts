// Our own contract, as the policy fragments emit it: CloudEvents 1.0 of type llm.usage.v1, with the
// response's usage object verbatim. Unknown fields are ignored.
import { foldName } from '../fold-name';
import {
  unbilledReasons,
  usageAskers,
  type Counters,
  type Observation,
} from '../usage/observation';
import { asBatch, readBatch } from './batch';
import { differing, factsOf, observedUnless, type Dialect } from './dialect';
import { Faults, FieldReader, isFields, type Fields } from './field-reader';
import { gatewayRequestId } from './identity';
import { reject, type ReaderOptions, type Reading } from './reading';
import { tierOf } from './response-body';
import { readToolCalls, withToolCalls } from './tool-calls';
import { readUsage } from './usage-counters';

const dialect = 'cloudevents';
const usageType = 'llm.usage.v1';

export const cloudEvents: Dialect = {
  claims: (body) => 'specversion' in body,
  read: (body, { options }) => [readCloudEvent(body, options)],
};

const readCloudEvent = (body: Fields, { countTokens }: ReaderOptions): Reading => {
  if (body['specversion'] !== '1.0') {
    return reject('unknownShape', 'specversion', 'expected CloudEvents of version 1.0');
  }
  if (body['type'] !== usageType) {
    return reject('unknownShape', 'type', `expected a CloudEvent of type ${usageType}`);
  }
  const faults = new Faults();
  const event = new FieldReader(body, faults);
  const id = event.id('id');
  // Without the gateway's id the event could not meet its diagnostic logs: it would be billed twice.
  if (id === undefined) return reject('badField', 'id', "expected the gateway's request id");
  const occurredAt = event.instant('time');
  if (typeof occurredAt !== 'string') return occurredAt;

  if (!isFields(body['data'])) return reject('badField', 'data', 'expected an object');
  const data = event.inside('data');
  const caller = data.inside('caller');
  const backend = data.inside('backend');
  const response = data.inside('response');
  const error = data.inside('error');
  const usage = data.raw('usage');
  const toolCalls = readToolCalls(data.raw('toolCalls'), 'data.toolCalls', faults);
  const counters = withToolCalls(readUsage(usage, 'data.usage', faults), toolCalls);
  const batch = readBatch(data.raw('batch'), 'data.batch', faults);
  const streamed = response.flag('streamed');
  const status = response.status('status');
  const mayEstimate = countTokens !== undefined && counters === null && streamed === true;
  const estimate = mayEstimate && !hasFailed(status) ? readEstimate(data) : null;
  const [api, operation] = splitSubject(event.text('subject'));
  const observation: Observation = {
    requestId: gatewayRequestId(id, { dialect, service: event.id('source') ?? '' }),
    source: 'policy',
    occurredAt,
    facts: factsOf({
      dialect,
      subscriptionId: caller.text('subscriptionId'),
      productId: caller.text('productId'),
      appId: caller.text('appId'),
      api,
      operation,
      model: data.text('model'),
      deployment: backend.text('deployment'),
      servedDeployment: backend.text('servedDeployment'),
      spilledOver: backend.flag('spilledOver'),
      backendId: backend.text('id'),
      region: backend.text('region'),
      responseId: response.text('id'),
      status,
      backendStatus: differing(response.statusIfAny('backendStatus'), status),
      streamed,
      serviceTier: response.text('serviceTier') ?? (isFields(usage) ? tierOf(usage) : undefined),
      requestedTier: requestedTierIn(data.raw('request')),
      durationMs: response.durationMs('durationMs'),
      usageAskedBy: data.oneOf('usageAskedBy', usageAskers),
      notBilled: data.oneOf('notBilled', unbilledReasons),
      errorSource: error.text('source'),
      errorReason: error.text('reason'),
      estimated: estimate === null ? undefined : true,
    }),
    counters: counters ?? estimate,
  };
  return observedUnless(faults, asBatch(observation, batch));
};

// Senders put what they like into members that this version was the first to read: one that is no tier
// says nothing, and must not cost the event. A tier is a word, as the policies send it: what a caller
// writes there may be a key, and becomes a name by which usage is told apart.
const requestedTierIn = (request: unknown): string | undefined => {
  const stated = isFields(request) ? request['serviceTier'] : undefined;
  const tier = typeof stated === 'string' ? foldName(stated.trim()) : '';
  return /^[a-z_-]{1,32}$/.test(tier) ? tier : undefined;
};

const hasFailed = (status: number | undefined): boolean => (status ?? 0) >= 400;

/** The gateway's own estimate. It is the last resort: one that cannot be read is none, and no fault. */
const readEstimate = (data: FieldReader): Counters | null => {
  const faults = new Faults();
  const counters = readUsage(data.raw('estimatedUsage'), 'data.estimatedUsage', faults);
  return faults.first === undefined ? counters : null;
};

/** `<api>/<operation>`; an id of API Management holds no slash. */
const splitSubject = (subject = ''): [api: string | undefined, operation: string | undefined] => {
  const slash = subject.indexOf('/');
  if (slash === -1) return [subject || undefined, undefined];
  return [subject.slice(0, slash) || undefined, subject.slice(slash + 1) || undefined];
};
