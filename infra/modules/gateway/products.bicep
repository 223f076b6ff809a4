// The products of the three tiers. Limits and provisioned throughput go by product, so a business
// unit's subscription belongs into one of them.

import { policySettings } from 'settings.bicep'

@description('Name of the instance.')
param gatewayName string

@description('Ids of the products.')
param settings policySettings

@description('APIs that are in every one of them.')
param apiIds string[]

var tiers = [
  {
    id: settings.?premiumProduct ?? 'llm-premium'
    displayName: 'Language models, premium'
    description: 'Highest limits, and provisioned throughput where there is some.'
  }
  {
    id: settings.?standardProduct ?? 'llm-standard'
    displayName: 'Language models, standard'
    description: 'For applications in production.'
  }
  {
    id: settings.?basicProduct ?? 'llm-basic'
    displayName: 'Language models, basic'
    description: 'For trying out.'
  }
]

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName
}

resource products 'Microsoft.ApiManagement/service/products@2024-05-01' = [
  for tier in tiers: {
    parent: gateway
    name: tier.id
    properties: {
      displayName: tier.displayName
      description: tier.description
      subscriptionRequired: true
      // Whoever gets a subscription is somebody's cost: a person decides.
      approvalRequired: true
      state: 'published'
    }
  }
]

// One after the other: a link locks its API.
@batchSize(1)
resource links 'Microsoft.ApiManagement/service/products/apiLinks@2024-05-01' = [
  for index in range(0, length(tiers) * length(apiIds)): {
    parent: products[index / length(apiIds)]
    name: apiIds[index % length(apiIds)]
    properties: {
      apiId: resourceId('Microsoft.ApiManagement/service/apis', gatewayName, apiIds[index % length(apiIds)])
    }
  }
]
