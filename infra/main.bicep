// The whole estate of the program in one resource group: what receives events, what processes them,
// what keeps the ledger, and who may do what. API Management stays where it is, in a group of its
// own; it is only told where to send events. Every default is the safe one; a parameter file loosens.
//
// Order of reading: parameters; names; what everything reports to, is reached by and signs in with;
// what holds data; the program; outputs.

import { networkSettings } from 'modules/network/network.bicep'
import { monitoringSettings } from 'modules/monitoring.bicep'
import { eventHubsSettings } from 'modules/event-hubs/settings.bicep'
import { cosmosSettings } from 'modules/cosmos/settings.bicep'
import { functionAppSettings } from 'modules/function-app/settings.bicep'
import { programSettings } from 'modules/function-app/program-settings.bicep'
import { gatewaySettings } from 'modules/gateway/settings.bicep'

// ---- Parameters

@description('What the workload is called: part of every name. Lower-case letters and digits, a letter first.')
@minLength(3)
@maxLength(10)
param name string = 'chargeback'

@description('Stage of the estate: part of every name, and a tag. What differs between stages is in the parameter files.')
@allowed(['dev', 'test', 'prod'])
param environment string

@description('Region of everything but the read regions of Cosmos DB. Diagnostic settings stream only to a hub in the region of their resource: take the region of the gateway.')
param location string = resourceGroup().location

@description('Tags of every resource, beside those for workload and stage.')
param tags object = {}

@description('How the estate is reached: by private endpoints alone, unless it says otherwise.')
param network networkSettings = {}

@description('Where logs and telemetry go, and for how long.')
param monitoring monitoringSettings = {}

@description('The two namespaces of Event Hubs: their size, and what is captured.')
param eventHubs eventHubsSettings = {}

@description('The account of Cosmos DB: capacity, regions, backup.')
param cosmos cosmosSettings = {}

@description('The Function App: its plan, its size, who may call it.')
param functionApp functionAppSettings = {}

@description('Settings of the program. The same values configure the hubs and containers that they speak of.')
param program programSettings = {}

@description('Names and values of secrets for the vault: what cannot be an identity, such as the address of a webhook.')
@secure()
param secrets object = {}

@description('The API Management instance that sends events, and the models behind it. Null: it is wired by other means, as policies/README.md tells.')
param gateway gatewaySettings?

@description('Whether locks keep the ledger, and the events that are not yet in it, from being deleted. Removing the estate begins with removing them.')
param locks bool = true

// ---- Names: all of them here. Those that are unique in the world end in a suffix of the group.

var stem = '${name}-${environment}'
var suffix = take(uniqueString(resourceGroup().id, name, environment), 8)

var names = {
  identity: 'id-${stem}'
  workspace: 'log-${stem}'
  component: 'appi-${stem}'
  network: 'vnet-${stem}'
  llmUsageNamespace: 'evhns-${name}-usage-${environment}-${suffix}'
  apimLogsNamespace: 'evhns-${name}-logs-${environment}-${suffix}'
  cosmosAccount: 'cosmos-${stem}-${suffix}'
  // Accounts of storage and vaults: at most 24 characters; accounts take no hyphens.
  hostStorage: 'st${name}${environment}${suffix}'
  captureStorage: 'sc${name}${environment}${suffix}'
  // A vault that was deleted keeps its name for 90 days.
  keyVault: 'kv-${name}-${suffix}'
  plan: 'plan-${stem}'
  // The host takes the first 32 characters for its id in storage: all of it has to fit in them.
  functionApp: 'func-${stem}-${suffix}'
}

var allTags = union(tags, { workload: name, stage: environment })

// What hubs, containers and the program must agree on: said once, here, for all of them.
var agreed = {
  database: program.?database ?? 'chargeback'
  llmUsageHub: program.?llmUsageHub ?? 'llm-usage'
  llmUsageConsumerGroup: program.?llmUsageConsumerGroup ?? 'chargeback'
  apimLogsHub: program.?apimLogsHub ?? 'apim-logs'
  apimLogsConsumerGroup: program.?apimLogsConsumerGroup ?? 'chargeback'
  hubRetentionHours: program.?hubRetentionHours ?? 168
  usageTtlDays: program.?usageTtlDays ?? 45
}

// ---- What everything reports to, is reached by, and signs in with

module telemetry 'modules/monitoring.bicep' = {
  params: {
    workspaceName: names.workspace
    componentName: names.component
    location: location
    tags: allTags
    settings: monitoring
  }
}

module reach 'modules/network/network.bicep' = {
  params: {
    name: names.network
    location: location
    tags: allTags
    settings: network
    plan: functionApp.?plan ?? 'FlexConsumption'
    workspaceId: telemetry.outputs.workspaceId
  }
}

module identity 'modules/identity.bicep' = {
  params: { name: names.identity, location: location, tags: allTags }
}

// ---- What holds data

module llmUsage 'modules/event-hubs/namespace.bicep' = {
  params: {
    name: names.llmUsageNamespace
    location: location
    tags: allTags
    hub: agreed.llmUsageHub
    consumerGroup: agreed.llmUsageConsumerGroup
    retentionHours: agreed.hubRetentionHours
    sku: eventHubs.?sku ?? 'Standard'
    size: eventHubs.?llmUsage ?? {}
    readerPrincipalId: identity.outputs.principalId
    captureStorageId: ''
    takesDiagnosticSettings: false
    reach: reach.outputs.reach
    workspaceId: telemetry.outputs.workspaceId
    lock: locks
  }
}

module apimLogs 'modules/event-hubs/namespace.bicep' = {
  params: {
    name: names.apimLogsNamespace
    location: location
    tags: allTags
    hub: agreed.apimLogsHub
    consumerGroup: agreed.apimLogsConsumerGroup
    retentionHours: agreed.hubRetentionHours
    sku: eventHubs.?sku ?? 'Standard'
    size: eventHubs.?apimLogs ?? {}
    readerPrincipalId: identity.outputs.principalId
    captureStorageId: ''
    takesDiagnosticSettings: true
    reach: reach.outputs.reach
    workspaceId: telemetry.outputs.workspaceId
    lock: locks
  }
}

// ---- What sends: API Management, which stays in its own group

module gatewayWiring 'modules/gateway/gateway.bicep' = if (gateway != null) {
  params: {
    settings: gateway!
    location: location
    tags: allTags
    usageNamespaceName: llmUsage.outputs.name
    usageHostName: llmUsage.outputs.hostName
    usageHubName: llmUsage.outputs.hubName
    logsRuleId: apimLogs.outputs.diagnosticsRuleId
    logsHubName: apimLogs.outputs.hubName
    workspaceId: telemetry.outputs.workspaceId
  }
}

// ---- Outputs: what hooks, workflows and people ask for next

@description('Name of the Function App.')
output functionAppName string = names.functionApp
