// What every resource of a type must say about itself: sign-in without keys, TLS, no way in by the public
// address unless network.bicep opens it, consistency, backups, what cannot be undone.
import { at, deployedResources, written, type Found } from '../../../support/bicep/look-up';
import type { BicepResource } from '../../../support/bicep/syntax';
import { place, type Rule } from './rule';

/** Property → its value, or how the expression is written. */
type Demands = Readonly<Record<string, unknown>>;

const demands: Readonly<Record<string, Demands>> = {
  'Microsoft.EventHub/namespaces': {
    // Which namespace takes diagnostic settings is checked with the rule that they send by.
    'properties.disableLocalAuth': '!takesDiagnosticSettings',
    'properties.minimumTlsVersion': '1.2',
    'properties.publicNetworkAccess': 'reach.publicNetworkAccess',
  },
  'Microsoft.EventHub/namespaces/networkRuleSets': {
    'properties.publicNetworkAccess': 'reach.publicNetworkAccess',
    'properties.defaultAction': 'defaultActionOf(reach)',
    'properties.trustedServiceAccessEnabled': 'takesDiagnosticSettings',
  },
  'Microsoft.DocumentDB/databaseAccounts': {
    'properties.disableLocalAuth': true,
    'properties.disableKeyBasedMetadataWriteAccess': true,
    'properties.minimalTlsVersion': 'Tls12',
    'properties.publicNetworkAccess': 'reach.publicNetworkAccess',
    'properties.networkAclBypass': 'None',
    'properties.consistencyPolicy.defaultConsistencyLevel': 'Strong',
    'properties.enableMultipleWriteLocations': false,
    'properties.backupPolicy.type': 'Continuous',
  },
  'Microsoft.Storage/storageAccounts': {
    'properties.allowSharedKeyAccess': false,
    'properties.allowBlobPublicAccess': false,
    'properties.allowCrossTenantReplication': false,
    'properties.isLocalUserEnabled': false,
    'properties.minimumTlsVersion': 'TLS1_2',
    'properties.supportsHttpsTrafficOnly': true,
    'properties.publicNetworkAccess': 'reach.publicNetworkAccess',
    'properties.networkAcls.bypass': "trustedServices ? 'AzureServices' : 'None'",
    'properties.networkAcls.defaultAction': 'defaultActionOf(reach)',
  },
  'Microsoft.Storage/storageAccounts/blobServices': {
    'properties.deleteRetentionPolicy.enabled': true,
    'properties.containerDeleteRetentionPolicy.enabled': true,
  },
  'Microsoft.Storage/storageAccounts/blobServices/containers': {
    'properties.publicAccess': 'None',
  },
  'Microsoft.KeyVault/vaults': {
    'properties.enableRbacAuthorization': true,
    'properties.enableSoftDelete': true,
    'properties.softDeleteRetentionInDays': 90,
    'properties.enablePurgeProtection': true,
    'properties.publicNetworkAccess': 'reach.publicNetworkAccess',
    'properties.networkAcls.defaultAction': 'defaultActionOf(reach)',
  },
  'Microsoft.OperationalInsights/workspaces': {
    'properties.features.disableLocalAuth': true,
    'properties.publicNetworkAccessForIngestion': 'publicNetworkAccess',
    'properties.publicNetworkAccessForQuery': 'publicNetworkAccess',
  },
  'Microsoft.Insights/components': {
    'properties.DisableLocalAuth': true,
    'properties.DisableIpMasking': false,
    'properties.publicNetworkAccessForIngestion': 'publicNetworkAccess',
    'properties.publicNetworkAccessForQuery': 'publicNetworkAccess',
  },
  'Microsoft.Web/sites': {
    'properties.httpsOnly': true,
    'properties.publicNetworkAccess': 'publicNetworkAccess',
  },
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': { 'properties.allow': false },
  'Microsoft.Authorization/locks': { 'properties.level': 'CanNotDelete' },
};

/** Types about which there is nothing of the kind to say, or another rule or test says it. */
const others: readonly RegExp[] = [
  // test/contract/infra/gateway.test.ts
  /^Microsoft\.ApiManagement\//,
  /^Microsoft\.Authorization\/roleAssignments$/,
  /^Microsoft\.Consumption\/budgets$/,
  /^Microsoft\.DocumentDB\/databaseAccounts\/sql(Databases|Databases\/containers|RoleAssignments)$/,
  /^Microsoft\.EventHub\/namespaces\/(authorizationRules|eventhubs|eventhubs\/consumergroups)$/,
  /^Microsoft\.Insights\/(actionGroups|diagnosticSettings|metricAlerts|scheduledQueryRules)$/,
  /^Microsoft\.Insights\/(webtests|workbooks|privateLinkScopes\/scopedResources)$/,
  /^Microsoft\.KeyVault\/vaults\/secrets$/,
  /^Microsoft\.ManagedIdentity\/userAssignedIdentities$/,
  /^Microsoft\.Network\/(virtualNetworks|networkSecurityGroups)$/,
  /^Microsoft\.Network\/private(Endpoints|Endpoints\/privateDnsZoneGroups)$/,
  /^Microsoft\.Network\/privateDnsZones(\/virtualNetworkLinks)?$/,
  /^Microsoft\.Storage\/storageAccounts\/managementPolicies$/,
  /^Microsoft\.Web\/serverfarms$/,
];

export const checkSettings: Rule = (folder) =>
  deployedResources(folder).flatMap((found) => [...untagged(found), ...unlike(found)]);

/** Whatever has a place has tags: they say whose it is. Links between networks and zones belong to both. */
const untagged = (found: Found<BicepResource>): readonly string[] =>
  at(found.item.body, 'location') === undefined || at(found.item.body, 'tags') !== undefined
    ? []
    : [`${place(found)}: it has no tags`];

const unlike = (found: Found<BicepResource>): readonly string[] => {
  const { type, body } = found.item;
  const demanded = demands[type];
  if (demanded === undefined) {
    if (others.some((pattern) => pattern.test(type))) return [];
    return [`${place(found)}: no rule says what a ${type} has to be like`];
  }
  return Object.entries(demanded)
    .map(([path, wanted]) => ({ path, wanted, is: written(at(body, path)) }))
    .filter(({ wanted, is }) => wanted !== is)
    .map(
      ({ path, wanted, is }) => `${place(found)}: ${path} is ${String(is)}, not ${String(wanted)}`,
    );
};
