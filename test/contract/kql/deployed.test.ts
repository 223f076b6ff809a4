// What Bicep makes of alerts.json, workbook.json and the queries: computed here as Resource Manager does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  readBicepFolder,
  scopeOf,
  fileOf,
  type BicepFolder,
} from '../../support/bicep/bicep-folder';
import { evaluate, evaluateLoop } from '../../support/bicep/evaluate';
import { readAlerts } from '../../support/kql/alerts';
import { analyseQuery } from '../../support/kql/analyse';
import { queryFiles, repository } from '../../support/kql/files';
import { workbookShape } from '../../support/kql/workbook';

let infra: BicepFolder;
beforeAll(async () => {
  infra = await readBicepFolder(join(repository, 'infra'));
});

const observability = (file: string): string => `modules/observability/${file}`;
const read = (path: string): string =>
  readFileSync(join(repository, 'infra/modules/observability', path), 'utf8');

type Fields = Readonly<Record<string, unknown>>;

/** Functions of Bicep that only these modules use. */
const functions = {
  contains: (all: readonly unknown[] | Fields, one: string) =>
    Array.isArray(all) ? all.includes(one) : one in all,
  loadJsonContent: (path: string, part?: string) => {
    const content = JSON.parse(read(path)) as Fields;
    return part === undefined ? content : content[part.replace('$.', '')];
  },
  replace: (text: string, from: string, to: string) => text.replaceAll(from, to),
  shallowMerge: (objects: readonly Fields[]) => Object.assign({}, ...objects) as Fields,
  toObject: (
    list: readonly unknown[],
    key: (item: unknown) => string,
    value: (item: unknown) => unknown,
  ) => Object.fromEntries(list.map((item) => [key(item), value(item)])),
  trim: (text: string) => text.trim(),
};

const estate = {
  prefix: 'chargeback-prod',
  location: 'westeurope',
  tags: {},
  componentId: '/subscriptions/s/components/appi',
  workspaceId: '/subscriptions/s/workspaces/log',
  gatewayWorkspaceId: '/subscriptions/g/workspaces/log',
  watchesGateway: true,
  comparesBoth: true,
  names: {
    gatewayId: '/subscriptions/g/service/apim',
    componentId: '/subscriptions/s/components/appi',
    hubs: ['usage', 'logs'],
  },
  llmApis: 'azure-openai,team.*',
  thresholds: {},
  alertsOff: [],
  actionGroupIds: ['/subscriptions/s/actionGroups/ag'],
  runbookUrl: 'https://contoso.example/runbook',
};

interface Rule {
  readonly name: string;
  readonly properties: {
    readonly description: string;
    readonly scopes: readonly string[];
    readonly evaluationFrequency: string;
    readonly windowSize: string;
    readonly autoMitigate: boolean;
    readonly criteria: {
      readonly allOf: readonly [
        { readonly query: string; readonly threshold: number; readonly dimensions: unknown },
      ];
    };
  };
}

const rulesOf = (chosen: Partial<typeof estate> = {}): readonly Rule[] => {
  const file = observability('log-alerts.bicep');
  const [rules] = fileOf(infra, file).resources;
  const scope = scopeOf(infra, file, { ...estate, ...chosen }, functions);
  return evaluateLoop(rules!.loop!, scope, (inner) => evaluate(rules!.body, inner)) as Rule[];
};

const ruleOf = (id: string, chosen: Partial<typeof estate> = {}): Rule => {
  const found = rulesOf(chosen).find(({ name }) => name === `chargeback-prod-${id}`);
  if (found === undefined) throw new Error(`there is no rule ${id}`);
  return found;
};

const alerts = readAlerts();

