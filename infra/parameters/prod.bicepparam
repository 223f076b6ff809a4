// Production: private, zone-redundant where it holds the ledger, locked, and sized for about ten million
// requests a month (docs/cost.md). What it costs, and what to change at other sizes, is in docs/deploy.md.
using '../main.bicep'

param environment = 'prod'
param locks = true

param network = {
  publicNetworkAccess: 'Disabled'
  privateEndpoints: true
  existing: empty(appSubnetId) && empty(endpointSubnetId)
    ? null
    : { appSubnetId: appSubnetId, endpointSubnetId: endpointSubnetId }
  dns: empty(dnsResourceGroup) ? 'create' : 'existing'
  dnsZoneGroup: empty(dnsResourceGroup)
    ? null
    : {
        subscriptionId: empty(dnsSubscriptionId) ? null : dnsSubscriptionId
        resourceGroup: dnsResourceGroup
      }
  // The gateway sends to a private address: its network has to find it, and to be peered with this one.
  linkedNetworkIds: empty(gatewayNetworkId) ? [] : [gatewayNetworkId]
}

param monitoring = {
  workspaceId: empty(workspaceId) ? null : workspaceId
  retentionDays: 90
}

param eventHubs = {
  apimLogsLocation: empty(apimLocation) ? null : apimLocation
  llmUsage: { partitions: 8, capacity: 1, capacityMax: 8 }
  apimLogs: { partitions: 8, capacity: 1, capacityMax: 8 }
}

param cosmos = {
  capacity: 'autoscale'
  autoscaleRequestUnitsMax: 4000
  zoneRedundant: true
  backup: 'Continuous30Days'
}

// ---- What differs from company to company comes from the environment, by the same names in all stages.

var operatorGroupId = readEnvironmentVariable('CHARGEBACK_OPERATOR_GROUP_ID', '')
var referenceEditorId = readEnvironmentVariable('CHARGEBACK_REFERENCE_EDITOR_ID', '')
var alertEmail = readEnvironmentVariable('CHARGEBACK_ALERT_EMAIL', '')
var runbookUrl = readEnvironmentVariable('CHARGEBACK_RUNBOOK_URL', '')
var budget = readEnvironmentVariable('CHARGEBACK_BUDGET', '')
var budgetStart = readEnvironmentVariable('CHARGEBACK_BUDGET_START', '')
var workspaceId = readEnvironmentVariable('CHARGEBACK_WORKSPACE_ID', '')
var gatewayWorkspaceId = readEnvironmentVariable('CHARGEBACK_GATEWAY_WORKSPACE_ID', '')
var appSubnetId = readEnvironmentVariable('CHARGEBACK_APP_SUBNET_ID', '')
var endpointSubnetId = readEnvironmentVariable('CHARGEBACK_ENDPOINT_SUBNET_ID', '')
var dnsSubscriptionId = readEnvironmentVariable('CHARGEBACK_DNS_SUBSCRIPTION_ID', '')
var dnsResourceGroup = readEnvironmentVariable('CHARGEBACK_DNS_RESOURCE_GROUP', '')
var gatewayNetworkId = readEnvironmentVariable('CHARGEBACK_GATEWAY_NETWORK_ID', '')
var apimName = readEnvironmentVariable('CHARGEBACK_APIM_NAME', '')
var apimResourceGroup = readEnvironmentVariable('CHARGEBACK_APIM_RESOURCE_GROUP', '')
var apimSubscriptionId = readEnvironmentVariable('CHARGEBACK_APIM_SUBSCRIPTION_ID', '')
var apimLocation = readEnvironmentVariable('CHARGEBACK_APIM_LOCATION', '')
var apimLogger = readEnvironmentVariable('CHARGEBACK_APIM_LOGGER', '')
var modelUrl = readEnvironmentVariable('CHARGEBACK_MODEL_URL', '')
var modelResourceId = readEnvironmentVariable('CHARGEBACK_MODEL_RESOURCE_ID', '')

// Without a default: where the values of this stage are not loaded nothing is compiled, instead of an estate
// without its gateway, its network and its alerts.
param name = readEnvironmentVariable('CHARGEBACK_NAME')

param operators = empty(operatorGroupId) ? [] : [{ id: operatorGroupId }]

param referenceEditors = empty(referenceEditorId) ? [] : [{ id: referenceEditorId }]

param program = {
  businessTimeZone: readEnvironmentVariable('CHARGEBACK_TIME_ZONE', 'UTC')
}

param observability = {
  emails: empty(alertEmail) ? [] : [alertEmail]
  runbookUrl: empty(runbookUrl) ? null : runbookUrl
  gatewayWorkspaceId: empty(gatewayWorkspaceId) ? null : gatewayWorkspaceId
  budgets: empty(budget)
    ? []
    : [{ name: 'chargeback', amount: int(budget), startDate: budgetStart }]
}

param gateway = empty(apimName)
  ? null
  : {
      name: apimName
      resourceGroup: empty(apimResourceGroup) ? null : apimResourceGroup
      subscriptionId: empty(apimSubscriptionId) ? null : apimSubscriptionId
      models: {
        standard: [{ url: modelUrl, resourceId: empty(modelResourceId) ? null : modelResourceId }]
      }
      applicationInsightsLogger: empty(apimLogger) ? null : apimLogger
      // Azure refuses to send a log to one workspace twice, and one that has it is enough.
      logsToWorkspace: empty(gatewayWorkspaceId)
    }
