// infra/observability/workbook.json, as far as we use what a workbook may hold. The items are those of
// https://github.com/microsoft/Application-Insights-Workbooks (schema/workbook.json and Documentation/); where that
// is open, this is not: a misspelt key would be ignored in silence.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repository } from './files';

const condition = z.strictObject({
  parameterName: z.string(),
  comparison: z.enum(['isEqualTo', 'isNotEqualTo']),
  value: z.string(),
});

const visibility = {
  conditionalVisibility: condition.optional(),
  conditionalVisibilities: z.array(condition).min(2).optional(),
};

const placed = {
  name: z.string().min(1),
  /** Per cent of the page's width, as text. */
  customWidth: z
    .string()
    .regex(/^[1-9]\d?$/)
    .optional(),
  ...visibility,
};

const text = z.strictObject({
  type: z.literal(1),
  content: z.strictObject({ json: z.string().min(1) }),
  ...placed,
});

const resourceTypes = {
  program: 'microsoft.insights/components',
  gateway: 'microsoft.operationalinsights/workspaces',
} as const;

const grid = z.strictObject({
  filter: z.boolean().optional(),
  rowLimit: z.int().min(1).max(10_000).optional(),
  formatters: z
    .array(
      z.strictObject({
        columnMatch: z.string(),
        // 18: thresholds.
        formatter: z.literal(18),
        formatOptions: z.strictObject({
          thresholdsOptions: z.enum(['colors', 'icons']),
          thresholdsGrid: z.array(
            z.strictObject({
              operator: z.enum(['==', 'Default']),
              thresholdValue: z.string().optional(),
              representation: z.string().nullable(),
              text: z.string(),
            }),
          ),
        }),
      }),
    )
    .optional(),
});

const chart = z.strictObject({
  xAxis: z.string(),
  yAxis: z.array(z.string()).min(1),
  group: z.string().optional(),
  /** As many groups have a colour of their own; the others are one. */
  createOtherGroup: z.int().optional(),
});

const query = z.strictObject({
  type: z.literal(3),
  content: z.strictObject({
    version: z.literal('KqlItem/1.0'),
    /** The name of a .kql file; its text is put in at deployment. */
    query: z.string(),
    // 0 medium, 1 small, 2 large, 3 full, 4 tiny.
    size: z.int().min(0).max(4),
    title: z.string().min(1),
    noDataMessage: z.string().optional(),
    timeContextFromParameter: z.string(),
    /** 0: logs. */
    queryType: z.literal(0),
    resourceType: z.enum([resourceTypes.program, resourceTypes.gateway]),
    crossComponentResources: z.array(z.enum(['APPLICATION_INSIGHTS_ID', 'WORKSPACE_ID'])).length(1),
    visualization: z.enum(['table', 'barchart', 'timechart']),
    chartSettings: chart.optional(),
    gridSettings: grid.optional(),
  }),
  ...placed,
});

const parameterAbout = {
  id: z.guid(),
  version: z.literal('KqlParameterItem/1.0'),
  name: z.string().regex(/^[A-Z]\w*$/),
  label: z.string(),
  description: z.string().optional(),
  isRequired: z.boolean(),
};

const parameter = z.discriminatedUnion('type', [
  // 1: text.
  z.strictObject({ ...parameterAbout, type: z.literal(1), value: z.string() }),
  // 4: time range.
  z.strictObject({
    ...parameterAbout,
    type: z.literal(4),
    value: z.strictObject({ durationMs: z.int().positive() }),
    typeSettings: z.strictObject({
      selectableValues: z.array(z.strictObject({ durationMs: z.int().positive() })).min(1),
      allowCustom: z.boolean(),
    }),
  }),
  // 5: resources, found by a query of Resource Graph (queryType 1).
  z.strictObject({
    ...parameterAbout,
    type: z.literal(5),
    multiSelect: z.boolean(),
    quote: z.literal("'"),
    delimiter: z.literal(','),
    query: z.string(),
    queryType: z.literal(1),
    resourceType: z.literal('microsoft.resourcegraph/resources'),
    crossComponentResources: z.array(z.literal('value::all')),
    typeSettings: z.strictObject({
      additionalResourceOptions: z.array(z.literal('value::all')),
      resourceTypeFilter: z.record(z.string(), z.literal(true)),
    }),
    value: z.array(z.string()),
  }),
]);

const parameters = z.strictObject({
  type: z.literal(9),
  content: z.strictObject({
    version: z.literal('KqlParameterItem/1.0'),
    style: z.literal('pills'),
    queryType: z.int(),
    resourceType: z.string(),
    parameters: z.array(parameter).min(1),
  }),
  ...placed,
});

const metrics = z.strictObject({
  type: z.literal(10),
  content: z.strictObject({
    chartId: z.string(),
    version: z.literal('MetricsItem/2.0'),
    size: z.int().min(0).max(4),
    // 2: lines.
    chartType: z.literal(2),
    title: z.string(),
    resourceType: z.string(),
    metricScope: z.literal(0),
    resourceParameter: z.string(),
    resourceIds: z.array(z.string()),
    timeContextFromParameter: z.string(),
    timeContext: z.strictObject({ durationMs: z.int().positive() }),
    metrics: z
      .array(
        z.strictObject({
          namespace: z.string(),
          metric: z.string(),
          // 1 total, 2 minimum, 3 maximum, 4 average, 7 count.
          aggregation: z.union([
            z.literal(1),
            z.literal(2),
            z.literal(3),
            z.literal(4),
            z.literal(7),
          ]),
          // An array, of which one is all that a chart needs.
          splitBy: z.tuple([z.string()]).optional(),
        }),
      )
      .min(1),
  }),
  ...placed,
});

const tabs = z.strictObject({
  type: z.literal(11),
  content: z.strictObject({
    version: z.literal('LinkItem/1.0'),
    style: z.literal('tabs'),
    links: z.array(
      z.strictObject({
        id: z.guid(),
        /** The parameter that a tab sets to its `subTarget`. */
        cellValue: z.string(),
        linkTarget: z.literal('parameter'),
        linkLabel: z.string(),
        subTarget: z.string(),
        style: z.literal('link'),
      }),
    ),
  }),
  ...placed,
});

const item = z.discriminatedUnion('type', [text, query, parameters, metrics, tabs]);

export const workbookShape = z.strictObject({
  version: z.literal('Notebook/1.0'),
  items: z.array(item).min(1),
  fallbackResourceIds: z.array(z.literal('APPLICATION_INSIGHTS_ID')),
  $schema: z.url(),
});

export type Workbook = z.infer<typeof workbookShape>;
export type WorkbookItem = Workbook['items'][number];

export const workbookJson = (): unknown =>
  JSON.parse(readFileSync(join(repository, 'infra/observability/workbook.json'), 'utf8'));

export const readWorkbook = (): Workbook => workbookShape.parse(workbookJson());

/** Whether the query of an item is asked where its tables are. */
export const resourceTypeOf = (home: keyof typeof resourceTypes): string => resourceTypes[home];
