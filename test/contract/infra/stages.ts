// What the estate comes to at one stage: its parameter file, the calls of main.bicep, and the app's settings,
// computed from the files themselves. Addresses that Azure would give are made up.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { fileOf, scopeOf, type BicepFolder } from '../../support/bicep/bicep-folder';
import { BicepRefusal, builtins } from '../../support/bicep/builtins';
import { evaluate, type Scope } from '../../support/bicep/evaluate';
import { at } from '../../support/bicep/look-up';
import { readBicepParameters } from '../../support/bicep/read-bicep';

export const infraFolder = path.join(__dirname, '..', '..', '..', 'infra');

export const stages = ['dev', 'test', 'prod'] as const;
export type Stage = (typeof stages)[number];

export type Values = Readonly<Record<string, unknown>>;

export const parameterText = (stage: Stage): string =>
  readFileSync(path.join(infraFolder, 'parameters', `${stage}.bicepparam`), 'utf8');

/** What test and prod are not compiled without. */
const neededVariables = { CHARGEBACK_NAME: 'chargeback' };

/** The parameters of a stage, with these variables in the environment; undefined is one that is not set. */
export const stageParameters = async (
  stage: Stage,
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<Values> => {
  const env: typeof variables = { ...neededVariables, ...variables };
  const text = parameterText(stage);
  const expressions = await readBicepParameters(text, `${stage}.bicepparam`);
  const scope: Scope = {
    valueOf: (name) => {
      const expression = expressions.get(name);
      if (expression === undefined) throw new Error(`${stage}.bicepparam has no ${name}`);
      return evaluate(expression, scope);
    },
    call: (name, args) =>
      name === 'readEnvironmentVariable'
        ? readVariable(env, args)
        : builtins[name]?.(...(args as never[])),
  };
  const names = [...text.matchAll(/^param (\w+) =/gm)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, scope.valueOf(name)]));
};

const readVariable = (
  env: Readonly<Record<string, string | undefined>>,
  [name, otherwise]: readonly unknown[],
): unknown => {
  const found = env[String(name)] ?? otherwise;
  if (found === undefined) throw new BicepRefusal(`the environment has no ${String(name)}`);
  return found;
};

export const identityClientId = '11111111-2222-3333-4444-555555555555';

/** What Azure would answer once the modules are deployed. */
const outputs: Values = Object.fromEntries(
  Object.entries({
    identity: { id: '/identities/program', principalId: 'principal', clientId: identityClientId },
    telemetry: {
      workspaceId: '/workspaces/log',
      componentId: '/components/appi',
      componentName: 'appi',
      connectionString:
        'InstrumentationKey=99999999-2222-3333-4444-555555555555;IngestionEndpoint=https://in.example/',
    },
    reach: {
      appSubnetId: '/subnets/app',
      reach: { publicNetworkAccess: 'Disabled', allowedIpRanges: [], allowedSubnetIds: [] },
    },
    capture: { target: { container: 'events' } },
    llmUsage: { name: 'evhns-usage', hostName: 'usage.servicebus.windows.net' },
    apimLogs: { name: 'evhns-logs', hostName: 'logs.servicebus.windows.net' },
    ledger: { endpoint: 'https://ledger.documents.azure.com:443/' },
    hostStorage: {
      blobEndpoint: 'https://host.blob.core.windows.net/',
      tableEndpoint: 'https://host.table.core.windows.net/',
      packageContainer: 'packages',
    },
  }).map(([module, values]) => [module, { outputs: values }]),
);

/** What main.bicep hands to the module of this symbol. */
export const callOf = (folder: BicepFolder, symbol: string, parameters: Values): Values => {
  const { modules } = fileOf(folder, 'main.bicep');
  const params = at(modules.find((module) => module.symbol === symbol)?.body, 'params');
  if (params === undefined) throw new Error(`main.bicep does not call ${symbol}`);
  const scope = scopeOf(folder, 'main.bicep', { ...outputs, ...parameters });
  return evaluate(params, scope) as Values;
};

export type Plan = 'FlexConsumption' | 'Premium';

/** The names of app.bicep, called as main.bicep calls it. */
export const appScope = (folder: BicepFolder, parameters: Values, plan: Plan): Scope => {
  const functionApp = { ...(parameters['functionApp'] as Values | undefined), plan };
  const call = callOf(folder, 'app', { ...parameters, functionApp });
  return scopeOf(folder, 'modules/function-app/app.bicep', call);
};

/** The app settings as Azure gets them. */
export const appSettingsOf = (
  folder: BicepFolder,
  parameters: Values,
  plan: Plan = 'FlexConsumption',
): Readonly<Record<string, string>> => {
  const config = appScope(folder, parameters, plan).valueOf('everyPlansConfig') as {
    readonly appSettings: readonly { readonly name: string; readonly value: string }[];
  };
  return Object.fromEntries(config.appSettings.map(({ name, value }) => [name, value]));
};
