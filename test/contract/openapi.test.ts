// docs/openapi.yaml says what the program does: its routes, its parameters and its answers.
import { makeChargebackReportHandler } from '../../functions/chargeback-report';
import { makeHealthHandler } from '../../functions/health';
import { makeMetricsHandler } from '../../functions/metrics';
import { routes } from '../../functions/routes';
import { makeUsageSummaryHandler } from '../../functions/usage-summary';
import { withProblems, type Handler } from '../../functions/with-problems';
import { makeHealthChecks } from '../../shared/app/reports/health-checks';
import { makeMetricsCollectors } from '../../shared/app/reports/metrics-collectors';
import { DependencyUnavailable } from '../../shared/app/ports';
import { makeReadHealth } from '../../shared/app/reports/read-health';
import { makeReadMetrics } from '../../shared/app/reports/read-metrics';
import { makeReadReport } from '../../shared/app/reports/read-report';
import { makeReadUsageSummary } from '../../shared/app/reports/read-usage-summary';
import { allMeters } from '../../shared/domain/usage/meters';
import { granularities, usageDimensions } from '../../shared/domain/chargeback/usage-summary';
import { problemKinds } from '../../shared/http/problem';
import { call, type HttpResult } from '../support/http-call';
import { InMemoryChargebacks } from '../support/in-memory-chargebacks';
import { ManualClock } from '../support/manual-clock';
import { ManualDeadline } from '../support/manual-deadline';
import { openApi, resolved, violations, type Operation } from '../support/openapi-document';
import {
  noDeadLetters,
  noExceptions,
  noPendingWindows,
  oneWatermark,
  recentTick,
} from '../support/quiet-operations';
import { iterated } from '../support/open-report';
import { at, samplePeriod } from '../support/sample-period';

const sample = samplePeriod();
const chargebacks = new InMemoryChargebacks();
chargebacks.publish(sample.chargeback, sample.days, at('2026-11-02T11:58:00Z'));
const quiet = {
  chargebacks,
  pendingWindows: noPendingWindows,
  watermarks: oneWatermark,
  deadLetters: noDeadLetters,
  exceptions: noExceptions,
  ticks: recentTick,
  hubPositions: { read: () => Promise.resolve([]) },
  readHubProgress: () => Promise.resolve([]),
  clock: new ManualClock('2026-11-02T12:00:00Z'),
  withinDeadline: new ManualDeadline().withinDeadline,
  onFailure: () => undefined,
};
const windows = { windows: () => iterated(sample.windows) };
const references = { compiled: () => Promise.resolve(sample.references) };
const account = { verify: () => Promise.resolve('The consistency is Session.') };
const reference = { loaded: () => Promise.resolve(undefined) };

const handlers: Readonly<Record<keyof typeof routes, Handler>> = {
  chargebackReport: makeChargebackReportHandler({ readReport: makeReadReport(quiet) }),
  usageSummary: makeUsageSummaryHandler({
    readUsageSummary: makeReadUsageSummary({ ...quiet, windows, references }),
  }),
  health: makeHealthHandler({
    readHealth: makeReadHealth({
      ...quiet,
      version: '1.2.3',
      checks: makeHealthChecks({ ...quiet, account, reference }),
    }),
  }),
  metrics: makeMetricsHandler({
    readMetrics: makeReadMetrics({ ...quiet, collectors: makeMetricsCollectors(quiet) }),
  }),
};

const operations: readonly (readonly [string, Operation])[] = Object.entries(openApi.paths).flatMap(
  ([path, methods]) => Object.values(methods).map((operation) => [path, operation] as const),
);
const operationOf = (name: string): Operation => {
  const found = operations.find(([, { operationId }]) => operationId === name);
  if (found === undefined) throw new Error(`openapi.yaml has no operation ${name}`);
  return found[1];
};

/** What the document says about the form of an answer, and how the answer keeps to it. */
const check = (operation: Operation, answer: HttpResult): string => {
  const response = resolved(operation.responses[String(answer.status)] ?? {});
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  const media = response.content?.[type];
  if (media === undefined) return `${answer.status} ${type} is not documented`;
  return violations(media.schema, type.endsWith('json') ? answer.json() : answer.body);
};

describe('the routes of openapi.yaml', () => {
  it('are those that are registered, by name, method, path and authorisation', () => {
    const documented = operations.map(([path, { operationId, security }]) => ({
      name: operationId,
      // The document says once that every GET route answers HEAD too.
      methods: [...Object.keys(openApi.paths[path] ?? {}), 'head'].map((method) =>
        method.toUpperCase(),
      ),
      route: `${openApi.servers[0]?.url.replace('/api/', '') ?? ''}${path}`,
      authLevel: security?.length === 0 ? 'anonymous' : 'function',
    }));
    expect(documented).toEqual(Object.values(routes));
  });
});

