// What the policies call by name. The name is the same for one resource and for a pool of several: a second
// one can be added without changing what the policies and the usage events speak of.

import { modelsSettings, breakerSettings } from 'settings.bicep'

@description('Name of the instance.')
param gatewayName string

@description('The resources with models.')
param models modelsSettings

@description('When the circuit of a member of a pool opens.')
param breaker breakerSettings

var hasProvisioned = !empty(models.?provisioned ?? [])
var hasAnthropic = !empty(models.?anthropic ?? [])

module standard 'backend.bicep' = {
  params: {
    gatewayName: gatewayName
    name: 'llm-standard'
    description: 'Models that are paid for as they are used.'
    resources: models.standard
    breaker: breaker
  }
}

// The policies name this backend, so it exists also where nothing is provisioned. No product is entitled to
// it then (llm-provisioned-products), and it leads to the standard models.
module provisioned 'backend.bicep' = {
  params: {
    gatewayName: gatewayName
    name: 'llm-provisioned'
    description: hasProvisioned ? 'Models with provisioned throughput.' : 'The standard models: nothing is provisioned.'
    resources: hasProvisioned ? models.?provisioned ?? [] : models.standard
    breaker: breaker
  }
}

module anthropic 'backend.bicep' = if (hasAnthropic) {
  params: {
    gatewayName: gatewayName
    name: 'llm-anthropic'
    description: 'Models of Anthropic in Microsoft Foundry.'
    resources: models.?anthropic ?? []
    breaker: breaker
  }
}

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName
}

// Without a circuit: where the cache cannot be asked, the request goes to its model.
resource embeddings 'Microsoft.ApiManagement/service/backends@2025-03-01-preview' = if (models.?embeddings != null) {
  parent: gateway
  name: 'llm-embeddings'
  properties: {
    description: 'Vectors for the semantic cache.'
    url: models.?embeddings.?url ?? ''
    protocol: 'http'
    tls: {
      validateCertificateChain: true
      validateCertificateName: true
    }
  }
}
