// What the provider knows. It checks types and bodies against those it carries, and refuses API versions that
// are newer: the estate cannot even be planned with them.
import type { TerraformFolder } from '../../../support/terraform/read-terraform';

/** Read from internal/azure/generated of this release of github.com/Azure/terraform-provider-azapi. */
const release = '2.12';

/** The versions of each type from the one that is used on; of previews only those that are used. */
const known: Readonly<Record<string, readonly string[]>> = {
  'Microsoft.ApiManagement/service': ['2024-05-01'],
  'Microsoft.ApiManagement/service/apis': ['2025-03-01-preview'],
  'Microsoft.ApiManagement/service/apis/diagnostics': ['2024-05-01', '2024-06-01-preview'],
  'Microsoft.ApiManagement/service/apis/operations': ['2024-05-01'],
  'Microsoft.ApiManagement/service/apis/policies': ['2024-05-01'],
  'Microsoft.ApiManagement/service/backends': ['2025-03-01-preview'],
  'Microsoft.ApiManagement/service/diagnostics': ['2024-05-01'],
  'Microsoft.ApiManagement/service/loggers': ['2024-05-01'],
  'Microsoft.ApiManagement/service/namedValues': ['2024-05-01'],
  'Microsoft.ApiManagement/service/policyFragments': ['2024-05-01'],
  'Microsoft.ApiManagement/service/products': ['2024-05-01'],
  'Microsoft.ApiManagement/service/products/apiLinks': ['2024-05-01'],
  'Microsoft.Authorization/locks': ['2020-05-01'],
  'Microsoft.Authorization/roleAssignments': ['2022-04-01'],
  'Microsoft.Consumption/budgets': ['2023-11-01', '2024-08-01'],
  'Microsoft.DocumentDB/databaseAccounts': ['2026-03-15'],
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases': ['2026-03-15'],
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers': ['2026-03-15'],
  'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments': ['2026-03-15'],
  'Microsoft.EventHub/namespaces': ['2026-01-01'],
  'Microsoft.EventHub/namespaces/authorizationRules': ['2026-01-01'],
  'Microsoft.EventHub/namespaces/eventhubs': ['2026-01-01'],
  'Microsoft.EventHub/namespaces/eventhubs/consumergroups': ['2026-01-01'],
  'Microsoft.EventHub/namespaces/networkRuleSets': ['2026-01-01'],
  'Microsoft.Insights/actionGroups': ['2023-01-01'],
  'Microsoft.Insights/components': ['2020-02-02'],
  'Microsoft.Insights/diagnosticSettings': ['2021-05-01-preview'],
  'Microsoft.Insights/metricAlerts': ['2018-03-01', '2026-01-01'],
  'Microsoft.Insights/privateLinkScopes/scopedResources': ['2021-09-01'],
  'Microsoft.Insights/scheduledQueryRules': ['2023-12-01', '2026-03-01'],
  'Microsoft.Insights/webtests': ['2022-06-15'],
  'Microsoft.Insights/workbooks': ['2023-06-01'],
  'Microsoft.KeyVault/vaults': ['2026-02-01'],
  'Microsoft.KeyVault/vaults/secrets': ['2026-02-01'],
  'Microsoft.ManagedIdentity/userAssignedIdentities': ['2024-11-30'],
  'Microsoft.Network/networkSecurityGroups': ['2025-07-01'],
  'Microsoft.Network/privateDnsZones': ['2024-06-01'],
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': ['2024-06-01'],
  'Microsoft.Network/privateEndpoints': ['2025-07-01'],
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': ['2025-07-01'],
  'Microsoft.Network/virtualNetworks': ['2025-07-01'],
  'Microsoft.OperationalInsights/workspaces': ['2025-07-01'],
  'Microsoft.Storage/storageAccounts': ['2026-04-01'],
  'Microsoft.Storage/storageAccounts/blobServices': ['2026-04-01'],
  'Microsoft.Storage/storageAccounts/blobServices/containers': ['2026-04-01'],
  'Microsoft.Storage/storageAccounts/managementPolicies': ['2026-04-01'],
  'Microsoft.Web/serverfarms': ['2025-03-01'],
  'Microsoft.Web/sites': ['2025-03-01'],
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': ['2025-03-01'],
};

export const azapiProblems = ({ resources, text }: TerraformFolder): readonly string[] => {
  const used = [...resources.values()].map(({ type }) => type);
  return [
    ...(text.includes(`version = "~> ${release}"`)
      ? []
      : [`the provider is no longer that of ${release}: read its types again`]),
    ...[...resources].flatMap(([name, { type, version }]) => {
      const versions = known[type] ?? [];
      return versions.includes(version)
        ? []
        : [
            `${name}: azapi ${release} is not known to have ${type}@${version}: ${versions.join(', ')}`,
          ];
    }),
    ...Object.keys(known)
      .filter((type) => !used.includes(type))
      .map((type) => `${type}: not used any more`),
  ];
};
