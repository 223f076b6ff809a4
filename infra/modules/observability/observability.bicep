// What people see of the estate, and what calls them: workbook, alerts, budgets. What is asked and when it
// alarms stands in infra/observability; here it becomes resources.

import { observabilitySettings } from 'settings.bicep'

@description('What the names begin with.')
param prefix string

@description('Region of the component and the workspace.')
param location string

@description('Tags.')
param tags object

@description('What was chosen.')
param settings observabilitySettings

@description('Component of Application Insights.')
param componentId string

@description('Workspace with the program\'s telemetry.')
param workspaceId string

@description('Whether the gateway sends its logs to that workspace, too.')
param gatewayLogsHere bool

@description('APIs of language models as LLM_APIS names them: patterns with *, parted by commas.')
param llmApis string

@description('Resource id of the gateway, where it is wired here; empty where not.')
param gatewayId string

@description('The hubs that the program reads.')
param hubs string[]

@description('Namespaces of Event Hubs, by resource id.')
param namespaceIds string[]

@description('How long the hubs keep events, in hours.')
param hubRetentionHours int

@description('Address of the health check, where everybody reaches it; empty where not.')
param healthUrl string

@description('Vault with the address of the webhook.')
param keyVaultName string

var runbookUrl = settings.?runbookUrl ?? 'docs/runbook.md'
var alertsOff = settings.?alertsOff ?? []
var gatewayWorkspaceId = settings.?gatewayWorkspaceId ?? workspaceId
var watchesGateway = gatewayLogsHere || settings.?gatewayWorkspaceId != null
var comparesBoth = gatewayLogsHere || (watchesGateway && toLower(gatewayWorkspaceId) == toLower(workspaceId))
var names = { gatewayId: gatewayId, componentId: componentId, hubs: hubs }
var emails = settings.?emails ?? []
var webhookSecretName = settings.?webhookSecretName ?? ''
var hasOwnGroup = !empty(emails) || !empty(webhookSecretName)
var groupName = 'ag-${prefix}'

// A third of what a hub keeps is left for whoever is called. Where nothing waits, the whole of it is left, so a
// number of hours that fits one retention would never be silent with a shorter one.
var thresholds = union(
  { 'events-expire': hubRetentionHours / 3 },
  settings.?thresholds ?? {}
)

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: keyVaultName
}

// A secret can only be handed to a module as it is, so there are two modules for one group.
module groupWithWebhook 'action-group.bicep' = if (!empty(webhookSecretName)) {
  params: {
    name: groupName
    tags: tags
    emails: emails
    // The name of a secret must not be empty, not even where nobody asks for it.
    webhookUri: vault.getSecret(empty(webhookSecretName) ? 'none' : webhookSecretName)
  }
}

module groupWithoutWebhook 'action-group.bicep' = if (hasOwnGroup && empty(webhookSecretName)) {
  params: { name: groupName, tags: tags, emails: emails }
}

var ownGroupId = resourceId('Microsoft.Insights/actionGroups', groupName)
var actionGroupIds = concat(hasOwnGroup ? [ownGroupId] : [], settings.?actionGroupIds ?? [])

module logAlerts 'log-alerts.bicep' = {
  params: {
    prefix: prefix
    location: location
    tags: tags
    componentId: componentId
    workspaceId: workspaceId
    gatewayWorkspaceId: gatewayWorkspaceId
    watchesGateway: watchesGateway
    comparesBoth: comparesBoth
    names: names
    llmApis: llmApis
    thresholds: thresholds
    alertsOff: alertsOff
    actionGroupIds: actionGroupIds
    runbookUrl: runbookUrl
  }
  dependsOn: [groupWithWebhook, groupWithoutWebhook]
}

module hubAlerts 'hub-alerts.bicep' = [
  for namespaceId in namespaceIds: {
    params: {
      prefix: prefix
      tags: tags
      namespaceId: namespaceId
      thresholds: thresholds
      alertsOff: alertsOff
      actionGroupIds: actionGroupIds
      runbookUrl: runbookUrl
    }
    dependsOn: [groupWithWebhook, groupWithoutWebhook]
  }
]

module availability 'availability.bicep' = if (!empty(healthUrl) && (settings.?availabilityTest ?? true)) {
  params: {
    prefix: prefix
    location: location
    tags: tags
    componentId: componentId
    healthUrl: healthUrl
    thresholds: thresholds
    alertsOff: alertsOff
    actionGroupIds: actionGroupIds
    runbookUrl: runbookUrl
  }
  dependsOn: [groupWithWebhook, groupWithoutWebhook]
}

module budgets 'budget.bicep' = [
  for budget in settings.?budgets ?? []: {
    scope: resourceGroup(budget.?resourceGroup ?? resourceGroup().name)
    params: { budget: budget, emails: emails, actionGroupIds: actionGroupIds }
    dependsOn: [groupWithWebhook, groupWithoutWebhook]
  }
]

module workbook 'workbook.bicep' = {
  params: {
    prefix: prefix
    location: location
    tags: tags
    componentId: componentId
    workspaceId: gatewayWorkspaceId
    llmApis: llmApis
    names: names
  }
}

@description('Resource id of the workbook.')
output workbookId string = workbook.outputs.id
