// The API Management instance: found, or made for a trial.

import { trialSettings } from 'settings.bicep'

@description('Name of the instance.')
param name string

@description('Makes the instance; null: it exists.')
param trial trialSettings?

@description('Region of a new instance.')
param location string

@description('Tags of a new instance.')
param tags object

resource found 'Microsoft.ApiManagement/service@2024-05-01' existing = if (trial == null) {
  name: name
}

resource made 'Microsoft.ApiManagement/service@2024-05-01' = if (trial != null) {
  name: name
  location: location
  tags: tags
  sku: {
    name: trial.?sku ?? 'BasicV2'
    capacity: 1
  }
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    publisherName: trial.?publisherName ?? ''
    publisherEmail: trial.?publisherEmail ?? ''
  }
}

@description('Name of the instance. Whoever takes it from here waits for the instance.')
output name string = name

@description('Object id of its system-assigned identity. An instance that has none fails here: switch it on.')
output principalId string = trial == null ? found!.identity.principalId : made!.identity.principalId

@description('Address of the gateway.')
output url string = trial == null ? found!.properties.gatewayUrl : made!.properties.gatewayUrl
