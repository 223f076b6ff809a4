// One backend of the policies. One resource with models is a single backend: a circuit breaker over it
// could only refuse requests, because there is no other resource that they could go to. Several are a
// pool, and each of its members has a circuit breaker.

import { modelResource, breakerSettings } from 'settings.bicep'

@description('Name of the instance.')
param gatewayName string

@description('Name by which policies call the backend, and by which usage events name it.')
param name string

@description('What is behind it, for people.')
param description string

@description('The resources behind it.')
param resources modelResource[]

@description('When the circuit of a member of a pool opens.')
param breaker breakerSettings

var isPool = length(resources) > 1

// 503: the resource cannot be reached, so none of its models answers. 429 speaks of one deployment, and an
// open circuit closes the whole resource. A 500 may have been the fault of one request.
var trippingStatuses = (breaker.?onThrottling ?? false) ? [429, 503] : [503]

// What a caller gets if no member is available, instead of 503: its clients wait and try again. Versions of
// the API before 2024-10-01-preview do not have it.
var busy = { statusCode: 429 }

var tls = {
  validateCertificateChain: true
  validateCertificateName: true
}

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName
}

resource members 'Microsoft.ApiManagement/service/backends@2025-03-01-preview' = [
  for (model, index) in (isPool ? resources : []): {
    parent: gateway
    name: '${name}-${index + 1}'
    properties: {
      description: description
      type: 'Single'
      url: model.url
      protocol: 'http'
      tls: tls
      circuitBreaker: {
        rules: [
          {
            name: 'not-available'
            failureCondition: {
              count: breaker.?failures ?? 3
              interval: 'PT${breaker.?intervalSeconds ?? 60}S'
              statusCodeRanges: map(trippingStatuses, status => { min: status, max: status })
            }
            tripDuration: 'PT${breaker.?openSeconds ?? 60}S'
            // Azure OpenAI answers a Retry-After of up to a day. No circuit stays open for that long.
            acceptRetryAfter: false
            failureResponse: busy
          }
        ]
      }
    }
  }
]

// The name stays, whether there is one resource or several: an update changes the backend in place.
resource backend 'Microsoft.ApiManagement/service/backends@2025-03-01-preview' = {
  parent: gateway
  name: name
  properties: {
    description: description
    type: isPool ? 'Pool' : 'Single'
    url: isPool ? null : resources[0].url
    protocol: isPool ? null : 'http'
    tls: isPool ? null : tls
    pool: isPool
      ? {
          services: map(resources, (model, index) => {
            id: resourceId('Microsoft.ApiManagement/service/backends', gatewayName, '${name}-${index + 1}')
            priority: model.?priority ?? 1
            weight: model.?weight ?? 1
          })
          failureResponse: busy
        }
      : null
  }
  dependsOn: [members]
}