describe.each(operations)('the operation %s of openapi.yaml', (path, operation) => {
  const handler = handlers[operation.operationId as keyof typeof routes];

  it('names the parameters that are accepted, and no other', async () => {
    const answer = await call(handler, `${path}?no-such-parameter=1`);
    const { detail } = answer.json() as { detail: string };
    const accepted = [...detail.matchAll(/'([^']+)'/g)].map(([, name]) => name).slice(1);
    const documented = (operation.parameters ?? [])
      .map(resolved)
      .filter((parameter) => parameter.in === 'query')
      .map(({ name }) => name);
    expect(documented.sort()).toEqual(accepted.sort());
    expect(check(operation, answer)).toBe('');
  });

  it('has examples that keep to its own schemas', () => {
    for (const response of Object.values(operation.responses).map(resolved)) {
      for (const { schema, example } of Object.values(response.content ?? {})) {
        if (example !== undefined) expect(violations(schema, example)).toBe('');
      }
    }
  });
});

describe('the answers', () => {
  const range = '?from=2026-11-01&to=2026-11-07';
  it.each<[keyof typeof routes, string, number]>([
    ['chargebackReport', '', 200],
    ['chargebackReport', '?businessUnit=unit-1', 200],
    ['chargebackReport', '?format=csv', 200],
    ['chargebackReport', '?period=2020-01', 404],
    ['chargebackReport', '?businessUnit=nobody', 404],
    ['chargebackReport', '?period=now', 400],
    ['usageSummary', range, 200],
    ['usageSummary', `${range}&granularity=hour&groupBy=${usageDimensions.join()}`, 200],
    ['usageSummary', `${range}&granularity=total&format=csv`, 200],
    ['usageSummary', '?from=2020-01-01&to=2020-01-02', 404],
    ['usageSummary', '?from=yesterday', 400],
    ['health', '', 503],
    ['health', '?probe=live', 200],
    ['health', '?probe=x', 400],
    ['metrics', '', 200],
    ['metrics', '?x=1', 400],
  ])('of %s%s keep to openapi.yaml', async (name, query, status) => {
    const answer = await call(handlers[name], `/any${query}`);
    expect(answer.status).toBe(status);
    expect(check(operationOf(name), answer)).toBe('');
  });

  it.each([
    ['a dependency that is unavailable', new DependencyUnavailable('x')],
    ['a fault of the program', new Error('x')],
  ])('to %s keep to openapi.yaml', async (_, error) => {
    const answer = await call(
      withProblems(() => Promise.reject(error)),
      '/any',
    );
    expect(check(operationOf('chargebackReport'), answer)).toBe('');
    expect(check(operationOf('usageSummary'), answer)).toBe('');
  });

  it('fail the check where a member is not documented', () => {
    const schema = { $ref: '#/components/schemas/Problem' };
    const problem = { type: 'urn:problem-type:chargeback:too-much', title: '', status: 400 };
    expect(violations(schema, { ...problem, detail: '' })).toBe('');
    expect(violations(schema, problem)).toContain('detail');
    expect(violations(schema, { ...problem, detail: '', stack: '' })).toContain('stack');
  });
});

describe('the lists of openapi.yaml', () => {
  const enumOf = (name: string): unknown =>
    (openApi.components.schemas[name] as { enum?: unknown }).enum;
  const propertiesOf = (name: string): Record<string, unknown> =>
    (openApi.components.schemas[name] as { properties: Record<string, unknown> }).properties;

  it('name every meter and every dimension', () => {
    expect(enumOf('Meter')).toEqual(allMeters);
    expect(Object.keys(propertiesOf('Meters'))).toEqual(allMeters);
    expect(enumOf('UsageDimension')).toEqual(usageDimensions);
    expect(propertiesOf('UsageSummary')['granularity']).toMatchObject({ enum: granularities });
  });

  it('name every kind of problem with its status', () => {
    const types = Object.keys(problemKinds).map((kind) => `urn:problem-type:chargeback:${kind}`);
    expect(propertiesOf('Problem')['type']).toMatchObject({ enum: types });
    const statuses = new Set(Object.values(problemKinds).map(({ status }) => status));
    expect(propertiesOf('Problem')['status']).toMatchObject({ enum: [...statuses] });
  });

  it('name every column of the CSV report, in order', async () => {
    const { body = '' } = await call(handlers.chargebackReport, '/any?format=csv');
    const media = operationOf('chargebackReport').responses['200']?.content?.['text/csv'];
    const [header] = body.replace('\ufeff', '').split('\r\n');
    expect(Object.keys(media?.['x-columns'] ?? {})).toEqual(header?.split(','));
  });

  it('name every metric', async () => {
    const { body = '' } = await call(handlers.metrics, '/any');
    const media = operationOf('metrics').responses['200']?.content?.['text/plain'];
    const shown = [...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(Object.keys(media?.['x-metrics'] ?? {})).toEqual(shown);
  });
});
