// How the estate is reached: closed unless it is opened, and never so closed that nobody gets in.
import {
  fileOf,
  readBicepFolder,
  scopeOf,
  type BicepFolder,
} from '../../support/bicep/bicep-folder';
import { BicepRefusal } from '../../support/bicep/builtins';
import { evaluate, evaluateLoop, type Scope } from '../../support/bicep/evaluate';
import { at, written } from '../../support/bicep/look-up';
import { infraFolder, stageParameters, type Values } from './stages';

const networkFile = 'modules/network/network.bicep';
const made = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/made';

let estate: BicepFolder;
beforeAll(async () => {
  estate = await readBicepFolder(infraFolder);
});

const zoneId = (
  zone: string,
  subscription = '00000000-0000-0000-0000-000000000001',
  group = 'rg-test',
): string => `${subscription}/${group}/Microsoft.Network/privateDnsZones/${zone}`;

const networkScope = (settings: unknown, parameters: Values = {}): Scope =>
  scopeOf(estate, networkFile, {
    settings,
    location: 'westeurope',
    plan: 'FlexConsumption',
    network: {
      outputs: {
        appSubnetId: `${made}/subnets/app`,
        endpointSubnetId: `${made}/subnets/endpoints`,
      },
    },
    ...parameters,
  });

const output = (name: string, settings: unknown, parameters: Values = {}): unknown =>
  evaluate(fileOf(estate, networkFile).outputs.get(name)!, networkScope(settings, parameters));

describe('where nothing is chosen', () => {
  it('nothing answers publicly, and everything has a private endpoint with a name', () => {
    expect(output('reach', {})).toEqual({
      publicNetworkAccess: 'Disabled',
      endpointSubnetId: `${made}/subnets/endpoints`,
      endpointLocation: 'westeurope',
      dnsZoneIds: {
        serviceBus: zoneId('privatelink.servicebus.windows.net'),
        cosmos: zoneId('privatelink.documents.azure.com'),
        blob: zoneId('privatelink.blob.core.windows.net'),
        table: zoneId('privatelink.table.core.windows.net'),
        vault: zoneId('privatelink.vaultcore.azure.net'),
        sites: zoneId('privatelink.azurewebsites.net'),
      },
      allowedIpRanges: [],
      allowedSubnetIds: [],
    });
    expect(output('appSubnetId', {})).toBe(`${made}/subnets/app`);
  });
});

describe('the zones that are made', () => {
  const gateway = '/subscriptions/s/resourceGroups/hub/providers/n/virtualNetworks/gateway';
  const linked = (settings: Values): unknown => {
    const zones = fileOf(estate, networkFile).modules.find(({ symbol }) => symbol === 'zones')!;
    const links = evaluateLoop(zones.loop!, networkScope(settings), (each) => [
      evaluate(at(zones.body, 'params.name')!, each),
      evaluate(at(zones.body, 'params.networkIds')!, each),
    ]);
    return Object.fromEntries(links as [string, unknown][]);
  };

  it('are linked to the estate’s own network, and that of the hubs to the gateway’s too', () => {
    expect(linked({ linkedNetworkIds: [gateway] })).toEqual({
      'privatelink.servicebus.windows.net': [made, gateway],
      'privatelink.documents.azure.com': [made],
      'privatelink.blob.core.windows.net': [made],
      'privatelink.table.core.windows.net': [made],
      'privatelink.vaultcore.azure.net': [made],
      'privatelink.azurewebsites.net': [made],
    });
  });

  it('hide nothing that is not in them from the networks that they are linked to', () => {
    const { resources } = fileOf(estate, 'modules/network/private-dns-zone.bicep');
    const links = resources.find(({ symbol }) => symbol === 'links');
    expect(written(at(links?.body, 'properties.resolutionPolicy'))).toBe('NxDomainRedirect');
  });
});

describe('a network that is there already', () => {
  const existing = {
    appSubnetId: '/hub/providers/net/virtualNetworks/hub/subnets/a',
    endpointSubnetId: '/hub/providers/net/virtualNetworks/hub/subnets/e',
  };

  it('is used as it is', () => {
    expect(output('reach', { existing })).toMatchObject({
      endpointSubnetId: existing.endpointSubnetId,
    });
    expect(output('appSubnetId', { existing })).toBe(existing.appSubnetId);
  });

  it.each(['appSubnetId', 'endpointSubnetId'])(
    'is refused with an empty %s: nobody would reach anything',
    (subnet) => {
      expect(() => output('reach', { existing: { ...existing, [subnet]: '' } })).toThrow(
        BicepRefusal,
      );
    },
  );

  it('may have its zones in another group', () => {
    const settings = {
      existing,
      dns: 'existing',
      dnsZoneGroup: { subscriptionId: 'hub-subscription', resourceGroup: 'rg-dns' },
    };
    expect(output('reach', settings)).toMatchObject({
      dnsZoneIds: {
        cosmos: zoneId('privatelink.documents.azure.com', 'hub-subscription', 'rg-dns'),
      },
    });
  });

  it('may leave names to a policy', () => {
    expect(output('reach', { existing, dns: 'policy' })).toMatchObject({
      dnsZoneIds: { serviceBus: '', cosmos: '', blob: '', table: '', vault: '', sites: '' },
    });
  });
});

