// One backend of the policies: a pool, and a backend with a circuit breaker for each resource in it.

import { modelResource, breakerSettings } from 'settings.bicep'

@description('Name of the instance.')
param gatewayName string

@description('Name by which policies call the pool, and by which usage events name it.')
param name string

@description('What is behind it, for people.')
param description string

@description('The resources of the pool.')
param resources modelResource[]

@description('When the circuit of a resource opens.')
param breaker breakerSettings

// Both answers say that no model worked: the resource has no room, or cannot be reached. A 500 may
// have been the fault of one request alone.
var noRoom = [429, 503]

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName
}

resource members 'Microsoft.ApiManagement/service/backends@2024-05-01' = [
  for (model, index) in resources: {
    parent: gateway
    name: '${name}-${index + 1}'
    properties: {
      description: description
      url: model.url
      protocol: 'http'
      tls: {
        validateCertificateChain: true
        validateCertificateName: true
      }
      circuitBreaker: {
        rules: [
          {
            name: 'no-room'
            failureCondition: {
              count: breaker.?failures ?? 3
              interval: 'PT${breaker.?intervalSeconds ?? 60}S'
              statusCodeRanges: map(noRoom, status => { min: status, max: status })
            }
            tripDuration: 'PT${breaker.?openSeconds ?? 60}S'
            // Azure OpenAI knows best when it has room again.
            acceptRetryAfter: true
          }
        ]
      }
    }
  }
]

resource pool 'Microsoft.ApiManagement/service/backends@2024-05-01' = {
  parent: gateway
  name: name
  properties: {
    description: description
    type: 'Pool'
    pool: {
      services: [
        for (model, index) in resources: {
          id: members[index].id
          priority: model.?priority ?? 1
          weight: model.?weight ?? 1
        }
      ]
    }
  }
}
