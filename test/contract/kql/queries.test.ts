// A query that names a table, a column, an event or a member that nobody writes finds nothing and says
// nothing. So all of them are held to what is written: the alerts', the workbook's, the policies', the documents'.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { settings } from '../../../shared/settings/settings';
import { analyseQuery } from '../../support/kql/analyse';
import { documentedQueries, fencesIn, queryFiles, repository } from '../../support/kql/files';

const files = queryFiles();
const ours = files.filter(({ where }) => where.startsWith('infra'));

const fileOf = (name: string) => {
  const found = files.find(({ where }) => basename(where, '.kql') === name);
  if (found === undefined) throw new Error(`there is no ${name}.kql`);
  return found.text;
};

test.each([...files, ...documentedQueries()])('$where asks for what is written', ({ text }) => {
  expect(analyseQuery(text).problems).toEqual([]);
});

test('no two queries have the same name', () => {
  const names = files.map(({ where }) => basename(where));
  expect(new Set(names).size).toBe(names.length);
});

test.each(ours)('$where says its question, its unit and its source', ({ text }) => {
  const [question, unit, source] = text.split('\n');
  expect(question).toMatch(/^\/\/ Question: .+\?$/);
  expect(unit).toMatch(/^\/\/ Unit: /);
  expect(source).toMatch(/^\/\/ Source: /);
});

describe('a query fails that names', () => {
  test.each([
    ['a table', 'gateway-errors', '\nApiManagementGatewayLogs', '\nApiManagementGatewayLog'],
    ['a column', 'gateway-errors', 'BackendResponseCode', 'BackendStatusCode'],
    [
      'a column of another table',
      'request-detail',
      'Model = take_anyif(ModelName',
      'Model = take_anyif(BackendId',
    ],
    ['an event', 'rollup-lag', '"RollupTick"', '"RollUpTick"'],
    ['a metric', 'ingestion-lag', '"ingest.lag.seconds"', '"ingest.lag"'],
    ['an event of a list', 'cost-by-business-unit', '"DayRated")', '"DaysRated")'],
    ['a function of the app', 'report-latency', '"chargebackReport"', '"report"'],
    ['a measurement', 'rollup-lag', 'oldestMarkAgeSeconds', 'oldestMarkSeconds'],
    ['a measurement of another event', 'rollup-lag', 'oldestMarkAgeSeconds', 'lagSeconds'],
    ['a text as a measurement', 'dead-letters', 'customDimensions.hub', 'customMeasurements.hub'],
    ['a dimension', 'ledger-exceptions', '["kind"]', '["type"]'],
    ['a dimension of another metric', 'freshness', 'customDimensions.hub', 'customDimensions.kind'],
    ['a member in the workspace', 'events-missing', 'Measurements.events', 'Measurements.count'],
    ['no event', 'rollup-lag', '| where name == "RollupTick"\n', ''],
    ['a bag by another name', 'dead-letters', 'customDimensions.hub)', 'customDimensions)'],
  ])('%s that nobody writes (%s)', (_, file, from, to) => {
    const text = fileOf(file);
    expect(text).toContain(from);
    expect(analyseQuery(text.replace(from, to)).problems).not.toEqual([]);
  });

  test.each(files)('whatever it asks for by one letter more: $where', ({ text }) => {
    const named = analyseQuery(text).names.map(({ start, length }) => ({
      start,
      name: text.slice(start, start + length),
    }));
    // Each name once, at its first place: what else is so named fails alike.
    const names = new Map(named.reverse().map(({ start, name }) => [name, start]));
    expect(names.size).toBeGreaterThan(1);
    for (const [name, start] of names) {
      const wrong = /["']$/.test(name) ? `${name.slice(0, -1)}x${name.at(-1)!}` : `${name}x`;
      const mutated = text.slice(0, start) + wrong + text.slice(start + name.length);
      expect({ name, problems: analyseQuery(mutated).problems }).not.toEqual({
        name,
        problems: [],
      });
    }
  });
});

test('queries in documents are read', () => {
  const fences = fencesIn('text\n```kusto\ncustomEvents\n| take 1\n```\n\n```json\n{}\n```\n');
  expect(fences).toEqual(['customEvents\n| take 1\n']);
  expect(analyseQuery(fences[0]!).problems).toEqual([
    'the query does not say which records of customEvents it means',
  ]);
});

describe('several estates or gateways in one workspace', () => {
  const shared = ['ApiManagementGatewayLogs', 'AppEvents', 'AppMetrics'];
  const ownOf: Readonly<Record<string, string>> = {
    ApiManagementGatewayLogs: 'gatewayId',
    AppEvents: 'componentId',
    AppMetrics: 'componentId',
  };
  // One request is asked for by its id, which no two gateways give.
  const asking = files.filter(
    ({ where, text }) =>
      shared.some((table) => text.includes(`${table}\n`)) && !where.endsWith('one-request.kql'),
  );

  test.each(asking)('are told apart by $where', ({ text }) => {
    for (const [, table = '', next] of text.matchAll(/\b(\w+)\n *\| (.*)/g)) {
      if (!shared.includes(table)) continue;
      expect(next).toBe(`where isempty(${ownOf[table]}) or _ResourceId =~ ${ownOf[table]}`);
      expect(text).toContain(`\nlet ${ownOf[table]} = "";\n`);
    }
  });
});

describe('the hubs', () => {
  test.each(ours.filter(({ text }) => text.includes('let hubs')))(
    'are those of the program in $where, where nobody says otherwise',
    ({ text }) => {
      const defaults = ['LLM_USAGE_HUB', 'APIM_LOGS_HUB'].map(
        (setting) => settings.find(({ name }) => name === setting)?.default,
      );
      expect(text).toContain(`let hubs = dynamic(${JSON.stringify(defaults)});`);
    },
  );
});

describe('the APIs of language models', () => {
  // What Bicep and Terraform replace by the estate's own APIs.
  const literal = (text: string) => /^let llmApis = @"\(\?i\)(.*)";$/m.exec(text)?.[1];
  const byDefault = settings.find(({ name }) => name === 'LLM_APIS')?.default ?? '';
  const pattern = byDefault
    .split(',')
    .map((api) => `^${api.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
    .join('|');

  test.each(ours.filter(({ text }) => text.includes('llmApis')))(
    'are those of the program in $where, where nobody says otherwise',
    ({ text }) => expect(literal(text)).toBe(pattern),
  );

  it('are replaced where an estate names its own', () => {
    const bicep = readFileSync(
      join(repository, 'infra/modules/observability/api-pattern.bicep'),
      'utf8',
    );
    expect(bicep).toContain(`var shippedApiPattern = '${pattern}'`);
  });
});
