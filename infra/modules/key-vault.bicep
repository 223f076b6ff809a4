// The vault, for the few secrets that cannot be an identity: addresses of webhooks, for example. The
// program itself reads nothing from it.

import { reach as reachType, defaultActionOf } from 'network/reach.bicep'

@description('Name of the vault.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Names and values of the secrets.')
@secure()
param secrets object

@description('How it is reached.')
param reach reachType

@description('Workspace of the diagnostic settings.')
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    // Deployments hand secrets on: https://learn.microsoft.com/azure/azure-resource-manager/bicep/key-vault-parameter
    enabledForTemplateDeployment: true
    publicNetworkAccess: reach.publicNetworkAccess
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: defaultActionOf(reach)
      ipRules: [for range in reach.allowedIpRanges: { value: range }]
      virtualNetworkRules: [for subnetId in reach.allowedSubnetIds: { id: subnetId }]
    }
  }
}

resource values 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = [
  for secret in items(secrets): {
    parent: vault
    name: secret.key
    properties: { value: secret.value }
  }
]

module endpoint 'network/private-endpoint.bicep' = if (!empty(reach.endpointSubnetId)) {
  params: {
    targetName: vault.name
    targetId: vault.id
    groupId: 'vault'
    location: reach.endpointLocation
    tags: tags
    subnetId: reach.endpointSubnetId
    dnsZoneId: reach.dnsZoneIds.vault
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

@description('Resource id of the vault.')
output id string = vault.id

@description('Name of the vault.')
output name string = vault.name

@description('Address of the vault.')
output uri string = vault.properties.vaultUri