describe('an estate without private endpoints', () => {
  it('is not integrated into any network', () => {
    const settings = { privateEndpoints: false, publicNetworkAccess: 'Enabled' };
    expect(output('reach', settings)).toMatchObject({
      publicNetworkAccess: 'Enabled',
      endpointSubnetId: '',
    });
    expect(output('appSubnetId', settings)).toBe('');
  });

  it('is refused if it does not answer publicly either', () => {
    expect(() => output('reach', { privateEndpoints: false })).toThrow(BicepRefusal);
  });

  it.each([{ allowedIpRanges: ['198.51.100.0/24'] }, { allowedSubnetIds: ['/subnets/gateway'] }])(
    'is refused with %j, which would shut the app out too',
    (lists) => {
      const settings = { publicNetworkAccess: 'Enabled', ...lists };
      expect(() => output('reach', { ...settings, privateEndpoints: false })).toThrow(BicepRefusal);
      expect(output('reach', settings)).toMatchObject(settings);
    },
  );
});

describe('firewalls', () => {
  const defaultAction = (reach: Values): unknown =>
    scopeOf(estate, 'modules/network/reach.bicep').call('defaultActionOf', [
      { allowedIpRanges: [], allowedSubnetIds: [], ...reach },
    ]);

  it.each([
    [{ publicNetworkAccess: 'Disabled' }, 'Deny'],
    [{ publicNetworkAccess: 'Enabled' }, 'Allow'],
    [{ publicNetworkAccess: 'Enabled', allowedIpRanges: ['198.51.100.0/24'] }, 'Deny'],
    [{ publicNetworkAccess: 'Enabled', allowedSubnetIds: ['/subnets/gateway'] }, 'Deny'],
  ])('of %j %s whom no rule names', (reach, expected) => {
    expect(defaultAction(reach)).toBe(expected);
  });
});

describe('telemetry', () => {
  const telemetryAccess = (settings: Values): unknown =>
    scopeOf(estate, 'modules/monitoring.bicep', { settings }).valueOf('publicNetworkAccess');

  it('is taken from and shown to a private link scope alone, where there is one', () => {
    expect(telemetryAccess({ privateLinkScopeId: '/scopes/ampls' })).toBe('Disabled');
    expect(telemetryAccess({})).toBe('Enabled');
  });
});

describe.each(['test', 'prod'] as const)('%s', (stage) => {
  it('is private', async () => {
    const { network } = await stageParameters(stage);
    expect(output('reach', network)).toMatchObject({
      publicNetworkAccess: 'Disabled',
      endpointSubnetId: `${made}/subnets/endpoints`,
    });
  });

  it('takes subnets and zones of the company from the environment', async () => {
    const { network } = await stageParameters(stage, {
      CHARGEBACK_APP_SUBNET_ID: '/a/b/c/d/e/f/g/hub/subnets/app',
      CHARGEBACK_ENDPOINT_SUBNET_ID: '/a/b/c/d/e/f/g/hub/subnets/endpoints',
      CHARGEBACK_DNS_SUBSCRIPTION_ID: 'dns-subscription',
      CHARGEBACK_DNS_RESOURCE_GROUP: 'rg-dns',
    });
    expect(output('appSubnetId', network)).toBe('/a/b/c/d/e/f/g/hub/subnets/app');
    expect(output('reach', network)).toMatchObject({
      endpointSubnetId: '/a/b/c/d/e/f/g/hub/subnets/endpoints',
      dnsZoneIds: { sites: zoneId('privatelink.azurewebsites.net', 'dns-subscription', 'rg-dns') },
    });
  });

  it('looks for the zones in its own subscription, unless another one is named', async () => {
    const { network } = await stageParameters(stage, { CHARGEBACK_DNS_RESOURCE_GROUP: 'rg-dns' });
    expect(output('reach', network)).toMatchObject({
      dnsZoneIds: { cosmos: zoneId('privatelink.documents.azure.com', undefined, 'rg-dns') },
    });
  });

  it.each(['CHARGEBACK_APP_SUBNET_ID', 'CHARGEBACK_ENDPOINT_SUBNET_ID'])(
    'is refused with %s alone',
    async (name) => {
      const { network } = await stageParameters(stage, {
        [name]: '/a/b/c/d/e/f/g/hub/subnets/one',
      });
      expect(() => output('reach', network)).toThrow(BicepRefusal);
    },
  );
});
