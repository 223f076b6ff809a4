// What the gateway's modules make for one company, computed from the Bicep.
import { fileOf, scopeOf, type BicepFolder } from '../../../support/bicep/bicep-folder';
import { evaluate, evaluateLoop, type Scope } from '../../../support/bicep/evaluate';
import type { BicepResource, Deployed } from '../../../support/bicep/syntax';
import type { Names } from './policy-references';

type Fields = Readonly<Record<string, unknown>>;

/** What a company says: `gatewaySettings` of settings.bicep. */
export type GatewaySettings = Fields & { readonly models: Fields };

const model = { url: 'https://contoso.openai.azure.com/openai' };

export const bareGateway: GatewaySettings = { name: 'apim', models: { standard: [model] } };

export const fullGateway: GatewaySettings = {
  name: 'apim',
  models: {
    standard: [model, model],
    provisioned: [model],
    anthropic: [{ url: 'https://contoso.services.ai.azure.com/anthropic/v1' }],
    embeddings: { url: 'https://contoso.openai.azure.com/openai/deployments/ada/embeddings' },
  },
};

export const gatewayFile = (name: string): string => `modules/gateway/${name}.bicep`;

const functions = {
  tenant: () => ({ tenantId: 'the tenant of the deployment' }),
  resourceId: (...parts: readonly string[]) => parts.join('/'),
};

export const gatewayScope = (folder: BicepFolder, file: string, parameters: Fields): Scope =>
  scopeOf(folder, gatewayFile(file), parameters, functions);

export interface GatewayWiring {
  readonly made: Names;
  readonly namedValues: Readonly<Record<string, string>>;
  /** Text of each fragment. */
  readonly fragments: Readonly<Record<string, string>>;
  /** Text of the policy of each surface, by its name in apis.json. */
  readonly policies: Readonly<Record<string, string>>;
}

export const wiringOf = (folder: BicepFolder, settings: GatewaySettings): GatewayWiring => {
  const wiring = gatewayScope(folder, 'wiring', { settings });
  const surfaces = wiring.valueOf('surfaces') as readonly { readonly kind: string }[];
  const texts = wiring.valueOf('policies') as Readonly<Record<string, string>>;
  const namedValues = namedValuesOf(folder, settings);
  const fragments = fragmentsOf(folder, wiring.valueOf('hasCache'));
  return {
    namedValues,
    fragments,
    policies: Object.fromEntries(surfaces.map(({ kind }) => [kind, texts[kind] ?? ''])),
    made: {
      'named value': new Set(Object.keys(namedValues)),
      fragment: new Set(Object.keys(fragments)),
      logger: new Set(eventHubLoggers(folder)),
      backend: new Set(backendsOf(folder, settings)),
    },
  };
};

const namedValuesOf = (folder: BicepFolder, settings: GatewaySettings): Record<string, string> => {
  const scope = gatewayScope(folder, 'named-values', {
    settings: settings['policies'] ?? {},
    hasProvisioned: settings.models['provisioned'] !== undefined,
  });
  return madeInLoop(folder, 'named-values', scope, (inner, { body }) => {
    const name = evaluate(propertyOf(body, 'name'), inner) as string;
    const { displayName, value } = evaluate(propertyOf(body, 'properties'), inner) as Fields;
    // Policies refer to the display name.
    if (displayName !== name) throw new Error(`${name} is displayed as ${String(displayName)}`);
    return [name, value as string];
  });
};

const fragmentsOf = (folder: BicepFolder, hasCache: unknown): Record<string, string> =>
  madeInLoop(folder, 'fragments', gatewayScope(folder, 'fragments', { hasCache }), (inner) => {
    const { key, value } = inner.valueOf('fragment') as { key: string; value: string };
    return [key, value];
  });

const madeInLoop = (
  folder: BicepFolder,
  file: string,
  scope: Scope,
  each: (scope: Scope, resource: BicepResource) => [string, string],
): Record<string, string> => {
  const resource = made(folder, file).find(({ loop }) => loop !== undefined);
  if (resource?.loop === undefined) throw new Error(`${file} makes nothing in a loop`);
  return Object.fromEntries(evaluateLoop(resource.loop, scope, (inner) => each(inner, resource)));
};

const eventHubLoggers = (folder: BicepFolder): readonly string[] =>
  made(folder, 'loggers')
    .filter(({ body }) => propertyOf(body, 'properties').text.includes("'azureEventHub'"))
    .map(({ body }) => literal(propertyOf(body, 'name').text));

const backendsOf = (folder: BicepFolder, settings: GatewaySettings): readonly string[] => {
  const scope = gatewayScope(folder, 'backends', { models: settings.models, breaker: {} });
  const isMade = ({ condition }: Deployed): boolean =>
    condition === undefined || evaluate(condition, scope) === true;
  const pools = fileOf(folder, gatewayFile('backends')).modules.filter(isMade);
  return [
    ...pools.map(({ body }) => literal(propertyOf(propertyOf(body, 'params'), 'name').text)),
    ...made(folder, 'backends')
      .filter(isMade)
      .map(({ body }) => literal(propertyOf(body, 'name').text)),
  ];
};

/** The resources of a file that do not exist before. */
export const made = (folder: BicepFolder, file: string): readonly BicepResource[] =>
  fileOf(folder, gatewayFile(file)).resources.filter(({ existing }) => !existing);

export const propertyOf = (
  expression: Deployed['body'] | Deployed['condition'],
  name: string,
): Deployed['body'] => {
  const found = expression?.kind === 'object' ? expression.properties.get(name) : undefined;
  if (found === undefined) throw new Error(`${expression?.text ?? 'nothing'} has no ${name}`);
  return found as Deployed['body'];
};

const literal = (text: string): string => text.slice(1, -1);
