// Who may do what in the storage of the Functions host, which holds the package that the app runs and the
// keys of its functions; and who comes in past the firewall.
import path from 'node:path';

import {
  fileOf,
  readBicepFolder,
  scopeOf,
  type BicepFolder,
} from '../../support/bicep/bicep-folder';
import { evaluate, evaluateLoop } from '../../support/bicep/evaluate';
import { at } from '../../support/bicep/look-up';
import { callOf, infraFolder, type Values } from './stages';

const storageFile = 'modules/storage-account.bicep';
const program = 'principal';
const [operator, deployer] = [{ id: 'operator' }, { id: 'deployer', type: 'ServicePrincipal' }];

let estate: BicepFolder;
beforeAll(async () => {
  estate = await readBicepFolder(infraFolder);
});

/** What a module of the estate hands to storage-account.bicep. */
const accountCall = (file: string, parameters: Values): Values => {
  const { modules } = fileOf(estate, file);
  const call = modules.find(({ symbol }) => symbol === 'account');
  return evaluate(at(call?.body, 'params')!, scopeOf(estate, file, parameters)) as Values;
};

const hostCall = (parameters: Values): Values =>
  accountCall(
    'modules/function-app/host-storage.bicep',
    callOf(estate, 'hostStorage', { environment: 'prod', ...parameters }),
  );

const captureCall = (): Values =>
  accountCall('modules/event-hubs/capture.bicep', {
    ...callOf(estate, 'capture', { environment: 'prod', eventHubs: { capture: {} } }),
    identity: { outputs: { principalId: 'capture' } },
  });

interface Assignment {
  readonly who: unknown;
  readonly role: unknown;
  readonly on: unknown;
}

/** The roles of an account as Azure gets them. */
const assignmentsIn = (call: Values): readonly Assignment[] => {
  const scope = scopeOf(estate, storageFile, {
    ...call,
    account: 'the account',
    blobContainers: call['containers'],
    // Their names are easier to read than their ids.
    roles: Object.fromEntries([...roleNames()].map((role) => [role, role])),
  });
  return fileOf(estate, storageFile)
    .resources.filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments')
    .flatMap(({ loop, body }) =>
      evaluateLoop(loop!, scope, (each) => ({
        who: evaluate(at(body, 'properties.principalId')!, each),
        role: path.basename(String(evaluate(at(body, 'properties.roleDefinitionId')!, each))),
        on: evaluate(at(body, 'scope')!, each),
      })),
    );
};

const roleNames = (): Iterable<string> => {
  const roles = fileOf(estate, 'modules/roles.bicep').variables.get('roles');
  return roles?.kind === 'object' ? roles.properties.keys() : [];
};

const host: readonly Assignment[] = [
  { who: program, role: 'storageBlobDataOwner', on: 'the account' },
  { who: program, role: 'storageTableDataContributor', on: 'the account' },
];

describe('the storage of the host', () => {
  it('is the host’s alone where nobody else is named', () => {
    expect(assignmentsIn(hostCall({}))).toEqual(host);
  });

  it('lets operators delete checkpoints: they reach neither the package nor the keys of functions', () => {
    expect(assignmentsIn(hostCall({ operators: [operator] }))).toEqual([
      ...host,
      { who: 'operator', role: 'storageBlobDataContributor', on: 'azure-webjobs-eventhub' },
    ]);
  });

  it('lets deployers write the package, on the plan that runs from a blob', () => {
    const chosen = { deployers: [deployer], functionApp: { plan: 'Premium' } };
    expect(assignmentsIn(hostCall(chosen))).toEqual([
      ...host,
      { who: 'deployer', role: 'storageBlobDataContributor', on: 'packages' },
    ]);
    expect(assignmentsIn(hostCall({ deployers: [deployer] }))).toEqual(host);
  });
});

it('captured events are written by an identity that can do nothing else', () => {
  expect(assignmentsIn(captureCall())).toEqual([
    { who: 'capture', role: 'storageBlobDataContributor', on: 'the account' },
  ]);
});

describe('past the firewall', () => {
  const bypass = (call: Values): unknown => {
    const account = fileOf(estate, storageFile).resources.find(
      ({ symbol }) => symbol === 'account',
    );
    const expression = at(account?.body, 'properties.networkAcls.bypass')!;
    return evaluate(expression, scopeOf(estate, storageFile, call));
  };

  it('nobody comes to the host’s storage', () => {
    expect(bypass(hostCall({}))).toBe('None');
  });

  it('Event Hubs comes to where it captures events, as a trusted service', () => {
    expect(bypass(captureCall())).toBe('AzureServices');
  });
});
