// Where the gateway reports: usage events by the policies, logs by the diagnostics of the APIs.

@description('Name of the instance.')
param gatewayName string

@description('Host name of the namespace with the hub of usage events.')
param usageHostName string

@description('The hub of usage events.')
param usageHubName string

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
