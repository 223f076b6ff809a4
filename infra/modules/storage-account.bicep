// A storage account without keys: for the Functions host (checkpoints, leases, function keys, the
// package) and, where events are captured, for their files.

import { reach as reachType, defaultActionOf } from 'network/reach.bicep'
import { roles } from 'roles.bicep'

@description('Name of the account.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Redundancy: zones where the region has them.')
param sku 'Standard_LRS' | 'Standard_ZRS'

@description('Containers that must be there before anything writes to them.')
param containers string[]

@description('Services of it that are used.')
param services ('blob' | 'table')[]

@description('Who may do what with the data, and why.')
param access accessGrant[]

@description('Days until a blob is deleted; null: blobs are kept.')
param deleteAfterDays int?

@description('Whether trusted services of Azure may come in past the firewall, with an identity that has a role.')
param trustedServices bool

@description('How it is reached.')
param reach reachType

@description('Workspace of the diagnostic settings.')
param workspaceId string

@export()
@description('One role for one principal, with its reason.')
type accessGrant = {
  @description('Object id of who gets it.')
  principalId: string

  @description('What the principal is.')
  principalType: 'ServicePrincipal' | 'Group' | 'User'

  @description('The role.')
  role: 'storageBlobDataOwner' | 'storageBlobDataContributor' | 'storageTableDataContributor'

  @description('Why: for whoever reviews access.')
  reason: string

  @description('One of the containers, on which alone it is given. Default: the whole account.')
  container: string?
}

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: reach.publicNetworkAccess
    networkAcls: {
      bypass: trustedServices ? 'AzureServices' : 'None'
      defaultAction: defaultActionOf(reach)
      ipRules: [for range in reach.allowedIpRanges: { action: 'Allow', value: range }]
      virtualNetworkRules: [for subnetId in reach.allowedSubnetIds: { action: 'Allow', id: subnetId }]
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    // A checkpoint or a package that was deleted by mistake comes back within a week.
    deleteRetentionPolicy: { enabled: true, days: 7 }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = [
  for container in containers: {
    parent: blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2026-04-01' = if (deleteAfterDays != null) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'delete-old-blobs'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob', 'appendBlob'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: deleteAfterDays ?? 0 } } }
          }
        }
      ]
    }
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in filter(access, each => each.?container == null): {
    name: guid(account.id, grant.principalId, roles[grant.role])
    scope: account
    properties: {
      principalId: grant.principalId
      principalType: grant.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
      description: grant.reason
    }
  }
]

resource containerAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in filter(access, each => each.?container != null): {
    name: guid(blobContainers[indexOf(containers, grant.?container ?? '')].id, grant.principalId, roles[grant.role])
    scope: blobContainers[indexOf(containers, grant.?container ?? '')]
    properties: {
      principalId: grant.principalId
      principalType: grant.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
      description: grant.reason
    }
  }
]

module endpoints 'network/private-endpoint.bicep' = [
  for service in services: if (!empty(reach.endpointSubnetId)) {
    params: {
      targetName: account.name
      targetId: account.id
      groupId: service
      location: reach.endpointLocation
      tags: tags
      subnetId: reach.endpointSubnetId
      dnsZoneId: reach.dnsZoneIds[service]
    }
  }
]

// Reads and writes are left out: the host renews leases and checkpoints all day, a line each.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
  }
}

@description('Resource id of the account.')
output id string = account.id

@description('Name of the account.')
output name string = account.name

@description('Address of its blobs, with a slash at the end.')
output blobEndpoint string = account.properties.primaryEndpoints.blob

@description('Address of its tables, with a slash at the end.')
output tableEndpoint string = account.properties.primaryEndpoints.table
