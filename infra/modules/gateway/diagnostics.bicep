// Streams the gateway's own logs to the hub, where the program finds the tokens of streams.

@description('Name of the instance.')
param gatewayName string

@description('Shared-access rule of the namespace. Diagnostic settings know no identity: the one key of the estate.')
param logsRuleId string

@description('The hub.')
param logsHubName string

@description('Workspace for the same logs; null for none.')
param workspaceId string?

// No metrics: the program would have to turn every one of them away.
var categories = ['GatewayLogs', 'GatewayLlmLogs']

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName
}

resource setting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: gateway
  name: 'chargeback'
  properties: {
    eventHubAuthorizationRuleId: logsRuleId
    eventHubName: logsHubName
    workspaceId: workspaceId
    // Tables of their own (ApiManagementGatewayLogs), not the one for everything.
    logAnalyticsDestinationType: workspaceId == null ? null : 'Dedicated'
    logs: [
      for category in categories: {
        category: category
        enabled: true
      }
    ]
  }
}
