// The database that infra/ makes against the program's own definition of it, and who may do what in it.
import {
  containerDefinitions,
  type ContainerDefinition,
} from '../../../shared/adapters/cosmos/containers';
import {
  fileOf,
  readBicepFolder,
  scopeOf,
  withText,
  type BicepFolder,
} from '../../support/bicep/bicep-folder';
import { BicepRefusal } from '../../support/bicep/builtins';
import { evaluate, evaluateLoop } from '../../support/bicep/evaluate';
import { at } from '../../support/bicep/look-up';
import type { BicepResource } from '../../support/bicep/syntax';
import { infraFolder, type Values } from './stages';

const containersFile = 'modules/cosmos/containers.bicep';
const accessFile = 'modules/cosmos/access.bicep';
const accountFile = 'modules/cosmos/account.bicep';

let estate: BicepFolder;
beforeAll(async () => {
  estate = await readBicepFolder(infraFolder);
});

const resourceOf = (folder: BicepFolder, file: string, symbol: string): BicepResource =>
  fileOf(folder, file).resources.find((resource) => resource.symbol === symbol)!;

/** What Azure is asked to make, container by container. */
const madeContainers = (folder: BicepFolder, usageTtlDays: number): readonly unknown[] => {
  const { loop, body } = resourceOf(folder, containersFile, 'containers');
  const scope = scopeOf(folder, containersFile, { usageTtlDays });
  return evaluateLoop(loop!, scope, (each) => evaluate(at(body, 'properties.resource')!, each));
};

/** The same as the program's own command makes (shared/adapters/cosmos/provision.ts). */
const wanted = ({
  name,
  partitionKeyPath,
  indexingPolicy,
  defaultTtlSeconds,
}: ContainerDefinition): unknown => ({
  id: name,
  partitionKey: { paths: [partitionKeyPath], kind: 'Hash', version: 2 },
  indexingPolicy,
  defaultTtl: defaultTtlSeconds ?? null,
});

describe('the containers', () => {
  it.each([45, 14])('are those that the program defines, with a life of %d days', (days) => {
    expect(madeContainers(estate, days)).toEqual(containerDefinitions(days).map(wanted));
  });

  it('would be noticed if they were partitioned in another way', async () => {
    const broken = await withText(estate, containersFile, (text) =>
      text.replace('[definition.partitionKeyPath]', "['/pk']"),
    );
    expect(madeContainers(broken, 45)).not.toEqual(containerDefinitions(45).map(wanted));
  });

  it('would be noticed if usage records lived by a number of their own', async () => {
    const broken = await withText(estate, containersFile, (text) =>
      text.replace('usageTtlDays * 86400', '3888000'),
    );
    expect(madeContainers(broken, 45)).toEqual(containerDefinitions(45).map(wanted));
    expect(madeContainers(broken, 14)).not.toEqual(containerDefinitions(14).map(wanted));
  });
});

describe('throughput', () => {
  const options = (autoscaleRequestUnitsMax: number): unknown =>
    evaluate(
      at(resourceOf(estate, containersFile, 'sqlDatabase').body, 'properties.options')!,
      scopeOf(estate, containersFile, { autoscaleRequestUnitsMax }),
    );

  it('is shared by the containers of an autoscale account', () => {
    expect(options(4000)).toEqual({ autoscaleSettings: { maxThroughput: 4000 } });
  });

  it('is not asked of a serverless account, which has none', () => {
    expect(options(0)).toEqual({});
  });
});

describe('the account', () => {
  const threeRegions = {
    readRegions: [{ name: 'northeurope' }, { name: 'ukwest', zoneRedundant: false }],
  };
  const reach = { publicNetworkAccess: 'Disabled', allowedIpRanges: [], allowedSubnetIds: [] };
  const allProperties = (settings: Values): Values =>
    evaluate(
      at(resourceOf(estate, accountFile, 'account').body, 'properties')!,
      scopeOf(estate, accountFile, { settings, location: 'westeurope', reach }),
    ) as Values;
  const locations = (settings: Values): unknown => allProperties(settings)['locations'];

  it('writes in the first region alone, and takes over in the order given', () => {
    expect(locations(threeRegions)).toEqual([
      { locationName: 'westeurope', failoverPriority: 0, isZoneRedundant: true },
      { locationName: 'northeurope', failoverPriority: 1, isZoneRedundant: true },
      { locationName: 'ukwest', failoverPriority: 2, isZoneRedundant: false },
    ]);
  });

  it('goes on writing in the region that has taken over', () => {
    expect(locations({ ...threeRegions, writeRegion: 'ukwest' })).toEqual([
      { locationName: 'ukwest', failoverPriority: 0, isZoneRedundant: false },
      { locationName: 'westeurope', failoverPriority: 1, isZoneRedundant: true },
      { locationName: 'northeurope', failoverPriority: 2, isZoneRedundant: true },
    ]);
  });

  it('refuses to write in a region that it does not have', () => {
    const settings = { ...threeRegions, writeRegion: 'eastus' };
    expect(() => locations(settings)).toThrow(BicepRefusal);
  });

  it('has no zones where none are asked for, but in a region that asks for them', () => {
    const readRegions = [{ name: 'northeurope' }, { name: 'francecentral', zoneRedundant: true }];
    expect(locations({ readRegions, zoneRedundant: false })).toMatchObject([
      { isZoneRedundant: false },
      { isZoneRedundant: false },
      { isZoneRedundant: true },
    ]);
  });

  it('changes in nothing else when regions are added, which Azure would refuse', () => {
    const { locations: before, ...alone } = allProperties({});
    const { locations: after, ...together } = allProperties(threeRegions);
    expect(after).not.toEqual(before);
    expect(together).toEqual(alone);
    expect(alone).toMatchObject({ enableAutomaticFailover: true });
  });

  it('asks for no failover of a serverless account, which has one region', () => {
    expect(allProperties({ capacity: 'serverless' })).toMatchObject({
      enableAutomaticFailover: false,
    });
  });

  it('refuses further regions of a serverless account, which Azure would refuse later', () => {
    const settings = { capacity: 'serverless', readRegions: [{ name: 'northeurope' }] };
    expect(() => locations(settings)).toThrow(BicepRefusal);
  });
});

describe('access to the data', () => {
  const program = 'program-id';
  const [editor, operator] = [{ id: 'editor-id' }, { id: 'operator-id' }];
  const grants = (referenceEditors: readonly unknown[], operators: readonly unknown[]): unknown =>
    scopeOf(estate, accessFile, {
      account: { id: '/account' },
      database: 'chargeback',
      programPrincipalId: program,
      referenceEditors,
      operators,
    }).valueOf('grants');

  const reader = '00000000-0000-0000-0000-000000000001';
  const contributor = '00000000-0000-0000-0000-000000000002';

  it('is the program’s alone where nobody else is named', () => {
    expect(grants([], [])).toEqual([
      { principalId: program, role: contributor, scope: '/account/dbs/chargeback' },
    ]);
  });

  it('lets editors write reference data and nothing else, and operators read', () => {
    expect(grants([editor], [operator])).toEqual([
      expect.anything(),
      {
        principalId: editor.id,
        role: contributor,
        scope: '/account/dbs/chargeback/colls/reference',
      },
      { principalId: operator.id, role: reader, scope: '/account/dbs/chargeback' },
    ]);
  });
});
