// Where captured events go: a storage account of their own, which deletes them when their time is over,
// and the identity that writes them.

import { reach as reachType } from '../network/reach.bicep'
import { captureSettings, captureTarget } from 'settings.bicep'

@description('Name of the identity.')
param identityName string

@description('Name of the storage account.')
param storageName string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('What was chosen.')
param settings captureSettings

@description('Redundancy of the files.')
param storageSku 'Standard_LRS' | 'Standard_ZRS'

@description('How the account is reached.')
param reach reachType

@description('Workspace of the diagnostic settings.')
param workspaceId string

var container = 'events'

module identity '../identity.bicep' = {
  params: { name: identityName, location: location, tags: tags }
}

module account '../storage-account.bicep' = {
  params: {
    name: storageName
    location: location
    tags: tags
    sku: storageSku
    containers: [container]
    services: ['blob']
    access: [
      {
        principalId: identity.outputs.principalId
        principalType: 'ServicePrincipal'
        role: 'storageBlobDataContributor'
        reason: 'Event Hubs writes the files of captured events.'
      }
    ]
    deleteAfterDays: settings.?keepDays ?? 90
    // Event Hubs comes in as one.
    trustedServices: true
    reach: reach
    workspaceId: workspaceId
  }
}

@description('Where events are captured.')
output target captureTarget = {
  identityId: identity.outputs.id
  storageAccountId: account.outputs.id
  container: container
  settings: settings
}
