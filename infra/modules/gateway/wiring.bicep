// All that is made in the instance itself. API Management refuses a policy that names something
// which does not exist, so the order is: named values, logger and backends; fragments; APIs.

import { gatewaySettings } from 'settings.bicep'
import { surfacesOf } from 'surfaces.bicep'

@description('The gateway and its models.')
param settings gatewaySettings

@description('Name of the instance.')
param gatewayName string

@description('Host name of the namespace with the hub of usage events.')
param usageHostName string

@description('The hub of usage events.')
param usageHubName string

@description('Shared-access rule by which the diagnostic setting writes.')
param logsRuleId string

@description('The hub of the gateway\'s logs.')
param logsHubName string

@description('Workspace for the logs.')
param workspaceId string

var surfaces = surfacesOf(settings)
var catalogue = loadJsonContent('apis.json')
var hasCache = settings.models.?embeddings != null

// loadTextContent takes literals only.
var policies = {
  azureOpenAi: hasCache
    ? loadTextContent('../../../policies/apis/azure-openai-cached.xml')
    : loadTextContent('../../../policies/apis/azure-openai.xml')
  azureOpenAiV1: loadTextContent('../../../policies/apis/azure-openai-v1.xml')
  anthropic: loadTextContent('../../../policies/apis/anthropic-messages.xml')
}

module namedValues 'named-values.bicep' = {
  params: {
    gatewayName: gatewayName
    settings: settings.?policies ?? {}
    hasProvisioned: !empty(settings.models.?provisioned ?? [])
  }
}

module loggers 'loggers.bicep' = {
  params: {
    gatewayName: gatewayName
    usageHostName: usageHostName
    usageHubName: usageHubName
    makesDiagnostic: settings.?createDiagnostic ?? (settings.?trial != null)
  }
}

module backends 'backends.bicep' = {
  params: {
    gatewayName: gatewayName
    models: settings.models
    breaker: settings.?breaker ?? {}
  }
}

module fragments 'fragments.bicep' = {
  params: {
    gatewayName: gatewayName
    hasCache: hasCache
  }
  dependsOn: [namedValues, loggers, backends]
}

// One after the other: two APIs that are changed at once may lock each other out.
@batchSize(1)
module apis 'api.bicep' = [
  for offered in surfaces: {
    params: {
      gatewayName: gatewayName
      api: offered
      definition: catalogue[offered.kind]
      policy: policies[offered.kind]
      applicationInsightsLogger: settings.?applicationInsightsLogger
      applicationInsightsSamplingPercent: settings.?applicationInsightsSamplingPercent ?? 100
    }
    dependsOn: [fragments]
  }
]

module products 'products.bicep' = if (settings.?createProducts ?? true) {
  params: {
    gatewayName: gatewayName
    settings: settings.?policies ?? {}
    apiIds: map(surfaces, offered => offered.id)
  }
  dependsOn: [apis]
}

module diagnostics 'diagnostics.bicep' = {
  params: {
    gatewayName: gatewayName
    logsRuleId: logsRuleId
    logsHubName: logsHubName
    workspaceId: (settings.?logsToWorkspace ?? true) ? workspaceId : null
  }
}
