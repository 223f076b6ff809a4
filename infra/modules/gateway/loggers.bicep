// Where the gateway reports: usage events by the policies, logs by the diagnostics of the APIs.

@description('Name of the instance.')
param gatewayName string

@description('Host name of the namespace with the hub of usage events.')
param usageHostName string

@description('The hub of usage events.')
param usageHubName string

@description('Makes the diagnostic azuremonitor of "all APIs".')
param makesDiagnostic bool

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

resource usage 'Microsoft.ApiManagement/service/loggers@2024-05-01' = {
  parent: gateway
  name: 'llm-usage'
  properties: {
    loggerType: 'azureEventHub'
    description: 'One event for each request to a language model, for chargeback.'
    // No connection string: the gateway signs in as itself.
    credentials: {
      name: usageHubName
      endpointAddress: usageHostName
      identityClientId: 'SystemAssigned'
    }
  }
}

// The name is Azure Monitor's own. Where a diagnostic setting exists the logger does too, and this
// changes nothing; a new instance has none, and the diagnostics of APIs refer to it.
resource azureMonitor 'Microsoft.ApiManagement/service/loggers@2024-05-01' = {
  parent: gateway
  name: 'azuremonitor'
  properties: {
    loggerType: 'azureMonitor'
    isBuffered: true
  }
}

// Of "all APIs", without bodies: those of language models have a diagnostic of their own (api.bicep).
resource allApis 'Microsoft.ApiManagement/service/diagnostics@2024-05-01' = if (makesDiagnostic) {
  parent: gateway
  name: 'azuremonitor'
  properties: {
    loggerId: azureMonitor.id
    alwaysLog: 'allErrors'
    sampling: {
      samplingType: 'fixed'
      percentage: 100
    }
    verbosity: 'information'
    logClientIp: false
    frontend: noBodies
    backend: noBodies
  }
}
