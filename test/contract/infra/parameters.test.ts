// Names that Azure takes, the three stages, and parameters that a person can tell apart.
import {
  fileOf,
  readBicepFolder,
  scopeOf,
  type BicepFolder,
} from '../../support/bicep/bicep-folder';
import { BicepRefusal } from '../../support/bicep/builtins';
import { infraFolder, parameterText, stageParameters, stages } from './stages';

let estate: BicepFolder;
beforeAll(async () => {
  estate = await readBicepFolder(infraFolder);
});

describe('names', () => {
  const names = (name: string, environment: string): Readonly<Record<string, string>> =>
    scopeOf(estate, 'main.bicep', { name, environment }).valueOf('names') as Record<string, string>;

  /** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
  const patterns: readonly (readonly [string, RegExp])[] = [
    ['identity', /^[a-z][\w-]{2,127}$/],
    ['captureIdentity', /^[a-z][\w-]{2,127}$/],
    ['workspace', /^[a-z0-9][a-z0-9-]{2,61}[a-z0-9]$/],
    ['component', /^[\w.()-]{1,260}$/],
    ['network', /^[a-z0-9][\w.-]{0,62}\w$/],
    ['llmUsageNamespace', /^[a-z][a-z0-9-]{4,48}[a-z0-9]$/],
    ['apimLogsNamespace', /^[a-z][a-z0-9-]{4,48}[a-z0-9]$/],
    ['cosmosAccount', /^[a-z0-9][a-z0-9-]{1,42}[a-z0-9]$/],
    ['hostStorage', /^[a-z0-9]{3,24}$/],
    ['captureStorage', /^[a-z0-9]{3,24}$/],
    ['keyVault', /^[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]$/],
    ['plan', /^[\w-]{1,60}$/],
    // The host's id in storage are the first 32 characters; cut off, two apps could share their leases.
    ['functionApp', /^[a-z0-9](?!.*--)[a-z0-9-]{0,30}[a-z0-9]$/],
  ];

  it('are all looked at here', () => {
    const known = patterns.map(([name]) => name);
    expect(known.sort()).toEqual(Object.keys(names('chargeback', 'dev')).sort());
  });

  it.each(patterns)(
    '%s is one that Azure takes, however long the workload’s name',
    (key, pattern) => {
      for (const stage of stages) {
        for (const name of ['abc', 'chargeback']) expect(names(name, stage)[key]).toMatch(pattern);
      }
      const [minLength, maxLength] = ['abc', 'chargeback'].map((name) => name.length);
      expect(fileOf(estate, 'main.bicep').parameters.get('name')?.decorators).toEqual(
        expect.arrayContaining([`@minLength(${minLength})`, `@maxLength(${maxLength})`]),
      );
    },
  );
});

describe('a name that would not do for all of them', () => {
  it.each(['Chargeback', 'charge-it', 'charge_it'])(
    '%s is refused before anything is made',
    (name) => {
      const scope = scopeOf(estate, 'main.bicep', { name, environment: 'dev' });
      expect(() => scope.valueOf('names')).toThrow(BicepRefusal);
    },
  );
});

describe('the parameter files', () => {
  const variables = (stage: (typeof stages)[number]): readonly string[] =>
    [...parameterText(stage).matchAll(/readEnvironmentVariable\('(?!CHARGEBACK_NAME).*?\)/g)].map(
      ([text]) => text,
    );

  it('read the same variables of the environment, each with the same default', () => {
    expect(variables('test')).toEqual(variables('prod'));
    // A stage without a network of its own has no use for those of the network.
    const ofNetwork = /CHARGEBACK_(APP_SUBNET|ENDPOINT_SUBNET|DNS_|GATEWAY_NETWORK)/;
    expect(variables('dev')).toEqual(variables('prod').filter((text) => !ofNetwork.test(text)));
  });

  it.each(['test', 'prod'] as const)(
    'of %s are not compiled where its values are not loaded',
    async (stage) => {
      await expect(stageParameters(stage, { CHARGEBACK_NAME: undefined })).rejects.toThrow(
        BicepRefusal,
      );
      await expect(stageParameters(stage, { CHARGEBACK_NAME: 'contoso' })).resolves.toMatchObject({
        name: 'contoso',
      });
    },
  );

  it('need nothing else from the environment, and dev not even the name', async () => {
    expect(await stageParameters('dev', { CHARGEBACK_NAME: undefined })).toMatchObject({
      name: 'chargeback',
    });
    for (const stage of stages) {
      expect(await stageParameters(stage)).toMatchObject({
        environment: stage,
        observability: { emails: [], budgets: [] },
        gateway: null,
        operators: [],
        referenceEditors: [],
      });
    }
  });

  it('wire the gateway that the environment names', async () => {
    const { gateway } = await stageParameters('prod', {
      CHARGEBACK_APIM_NAME: 'apim-contoso',
      CHARGEBACK_APIM_RESOURCE_GROUP: 'rg-gateway',
      CHARGEBACK_MODEL_URL: 'https://contoso.openai.azure.com/openai',
    });
    expect(gateway).toEqual({
      name: 'apim-contoso',
      resourceGroup: 'rg-gateway',
      subscriptionId: null,
      models: { standard: [{ url: 'https://contoso.openai.azure.com/openai', resourceId: null }] },
      applicationInsightsLogger: null,
      logsToWorkspace: true,
    });
  });

  it('send no log of the gateway twice to a workspace that has it, and watch that one', async () => {
    expect(
      await stageParameters('prod', {
        CHARGEBACK_APIM_NAME: 'apim-contoso',
        CHARGEBACK_GATEWAY_WORKSPACE_ID: '/workspaces/central',
      }),
    ).toMatchObject({
      gateway: { logsToWorkspace: false },
      observability: { gatewayWorkspaceId: '/workspaces/central' },
    });
  });

  it('have a budget and the address of the runbook where the environment names them', async () => {
    const { observability } = await stageParameters('dev', {
      CHARGEBACK_BUDGET: '400',
      CHARGEBACK_BUDGET_START: '2026-12-01',
      CHARGEBACK_RUNBOOK_URL: 'https://wiki.contoso.example/chargeback/runbook',
    });
    expect(observability).toMatchObject({
      runbookUrl: 'https://wiki.contoso.example/chargeback/runbook',
      budgets: [{ name: 'chargeback', amount: 400, startDate: '2026-12-01' }],
    });
  });

  it('keep production from being deleted, from failing with one zone, and restorable for a month', async () => {
    const { locks, cosmos } = await stageParameters('prod');
    expect(locks).toBe(true);
    expect(cosmos).toMatchObject({ zoneRedundant: true, backup: 'Continuous30Days' });
  });

  it('let a trial be removed', async () => {
    expect(await stageParameters('dev')).toMatchObject({ locks: false });
  });
});

describe('parameters and outputs of every file', () => {
  it('say what they are', () => {
    const silent = [...estate.files].flatMap(([file, { parameters }]) =>
      [...parameters]
        .filter(([, { decorators }]) => !decorators.some((text) => text.startsWith('@description')))
        .map(([name]) => `${file}: ${name}`),
    );
    expect(silent).toEqual([]);
  });
});
