// One API: its operations, its policy, and what is logged of it.

import { surface } from 'surfaces.bicep'

@description('Name of the instance.')
param gatewayName string

@description('The API.')
param api surface

@description('Its entry in apis.json.')
param definition object

@description('Text of its policy.')
param policy string

@description('Logger of "all APIs" for Application Insights, if there is one.')
param applicationInsightsLogger string?

@description('Share of the requests that are reported by it, in percent.')
@minValue(0)
@maxValue(100)
param applicationInsightsSamplingPercent int

// What a body would add to a log: prompts, and streams that are held back until their end.
var noBody = {
  headers: []
  body: { bytes: 0 }
}
var noBodies = {
  request: noBody
  response: noBody
}

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName
}

// An API that exists already is left as it is but for its policy and its diagnostics.
resource made 'Microsoft.ApiManagement/service/apis@2025-03-01-preview' = if (!api.existing) {
  parent: gateway
  name: api.id
  properties: {
    displayName: definition.displayName
    description: definition.description
    path: definition.path
    protocols: ['https']
    subscriptionRequired: api.subscriptionRequired
    subscriptionKeyParameterNames: {
      header: definition.keyHeader
      // authenticate-backend takes this one away before the request is forwarded.
      query: 'subscription-key'
      // OpenAI's own clients send the key as Authorization: Bearer KEY. The published types lack this member;
      // https://github.com/Azure-Samples/AI-Gateway sets it (modules/apim), with this API version. An API that
      // lets callers in with a token alone does without: nothing may take that token for a key.
      #disable-next-line BCP037
      bearer: definition.bearerKey && api.subscriptionRequired ? 'enabled' : null
    }
  }
}

// Those with a name of their own go before those for every other path (/*), by which the API answers its
// whole surface. One after the other: each of them locks its API.
@batchSize(1)
resource operations 'Microsoft.ApiManagement/service/apis/operations@2024-05-01' = [
  for operation in (api.existing ? [] : definition.operations): {
    parent: made
    name: operation.id
    properties: {
      displayName: operation.id
      method: operation.method
      urlTemplate: operation.urlTemplate
      templateParameters: map(operation.?parameters ?? [], parameter => {
        name: parameter
        type: 'string'
        required: true
      })
    }
  }
]

resource used 'Microsoft.ApiManagement/service/apis@2024-05-01' existing = {
  parent: gateway
  name: api.id
}

resource apiPolicy 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = {
  parent: used
  name: 'policy'
  properties: {
    format: 'xml'
    value: policy
  }
  dependsOn: [made, operations]
}

// LLM logging: token counts of every request, also of streams. Without `requests` and `responses`:
// with them the log would hold prompts and answers. A preview: no stable version has it.
resource azureMonitor 'Microsoft.ApiManagement/service/apis/diagnostics@2024-06-01-preview' = {
  parent: used
  name: 'azuremonitor'
  properties: {
    loggerId: resourceId('Microsoft.ApiManagement/service/loggers', gatewayName, 'azuremonitor')
    alwaysLog: 'allErrors'
    // A request that is not sampled is a stream that is not billed.
    sampling: {
      samplingType: 'fixed'
      percentage: 100
    }
    verbosity: 'information'
    logClientIp: false
    frontend: noBodies
    backend: noBodies
    largeLanguageModel: {
      logs: 'enabled'
    }
  }
  dependsOn: [apiPolicy]
}

// What "all APIs" report to Application Insights counts for this API too, unless it says otherwise.
resource applicationInsights 'Microsoft.ApiManagement/service/apis/diagnostics@2024-05-01' = if (applicationInsightsLogger != null) {
  parent: used
  name: 'applicationinsights'
  properties: {
    loggerId: resourceId(
      'Microsoft.ApiManagement/service/loggers',
      gatewayName,
      applicationInsightsLogger ?? ''
    )
    alwaysLog: 'allErrors'
    sampling: {
      samplingType: 'fixed'
      percentage: applicationInsightsSamplingPercent
    }
    httpCorrelationProtocol: 'W3C'
    verbosity: 'information'
    logClientIp: false
    frontend: noBodies
    backend: noBodies
  }
  dependsOn: [apiPolicy]
}
