// The workbook's JSON against its documented shape, and against the queries that it shows.
import { readAlerts } from '../../support/kql/alerts';
import { analyseQuery } from '../../support/kql/analyse';
import { queryFiles } from '../../support/kql/files';
import { metricCategories, platformMetrics } from '../../support/kql/platform-metrics';
import { homeOf } from '../../support/kql/tables';
import {
  readWorkbook,
  resourceTypeOf,
  workbookJson,
  workbookShape,
  type WorkbookItem,
} from '../../support/kql/workbook';

const workbook = readWorkbook();
const isOfType =
  <T extends WorkbookItem['type']>(type: T) =>
  (item: WorkbookItem): item is Extract<WorkbookItem, { type: T }> =>
    item.type === type;
const queries = workbook.items.filter(isOfType(3));
const parameters = workbook.items.filter(isOfType(9)).flatMap(({ content }) => content.parameters);
const tabs = workbook.items.filter(isOfType(11)).flatMap(({ content }) => content.links);

const textOf = (query: string): string => {
  const found = queryFiles().find(({ where }) => where.endsWith(`/${query}.kql`));
  if (found === undefined) throw new Error(`there is no ${query}.kql`);
  return found.text;
};

/** What the deployment puts in for what stands in the policies' queries. */
const standing = {
  'ago(1d)': '{TimeRange:start}',
  '5b1f6a52-9d0c-4c1e-8f0a-3f6f0f9f2b11': '{RequestId}',
};

test('a key that no workbook has is noticed', () => {
  const { items, ...rest } = workbookJson() as { items: readonly object[] };
  const [first, ...others] = items;
  const misspelt = { ...rest, items: [{ ...first, conditionalVisbility: {} }, ...others] };
  expect(workbookShape.safeParse(misspelt).success).toBe(false);
});

test('names and ids are told apart', () => {
  const names = workbook.items.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const ids = [...parameters, ...tabs].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(queries)('$name asks a query that there is, where its tables are', ({ content }) => {
  const homes = analyseQuery(textOf(content.query)).tables.map(homeOf);
  const home = content.resourceType === resourceTypeOf('program') ? 'program' : 'gateway';
  // What compares with the telemetry finds nothing where that is in another workspace than the gateway's logs.
  expect(homes.filter((each) => each !== 'telemetry')).toContain(home);
  expect(new Set([...homes, 'telemetry'])).toEqual(new Set([home, 'telemetry']));
  expect(content.crossComponentResources).toEqual([
    home === 'program' ? 'APPLICATION_INSIGHTS_ID' : 'WORKSPACE_ID',
  ]);
});

test.each(queries.filter(({ content }) => content.visualization !== 'table'))(
  '$name draws columns of its query',
  ({ content: { query, chartSettings } }) => {
    const typeOf = new Map(
      analyseQuery(textOf(query)).columns.map(({ name, type }) => [name, type]),
    );
    expect(typeOf.get(chartSettings!.xAxis)).toBe('datetime');
    for (const y of chartSettings!.yAxis) expect(['real', 'long', 'int']).toContain(typeOf.get(y));
    // A chart does not add up: one row for each time and group.
    const texts = [...typeOf].filter(([, type]) => type === 'string').map(([name]) => name);
    expect(texts).toEqual(chartSettings!.group === undefined ? [] : [chartSettings!.group]);
  },
);

test.each(queries)('$name marks columns of its query', ({ content: { query, gridSettings } }) => {
  const columns = analyseQuery(textOf(query)).columns.map(({ name }) => name);
  for (const { columnMatch } of gridSettings?.formatters ?? [])
    expect(columns).toContain(columnMatch);
});

test.each(workbook.items.filter(isOfType(10)))(
  '$name shows a metric that there is',
  ({ content }) => {
    for (const { namespace, metric, splitBy } of content.metrics) {
      const name = metric.slice(metric.lastIndexOf('-') + 1);
      expect(metric).toBe(`${namespace}-${metricCategories[name]}-${name}`);
      expect(platformMetrics[namespace]?.[name]).toEqual(expect.arrayContaining(splitBy ?? []));
    }
  },
);

test('every parameter that is used is declared before, and every declared one is used', () => {
  const declared = new Set(tabs.map(({ cellValue }) => cellValue));
  const used = new Set<string>();
  for (const item of workbook.items) {
    for (const name of parametersUsed(item)) {
      expect(declared).toContain(name);
      used.add(name);
    }
    if (item.type === 9) item.content.parameters.forEach(({ name }) => declared.add(name));
  }
  expect(used).toEqual(declared);
});

const parametersUsed = (item: WorkbookItem): readonly string[] => {
  const conditions = [
    ...(item.conditionalVisibility === undefined ? [] : [item.conditionalVisibility]),
    ...(item.conditionalVisibilities ?? []),
  ];
  const text = item.type === 3 ? filled(item.content.query) : JSON.stringify(item.content);
  const inText = [...text.matchAll(/\{([A-Z]\w*)(?::\w+)?\}/g)].map(([, name]) => name!);
  const inFields = [
    ...JSON.stringify(item).matchAll(/"(?:timeContextFrom|resource)Parameter":"(\w+)"/g),
  ];
  return [
    ...conditions.map(({ parameterName }) => parameterName),
    ...inText,
    ...inFields.map(([, name]) => name!),
  ];
};

const filled = (query: string): string =>
  Object.entries(standing).reduce((text, [from, to]) => text.replaceAll(from, to), textOf(query));

test('every tab has items, and every item a tab that there is', () => {
  const shown = workbook.items.flatMap((item) =>
    [item.conditionalVisibility, ...(item.conditionalVisibilities ?? [])].flatMap((condition) =>
      condition?.parameterName === 'Tab' ? [condition.value] : [],
    ),
  );
  expect(new Set(shown)).toEqual(new Set(tabs.map(({ subTarget }) => subTarget)));
});

test('what the deployment replaces in the queries is there, and nowhere else', () => {
  const withStanding = queryFiles().filter(({ text }) =>
    Object.keys(standing).some((from) => text.includes(from)),
  );
  expect(withStanding.map(({ where }) => where)).toEqual([
    'policies/queries/one-request.kql',
    'policies/queries/requests-and-tokens.kql',
    'policies/queries/without-tokens.kql',
  ]);
});

test('every query is used by an alert, the workbook or one of its parameters', () => {
  const used = new Set([
    ...queries.map(({ content }) => content.query),
    ...readAlerts().log.map(({ query }) => query),
    ...parameters.flatMap((parameter) => ('query' in parameter ? [parameter.query] : [])),
  ]);
  const there = queryFiles().map(({ where }) => where.replace(/^.*\/|\.kql$/g, ''));
  expect([...used].sort()).toEqual([...there].sort());
});