describe('alert rules', () => {
  it('are one for each alert, with what to do and where to read on', () => {
    expect(rulesOf().map(({ name }) => name)).toEqual(
      alerts.log.map(({ id }) => `chargeback-prod-${id}`),
    );
    for (const { id, whatToDo, runbook, frequency, window } of alerts.log) {
      const { properties } = ruleOf(id);
      expect(properties).toMatchObject({
        description: `${whatToDo} Runbook: https://contoso.example/runbook#${runbook}`,
        evaluationFrequency: frequency,
        windowSize: window,
        autoMitigate: true,
      });
    }
  });

  it('ask the queries as they are, about the APIs, the hubs and the gateway of this estate', () => {
    const shipped = String(
      scopeOf(infra, observability('api-pattern.bicep')).valueOf('shippedApiPattern'),
    );
    for (const { id, query } of alerts.log) {
      const { properties } = ruleOf(id);
      const text = queryFiles().find(({ where }) => where.endsWith(`/${query}.kql`))!.text;
      const [criterion] = properties.criteria.allOf;
      expect(criterion.query).toBe(
        text
          .replace(shipped, '^azure-openai$|^team\\..*$')
          .replace('let gatewayId = "";', 'let gatewayId = "/subscriptions/g/service/apim";')
          .replace('let componentId = "";', 'let componentId = "/subscriptions/s/components/appi";')
          .replace('dynamic(["llm-usage","apim-logs"])', 'dynamic(["usage","logs"])'),
      );
      expect(analyseQuery(criterion.query).problems).toEqual([]);
    }
  });

  it('watch the component or the workspace, and the gateway only where its logs are', () => {
    expect(ruleOf('rollup-behind').properties.scopes).toEqual([estate.componentId]);
    expect(ruleOf('gateway-errors').properties.scopes).toEqual([estate.gatewayWorkspaceId]);
    const without = rulesOf({ watchesGateway: false, comparesBoth: false });
    expect(without).toHaveLength(alerts.log.filter(({ source }) => source === 'program').length);
  });

  it('compare hubs and gateway in one workspace, and not where there are two', () => {
    expect(ruleOf('events-missing').properties.scopes).toEqual([estate.workspaceId]);
    const named = rulesOf({ comparesBoth: false }).map(({ name }) => name);
    expect(named).toContain('chargeback-prod-gateway-errors');
    expect(named).not.toContain('chargeback-prod-events-missing');
  });

  it('take thresholds by parameter, and leave out what is switched off', () => {
    const thresholds = { 'gateway-requests': 5_000 };
    const thresholdOf = (id: string) =>
      ruleOf(id, { thresholds }).properties.criteria.allOf[0].threshold;
    expect(thresholdOf('gateway-requests')).toBe(5_000);
    expect(thresholdOf('gateway-errors')).toBe(5);
    expect(rulesOf({ alertsOff: ['dead-letters'] as never[] })).toHaveLength(alerts.log.length - 1);
  });
});

describe('the alert of the availability test', () => {
  const isMade = (alertsOff: readonly string[]): unknown => {
    const file = observability('availability.bicep');
    const rule = fileOf(infra, file).resources.find(({ symbol }) => symbol === 'rule');
    return evaluate(rule!.condition!, scopeOf(infra, file, { ...estate, alertsOff }, functions));
  };

  it('is left out by its id, like all others', () => {
    expect(isMade([])).toBe(true);
    expect(isMade([alerts.availability.id])).toBe(false);
  });
});

describe('the workbook', () => {
  const serialized = (): string => {
    const file = observability('workbook.bicep');
    const [book] = fileOf(infra, file).resources;
    const body = evaluate(book!.body, scopeOf(infra, file, estate, functions));
    return (body as { properties: { serializedData: string } }).properties.serializedData;
  };

  it('is deployed whole, with every query in it and the resources of this estate', () => {
    const text = serialized();
    expect(text).not.toMatch(/APPLICATION_INSIGHTS_ID|WORKSPACE_ID/);
    const back = text
      .replaceAll(estate.componentId, 'APPLICATION_INSIGHTS_ID')
      .replaceAll(estate.workspaceId, 'WORKSPACE_ID');
    const { items } = workbookShape.parse(JSON.parse(back));
    const queries = items.flatMap((item) =>
      item.type === 3
        ? [item.content.query]
        : item.type === 9
          ? item.content.parameters.flatMap((parameter) =>
              'query' in parameter ? [parameter.query] : [],
            )
          : [],
    );
    expect(queries.length).toBeGreaterThan(30);
    for (const query of queries) {
      // What the portal puts in for the parameters.
      const asked = query
        .replaceAll('{TimeRange:start}', 'datetime(2026-11-01)')
        .replaceAll('{RequestId}', 'a-request');
      expect({ asked, problems: analyseQuery(asked).problems }).toEqual({ asked, problems: [] });
      expect(asked).toContain('|');
    }
  });

  it('follows the chosen time and request, where the policies have their own', () => {
    expect(serialized()).toContain('let since = {TimeRange:start};');
    expect(serialized()).toContain('let requestId = \\"{RequestId}\\";');
  });
});

test('every query has its text in what Bicep reads', () => {
  const file = 'observability/queries.bicep';
  const texts = scopeOf(infra, file, {}, functions).valueOf('queries') as Fields;
  const files = queryFiles().map(({ where, text }) => [where.replace(/^.*\/|\.kql$/g, ''), text]);
  expect(texts).toEqual(Object.fromEntries(files));
});
