// Alerts are data: this holds them to what Azure takes, to the columns that their queries have, and to the
// runbook that tells whoever is called what to do.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerExceptionKinds } from '../../../shared/app/ledger-exception-kinds';
import { settings } from '../../../shared/settings/settings';
import { alertsShape, durations, readAlerts } from '../../support/kql/alerts';
import { analyseQuery } from '../../support/kql/analyse';
import { queryFiles, repository } from '../../support/kql/files';
import { platformMetrics } from '../../support/kql/platform-metrics';
import { homeOf } from '../../support/kql/tables';

const alerts = readAlerts();
const all = [...alerts.log, ...alerts.metric, alerts.availability, alerts.budget];
const timed = [...alerts.log, ...alerts.metric];
const runbook = readFileSync(join(repository, 'docs/runbook.md'), 'utf8');

const textOf = (query: string): string => {
  const found = queryFiles().find(({ where }) => where.endsWith(`/${query}.kql`));
  if (found === undefined) throw new Error(`there is no ${query}.kql`);
  return found.text;
};

/** The entries of the runbook by their anchors, as GitHub makes them. */
const entries = new Map(
  runbook.split(/^### /m).map((entry) => {
    const [heading = ''] = entry.split('\n');
    return [heading.toLowerCase().replaceAll(' ', '-'), entry];
  }),
);

test('an alert that lacks something, or has something that nobody reads, is noticed', () => {
  const [first, ...others] = alerts.log;
  const { runbook: _, ...withoutRunbook } = first!;
  for (const wrong of [withoutRunbook, { ...first, treshold: 5 }, { ...first, window: 'PT20M' }]) {
    expect(alertsShape.safeParse({ ...alerts, log: [wrong, ...others] }).success).toBe(false);
  }
});

test('ids are told apart', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});

test.each(all)('$id has an entry in the runbook that names it', ({ id, runbook: anchor }) => {
  expect(entries.get(anchor)).toContain(`\`${id}\``);
});

test('every entry of the runbook has an alert', () => {
  const linked = new Set(all.map(({ runbook: anchor }) => anchor));
  const [, ...anchors] = entries.keys();
  expect(anchors.filter((anchor) => !linked.has(anchor))).toEqual([]);
});

test.each(timed)('$id looks back at least twice as far as the time between two looks', (alert) => {
  expect(durations[alert.window]).toBeGreaterThanOrEqual(2 * durations[alert.frequency]);
  // Rules that are looked at less often cannot tell that it is over.
  expect(durations[alert.frequency]).toBeLessThanOrEqual(12 * 60);
});

test.each(alerts.log)('$id looks back as far as its query wants', ({ query, window }) => {
  expect(analyseQuery(textOf(query)).lookBackMinutes).toBeLessThanOrEqual(durations[window]);
});

test.each(alerts.log)('$id is asked where its tables are', ({ query, source }) => {
  const homes = analyseQuery(textOf(query)).tables.map(homeOf);
  expect(new Set(homes)).toEqual(new Set(source === 'both' ? ['gateway', 'telemetry'] : [source]));
});

test.each(alerts.log)('$id measures a number of its query, by texts of it', (alert) => {
  const typeOf = new Map(
    analyseQuery(textOf(alert.query)).columns.map(({ name, type }) => [name, type]),
  );
  expect(['real', 'long', 'int']).toContain(typeOf.get(alert.measure));
  for (const { name } of alert.dimensions) expect(typeOf.get(name)).toBe('string');
});

test.each(alerts.metric)('$id watches a metric that there is', (alert) => {
  const known = platformMetrics[alert.namespace]?.[alert.metric];
  expect(known).toEqual(expect.arrayContaining(alert.dimensions.map(({ name }) => name)));
});

// https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule, "limitations".
test.each(alerts.log)('$id asks nothing that a log alert refuses', ({ query }) => {
  expect(textOf(query)).not.toMatch(/\b(bag_unpack|pivot|narrow|AggregatedValue|adx|arg)\s*\(/);
  expect(textOf(query)).not.toContain('AggregatedValue');
  // Only literals: ago(15m), not ago(window).
  expect(textOf(query).replaceAll(/\bago\(\d+[mhd]\)/g, '')).not.toContain('ago(');
});

test('every kind of ledger exception has an alert', () => {
  const kinds = alerts.log
    .filter(({ query }) => query === 'ledger-exceptions')
    .flatMap(({ dimensions }) => dimensions.filter(({ name }) => name === 'exception'))
    .flatMap(({ values }) => values);
  expect([...kinds].sort()).toEqual([...ledgerExceptionKinds].sort());
});

test('a third of what a hub keeps is left when the alert on it fires', () => {
  const retention = settings.find(({ name }) => name === 'HUB_RETENTION_HOURS')?.default;
  const alert = alerts.log.find(({ id }) => id === 'events-expire');
  expect(alert?.threshold).toBe(Number(retention) / 3);
});

test('silence is told by a row that says so', () => {
  // An aggregate without groups has a row whatever happened, and each hub that there should be has one.
  expect(textOf('rollup-lag')).toMatch(/\| summarize[^|]*\n\| extend minutesSilent = iff\(isnull/);
  for (const query of ['hours-until-expiry', 'hub-silence']) {
    expect(textOf(query)).toMatch(/\| join kind=rightouter \(print hub = hubs \| mv-expand hub/);
  }
});

test.each(alerts.log.filter(({ query }) => textOf(query).match(/\bbusinessDate\b|\bplace\b/)))(
  '$id calls for each day or place by itself: one that lasts must not hide the next',
  ({ dimensions }) => {
    const names = dimensions.map(({ name }) => name);
    expect(names.includes('businessDate') || names.includes('place')).toBe(true);
  },
);
