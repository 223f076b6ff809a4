// A stage for trials: it answers on the Internet (to those who sign in), is small, has no locks, and costs
// little while nothing happens.
using '../main.bicep'

param environment = 'dev'
param locks = false

param network = {
  publicNetworkAccess: 'Enabled'
  privateEndpoints: false
}

param monitoring = {
  workspaceId: empty(workspaceId) ? null : workspaceId
  retentionDays: 30
  dailyGigabytesMax: 1
}

param eventHubs = {
  apimLogsLocation: empty(apimLocation) ? null : apimLocation
  llmUsage: { partitions: 2, capacity: 1, capacityMax: 2 }
  apimLogs: { partitions: 2, capacity: 1, capacityMax: 2 }
}

param cosmos = {
  capacity: 'serverless'
  zoneRedundant: false
  backup: 'Continuous7Days'
}

// Nothing runs while nothing comes: the first event after a pause waits for an instance to start.
param functionApp = {
  storageSku: 'Standard_LRS'
  alwaysReady: []
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
var apimName = readEnvironmentVariable('CHARGEBACK_APIM_NAME', '')
var apimResourceGroup = readEnvironmentVariable('CHARGEBACK_APIM_RESOURCE_GROUP', '')
var apimSubscriptionId = readEnvironmentVariable('CHARGEBACK_APIM_SUBSCRIPTION_ID', '')
var apimLocation = readEnvironmentVariable('CHARGEBACK_APIM_LOCATION', '')
var apimLogger = readEnvironmentVariable('CHARGEBACK_APIM_LOGGER', '')
var modelUrl = readEnvironmentVariable('CHARGEBACK_MODEL_URL', '')
var modelResourceId = readEnvironmentVariable('CHARGEBACK_MODEL_RESOURCE_ID', '')

param name = readEnvironmentVariable('CHARGEBACK_NAME', 'chargeback')

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
