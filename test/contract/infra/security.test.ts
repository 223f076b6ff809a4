// The security rules of the estate, over all of its Bicep files; and that each rule notices a mistake.
import path from 'node:path';

import { readBicepFolder, withText, type BicepFolder } from '../../support/bicep/bicep-folder';
import { checkDiagnostics } from './rules/check-diagnostics';
import { checkKeys } from './rules/check-keys';
import { checkLocks } from './rules/check-locks';
import { checkPrivateEndpoints } from './rules/check-private-endpoints';
import { checkRoles } from './rules/check-roles';
import { checkSettings } from './rules/check-settings';
import type { Rule } from './rules/rule';

const infra = path.join(__dirname, '..', '..', '..', 'infra');
let estate: BicepFolder;
beforeAll(async () => {
  estate = await readBicepFolder(infra);
});

const rules: Readonly<Record<string, Rule>> = {
  'takes no keys, no old TLS and no deletion that cannot be undone': checkSettings,
  'has no key in it, and one rule with a key, for diagnostic settings': checkKeys,
  'sends the logs of everything that writes some to the workspace': checkDiagnostics,
  'locks what nobody could make again': checkLocks,
  'leads a private endpoint to everything that closes its public address': checkPrivateEndpoints,
  'gives roles on data alone, on no more than one resource, each with its reason': checkRoles,
};

describe('the estate', () => {
  it.each(Object.entries(rules))('%s', (_, rule) => {
    expect(rule(estate)).toEqual([]);
  });
});

const account = 'modules/cosmos/account.bicep';
const namespace = 'modules/event-hubs/namespace.bicep';
const storage = 'modules/storage-account.bicep';
const vault = 'modules/key-vault.bicep';
const app = 'modules/function-app/app.bicep';
const monitoring = 'modules/monitoring.bicep';

/** The mistake, the file it is made in, what is replaced, by what; and the rule that has to notice. */
const mistakes: readonly (readonly [string, string, string | RegExp, string, Rule])[] = [
  ['keys of Cosmos DB', account, 'disableLocalAuth: true', '', checkSettings],
  ['session consistency', account, "'Strong'", "'Session'", checkSettings],
  [
    'two write regions',
    account,
    'enableMultipleWriteLocations: false',
    'enableMultipleWriteLocations: true',
    checkSettings,
  ],
  ['periodic backups', account, "type: 'Continuous'", "type: 'Periodic'", checkSettings],
  ['old TLS to Cosmos DB', account, 'Tls12', 'Tls11', checkSettings],
  [
    'an account that is always public',
    account,
    'reach.publicNetworkAccess',
    "'Enabled'",
    checkSettings,
  ],
  ['keys of Event Hubs', namespace, '!takesDiagnosticSettings', 'false', checkSettings],
  [
    'trusted services everywhere',
    namespace,
    'trustedServiceAccessEnabled: takesDiagnosticSettings',
    'trustedServiceAccessEnabled: true',
    checkSettings,
  ],
  [
    'keys of storage',
    storage,
    'allowSharedKeyAccess: false',
    'allowSharedKeyAccess: true',
    checkSettings,
  ],
  ['blobs for everybody', storage, "publicAccess: 'None'", "publicAccess: 'Blob'", checkSettings],
  ['a vault that can be purged', vault, 'enablePurgeProtection: true', '', checkSettings],
  ['passwords for deployment', app, 'allow: false', 'allow: true', checkSettings],
  ['plain http', app, 'httpsOnly: true', 'httpsOnly: false', checkSettings],
  [
    'telemetry by key',
    monitoring,
    'DisableLocalAuth: true',
    'DisableLocalAuth: false',
    checkSettings,
  ],
  [
    'a type that no rule knows',
    vault,
    "'Microsoft.KeyVault/vaults@",
    "'Microsoft.KeyVault/managedHSMs@",
    checkSettings,
  ],
  ['a resource without tags', vault, '  tags: tags\n', '', checkSettings],
  ['a lock that stops nothing', account, "'CanNotDelete'", "'NotSpecified'", checkSettings],
  ['no lock on the ledger', account, /resource deletionLock[^]*?\n\}\n/, '', checkLocks],
  ['a lock that nothing switches on', namespace, '= if (lock)', '= if (false)', checkLocks],
  ['no logs of the vault', vault, /resource diagnostics[^]*?\n\}\n/, '', checkDiagnostics],
  [
    'logs that are off',
    vault,
    "categoryGroup: 'audit', enabled: true",
    "categoryGroup: 'audit', enabled: false",
    checkDiagnostics,
  ],
  ['a setting of something else', app, 'scope: app', 'scope: plan', checkDiagnostics],
  [
    'an endpoint of another kind',
    account,
    "groupId: 'Sql'",
    "groupId: 'MongoDB'",
    checkPrivateEndpoints,
  ],
  [
    'an endpoint in the wrong zone',
    app,
    'reach.dnsZoneIds.sites',
    'reach.dnsZoneIds.vault',
    checkPrivateEndpoints,
  ],
  [
    'a key that is read',
    vault,
    'output uri string =',
    'output key string = vault.listKeys().primary\noutput uri string =',
    checkKeys,
  ],
  [
    'a rule with a key everywhere',
    namespace,
    '= if (takesDiagnosticSettings)',
    '= if (true)',
    checkKeys,
  ],
  [
    'keys for usage events',
    'main.bicep',
    'takesDiagnosticSettings: false',
    'takesDiagnosticSettings: true',
    checkKeys,
  ],
  [
    'a role that administers',
    'modules/roles.bicep',
    'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
    '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    checkRoles,
  ],
  [
    'a role without a reason',
    'modules/event-hubs/hub-role.bicep',
    'description: reason',
    '',
    checkRoles,
  ],
  [
    'a reason that says nothing',
    namespace,
    /reason: 'The chargeback[^']*'/,
    "reason: 'needed'",
    checkRoles,
  ],
  [
    'a grant on storage without a reason',
    'modules/function-app/host-storage.bicep',
    /reason: 'The Functions host keeps[^']*'/,
    '',
    checkRoles,
  ],
  [
    'a role on the whole group',
    storage,
    '    scope: account\n    properties: {\n      principalId',
    '    properties: {\n      principalId',
    checkRoles,
  ],
  [
    'a role on a whole namespace',
    'modules/event-hubs/hub-role.bicep',
    'scope: namespace::hub',
    'scope: namespace',
    checkRoles,
  ],
  [
    'a role on a whole account instead of a container',
    storage,
    "scope: blobContainers[indexOf(containers, grant.?container ?? '')]",
    'scope: account',
    checkRoles,
  ],
  [
    'trusted services past a closed firewall',
    storage,
    "trustedServices ? 'AzureServices' : 'None'",
    "trustedServices ? 'None' : 'AzureServices'",
    checkSettings,
  ],
  [
    'a random name',
    'modules/event-hubs/hub-role.bicep',
    'guid(namespace::hub.id, principalId, roleId)',
    'guid(principalId)',
    checkRoles,
  ],
];

describe('the rules', () => {
  it.each(mistakes)('notice %s', async (_, file, before, after, rule) => {
    const broken = await withText(estate, file, (text) => text.replace(before, after));
    expect(rule(broken)).toHaveLength(1);
  });
});
