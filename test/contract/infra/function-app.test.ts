// What the Function App is on each plan, and that it fits the program which runs on it.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { routes } from '../../../functions/routes';
import hostJson from '../../../host.json';
import { fileOf, readBicepFolder, type BicepFolder } from '../../support/bicep/bicep-folder';
import { evaluate, evaluateLoop } from '../../support/bicep/evaluate';
import { at } from '../../support/bicep/look-up';
import { appScope, infraFolder, type Plan, type Values } from './stages';

const appFile = 'modules/function-app/app.bicep';

let estate: BicepFolder;
beforeAll(async () => {
  estate = await readBicepFolder(infraFolder);
});

const property = (
  name: string,
  plan: Plan,
  functionApp: Values = {},
  network: Values = {},
): unknown => {
  const app = fileOf(estate, appFile).resources.find(({ symbol }) => symbol === 'app');
  const scope = appScope(estate, { environment: 'prod', functionApp, ...network }, plan);
  return evaluate(at(app?.body, `properties.${name}`)!, scope);
};

/** What network.bicep answers for an estate that is open to these. */
const reachedBy = (lists: Values): Values => {
  const reach = { publicNetworkAccess: 'Enabled', allowedIpRanges: [], allowedSubnetIds: [] };
  return { reach: { outputs: { reach: { ...reach, ...lists }, appSubnetId: '' } } };
};

describe('on Flex Consumption', () => {
  it('runs Node 22 from a container that it reads by its identity', () => {
    expect(property('functionAppConfig', 'FlexConsumption')).toMatchObject({
      runtime: { name: 'node', version: '22' },
      deployment: {
        storage: {
          type: 'blobContainer',
          value: 'https://host.blob.core.windows.net/packages',
          authentication: {
            type: 'UserAssignedIdentity',
            userAssignedIdentityResourceId: '/identities/program',
          },
        },
      },
    });
  });

  it('keeps an instance ready for each function that reads a hub, and for no other name', () => {
    const { scaleAndConcurrency } = property('functionAppConfig', 'FlexConsumption') as {
      readonly scaleAndConcurrency: { readonly alwaysReady: readonly { readonly name: string }[] };
    };
    const registered = readFileSync(
      path.join(infraFolder, '..', 'functions', 'index.ts'),
      'utf8',
    ).matchAll(/app\.eventHub\('(\w+)'/g);
    expect(scaleAndConcurrency.alwaysReady.map(({ name }) => name)).toEqual(
      [...registered].map(([, name = '']) => `function:${name}`),
    );
  });

  it('takes size and ready instances as they are chosen', () => {
    const chosen = { instanceMemoryMB: 512, instancesMax: 60, alwaysReady: [] };
    expect(property('functionAppConfig', 'FlexConsumption', chosen)).toMatchObject({
      scaleAndConcurrency: { instanceMemoryMB: 512, maximumInstanceCount: 60, alwaysReady: [] },
    });
  });

  // "The following site configuration property for Flex Consumption sites is invalid."
  it('is asked for nothing in its site configuration that the plan refuses', () => {
    const config = property('siteConfig', 'FlexConsumption') as Values;
    expect(Object.keys(config).sort()).toEqual([
      'appSettings',
      'ipSecurityRestrictions',
      'ipSecurityRestrictionsDefaultAction',
      'minTlsVersion',
      'scmIpSecurityRestrictions',
      'scmIpSecurityRestrictionsDefaultAction',
      'scmMinTlsVersion',
    ]);
  });
});

describe('on Premium', () => {
  it('runs Node 22 too, without what only Flex Consumption has', () => {
    expect(property('functionAppConfig', 'Premium')).toBeNull();
    expect(property('siteConfig', 'Premium')).toMatchObject({ linuxFxVersion: 'Node|22' });
  });

  it('is watched at the address where the program says how it is', () => {
    const health = `/${hostJson.extensions.http.routePrefix}/${routes.health.route}`;
    expect(property('siteConfig', 'Premium')).toMatchObject({ healthCheckPath: health });
  });
});

it('takes no password for a deployment, neither by FTP nor by the deployment site', () => {
  const { resources } = fileOf(estate, appFile);
  const { loop, body } = resources.find(({ symbol }) => symbol === 'publishing')!;
  const scope = appScope(estate, { environment: 'prod' }, 'FlexConsumption');
  const ways = evaluateLoop(loop!, scope, (each) => evaluate(at(body, 'name')!, each));
  expect(ways).toEqual(['ftp', 'scm']);
});

describe.each(['FlexConsumption', 'Premium'] as const)('on %s', (plan) => {
  it('takes TLS 1.2 and later', () => {
    expect(property('siteConfig', plan)).toMatchObject({
      minTlsVersion: '1.2',
      scmMinTlsVersion: '1.2',
    });
  });

  it('answers publicly only where the estate does, or where that is chosen for the app', () => {
    expect(property('publicNetworkAccess', plan)).toBe('Disabled');
    const open = { publicNetworkAccess: 'Enabled' };
    expect(property('publicNetworkAccess', plan, open)).toBe('Enabled');
  });

  it('refuses everybody else where callers are named, and deployers may be others', () => {
    const chosen = { allowedIpRanges: ['198.51.100.0/24'], deployerIpRanges: ['203.0.113.7/32'] };
    expect(property('siteConfig', plan, chosen)).toMatchObject({
      ipSecurityRestrictionsDefaultAction: 'Deny',
      ipSecurityRestrictions: [{ action: 'Allow', ipAddress: '198.51.100.0/24' }],
      scmIpSecurityRestrictionsDefaultAction: 'Deny',
      scmIpSecurityRestrictions: [{ action: 'Allow', ipAddress: '203.0.113.7/32' }],
    });
  });

  it('refuses everybody else where subnets are named', () => {
    const network = reachedBy({ allowedSubnetIds: ['/subnets/gateway'] });
    const rules = [{ action: 'Allow', vnetSubnetResourceId: '/subnets/gateway' }];
    expect(property('siteConfig', plan, {}, network)).toMatchObject({
      ipSecurityRestrictionsDefaultAction: 'Deny',
      ipSecurityRestrictions: rules,
      scmIpSecurityRestrictionsDefaultAction: 'Deny',
      scmIpSecurityRestrictions: rules,
    });
  });

  it('answers everybody where nobody is named', () => {
    expect(property('siteConfig', plan, {}, reachedBy({}))).toMatchObject({
      ipSecurityRestrictionsDefaultAction: 'Allow',
      scmIpSecurityRestrictionsDefaultAction: 'Allow',
    });
  });

  it('works in the subnet of the network, if there is one', () => {
    expect(property('virtualNetworkSubnetId', plan)).toBe('/subnets/app');
  });
});
