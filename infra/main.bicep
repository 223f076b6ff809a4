// The whole estate of the program in one resource group: what receives events, what processes them,
// what keeps the ledger, and who may do what. API Management stays where it is, in a group of its
// own; it is only told where to send events. Every default is the safe one; a parameter file loosens.
//
// Order of reading: parameters; names; what everything reports to, is reached by and signs in with;
// what holds data; the program; outputs.

import { networkSettings } from 'modules/network/network.bicep'
import { monitoringSettings } from 'modules/monitoring.bicep'
import { principal } from 'modules/roles.bicep'
import { eventHubsSettings } from 'modules/event-hubs/settings.bicep'
import { cosmosSettings } from 'modules/cosmos/settings.bicep'
import { functionAppSettings } from 'modules/function-app/settings.bicep'
import { programSettings } from 'modules/function-app/program-settings.bicep'
import { gatewaySettings } from 'modules/gateway/settings.bicep'
import { apiIdsOf } from 'modules/gateway/surfaces.bicep'
import { wrongModelUrls } from 'modules/gateway/model-urls.bicep'
import { observabilitySettings } from 'modules/observability/settings.bicep'

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

@description('Who pushes reference data (npm run reference): they read and write that one container.')
param referenceEditors principal[] = []

@description('Who looks into the estate by hand: they read documents and events, and may delete a checkpoint. docs/runbook.md says when.')
param operators principal[] = []

@description('Who deploys the package on the plan Premium, where it is a blob: they write that one container. Flex Consumption needs none.')
param deployers principal[] = []

@description('Names and values of secrets for the vault: what cannot be an identity, such as the address of a webhook.')
@secure()
param secrets object = {}

@description('The API Management instance that sends events, and the models behind it. Null: it is wired by other means, as policies/README.md tells.')
param gateway gatewaySettings?

@description('Alerts, workbook and budgets: who is told, and from when on.')
param observability observabilitySettings = {}

@description('Whether locks keep the ledger, and the events that are not yet in it, from being deleted. Removing the estate begins with removing them.')
param locks bool = true

// ---- Names: all of them here. Those that are unique in the world end in a suffix of the group.

var workload = toLower(name) == name && !contains(name, '-') && !contains(name, '_')
  ? name
  : fail('name: storage accounts take lower-case letters and digits alone, and it is part of their names.')
var stem = '${workload}-${environment}'
var suffix = take(uniqueString(resourceGroup().id, workload, environment), 8)

var names = {
  identity: 'id-${stem}'
  captureIdentity: 'id-${stem}-capture'
  workspace: 'log-${stem}'
  component: 'appi-${stem}'
  network: 'vnet-${stem}'
  llmUsageNamespace: 'evhns-${workload}-usage-${environment}-${suffix}'
  apimLogsNamespace: 'evhns-${workload}-logs-${environment}-${suffix}'
  cosmosAccount: cosmos.?accountName ?? 'cosmos-${stem}-${suffix}'
  // Accounts of storage and vaults: at most 24 characters; accounts take no hyphens.
  hostStorage: 'st${workload}${environment}${suffix}'
  captureStorage: 'sc${workload}${environment}${suffix}'
  // A vault that was deleted keeps its name for 90 days.
  keyVault: 'kv-${workload}-${suffix}'
  plan: 'plan-${stem}'
  // The host takes the first 32 characters for its id in storage: all of it has to fit in them.
  functionApp: 'func-${stem}-${suffix}'
}

var storageSku = functionApp.?storageSku ?? 'Standard_ZRS'
var allTags = union(tags, { workload: workload, stage: environment })

// ---- The gateway: what would be found out by its callers is refused here, before anything is made

// What the gateway cannot send is lost, and no error says so. A network that is made here is linked to no other one
// unless linkedNetworkIds names it; whether a company's own network and zones lead to the gateway is not known here.
var hubsArePrivate = (network.?publicNetworkAccess ?? 'Disabled') == 'Disabled'
var makesLonelyNetwork = network.?existing == null && (network.?dns ?? 'create') == 'create' && empty(network.?linkedNetworkIds ?? [])
var reachableGateway = gateway == null || !hubsArePrivate
  ? gateway
  : gateway.?trial != null
      ? fail('gateway.trial: an instance that is made has no network, and the hubs have no public address. Set network.publicNetworkAccess to Enabled, or name an instance that reaches the network.')
      : makesLonelyNetwork
          ? fail('gateway: the hubs have no public address, and no network of the gateway leads to them. Name its network in network.linkedNetworkIds (CHARGEBACK_GATEWAY_NETWORK_ID) and peer the two, give network.existing or network.dns of your own, or set network.publicNetworkAccess to Enabled.')
          : gateway

// An empty url is what a parameter file comes to whose variable is not set.
var checkedGateway = empty(wrongModelUrls(gateway))
  ? reachableGateway
  : fail('gateway.models: each url begins with https:// and names the resource (CHARGEBACK_MODEL_URL); wrong: ${join(wrongModelUrls(gateway), ', ')}.')

// ---- What hubs, containers and the program must agree on: said once, for all of them

var hubRetentionHours = program.?hubRetentionHours ?? 168
var lateDays = program.?lateDays ?? 31

// The program refuses to start otherwise (shared/limits.ts has the margins); here nothing is made at all.
var sealAgeDaysChosen = program.?sealAgeDays ?? 40
var usageTtlDaysChosen = program.?usageTtlDays ?? 45
var sealAgeDays = sealAgeDaysChosen >= lateDays + (hubRetentionHours + 23) / 24 + 1
  ? sealAgeDaysChosen
  : fail('program.sealAgeDays: a window may be sealed only when no event for it can arrive any more: at least lateDays + hubRetentionHours / 24 + 1.')
var usageTtlDays = usageTtlDaysChosen >= sealAgeDays + 2
  ? usageTtlDaysChosen
  : fail('program.usageTtlDays: records must outlive the sealing of their window: at least sealAgeDays + 2.')

var agreed = {
  database: program.?database ?? 'chargeback'
  llmUsageHub: program.?llmUsageHub ?? 'llm-usage'
  llmUsageConsumerGroup: program.?llmUsageConsumerGroup ?? 'chargeback'
  apimLogsHub: program.?apimLogsHub ?? 'apim-logs'
  apimLogsConsumerGroup: program.?apimLogsConsumerGroup ?? 'chargeback'
  llmApis: program.?llmApis ?? (gateway == null
    ? '*openai*,*llm*,*ai-gateway*,*anthropic*,*foundry*,*inference*'
    : apiIdsOf(any(checkedGateway)))
  hubRetentionHours: hubRetentionHours
  lateDays: lateDays
  sealAgeDays: sealAgeDays
  usageTtlDays: usageTtlDays
}

// ---- What everything signs in with, reports to, and is reached by

module identity 'modules/identity.bicep' = {
  params: { name: names.identity, location: location, tags: allTags }
}

module telemetry 'modules/monitoring.bicep' = {
  params: {
    workspaceName: names.workspace
    componentName: names.component
    location: location
    tags: allTags
    settings: monitoring
    programPrincipalId: identity.outputs.principalId
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

// ---- What holds data

module capture 'modules/event-hubs/capture.bicep' = if (eventHubs.?capture != null) {
  params: {
    identityName: names.captureIdentity
    storageName: names.captureStorage
    location: location
    tags: allTags
    settings: eventHubs.?capture ?? {}
    storageSku: storageSku
    reach: reach.outputs.reach
    workspaceId: telemetry.outputs.workspaceId
  }
}

module llmUsage 'modules/event-hubs/namespace.bicep' = {
  params: {
    name: names.llmUsageNamespace
    location: location
    tags: allTags
    sku: eventHubs.?sku ?? 'Standard'
    size: eventHubs.?llmUsage ?? {}
    hub: agreed.llmUsageHub
    consumerGroup: agreed.llmUsageConsumerGroup
    retentionHours: agreed.hubRetentionHours
    readerPrincipalId: identity.outputs.principalId
    operators: operators
    takesDiagnosticSettings: false
    capture: eventHubs.?capture == null ? null : capture!.outputs.target
    reach: reach.outputs.reach
    workspaceId: telemetry.outputs.workspaceId
    lock: locks
  }
}

module apimLogs 'modules/event-hubs/namespace.bicep' = {
  params: {
    name: names.apimLogsNamespace
    location: eventHubs.?apimLogsLocation ?? location
    tags: allTags
    sku: eventHubs.?sku ?? 'Standard'
    size: eventHubs.?apimLogs ?? {}
    hub: agreed.apimLogsHub
    consumerGroup: agreed.apimLogsConsumerGroup
    retentionHours: agreed.hubRetentionHours
    readerPrincipalId: identity.outputs.principalId
    // Its records hold addresses and URLs of callers: people do not read them, and they are not captured.
    operators: []
    takesDiagnosticSettings: true
    capture: null
    reach: reach.outputs.reach
    workspaceId: telemetry.outputs.workspaceId
    lock: locks
  }
}

module ledger 'modules/cosmos/account.bicep' = {
  params: {
    name: names.cosmosAccount
    location: location
    tags: allTags
    settings: cosmos
    database: agreed.database
    usageTtlDays: agreed.usageTtlDays
    programPrincipalId: identity.outputs.principalId
    referenceEditors: referenceEditors
    operators: operators
    reach: reach.outputs.reach
    workspaceId: telemetry.outputs.workspaceId
    lock: locks
  }
}

module hostStorage 'modules/function-app/host-storage.bicep' = {
  params: {
    name: names.hostStorage
    location: location
    tags: allTags
    sku: storageSku
    hostPrincipalId: identity.outputs.principalId
    operators: operators
    deployers: functionApp.?plan == 'Premium' ? deployers : []
    reach: reach.outputs.reach
    workspaceId: telemetry.outputs.workspaceId
  }
}

module vault 'modules/key-vault.bicep' = {
  params: {
    name: names.keyVault
    location: location
    tags: allTags
    secrets: secrets
    reach: reach.outputs.reach
    workspaceId: telemetry.outputs.workspaceId
  }
}

// ---- What processes events

module app 'modules/function-app/app.bicep' = {
  params: {
    name: names.functionApp
    planName: names.plan
    location: location
    tags: allTags
    settings: functionApp
    program: program
    agreed: agreed
    addresses: {
      cosmosEndpoint: ledger.outputs.endpoint
      llmUsageHost: llmUsage.outputs.hostName
      apimLogsHost: apimLogs.outputs.hostName
      storageBlobEndpoint: hostStorage.outputs.blobEndpoint
      storageTableEndpoint: hostStorage.outputs.tableEndpoint
      telemetryConnectionString: telemetry.outputs.connectionString
    }
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    packageContainer: hostStorage.outputs.packageContainer
    subnetId: reach.outputs.appSubnetId
    reach: reach.outputs.reach
    workspaceId: telemetry.outputs.workspaceId
  }
}

// ---- What sends: API Management, which stays in its own group

module gatewayWiring 'modules/gateway/gateway.bicep' = if (gateway != null) {
  params: {
    settings: checkedGateway!
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

// ---- What people see, and what calls them

// Azure's test locations reach the app only where everybody does.
var appAnswersEverybody = (functionApp.?publicNetworkAccess ?? network.?publicNetworkAccess ?? 'Disabled') == 'Enabled' && empty(functionApp.?allowedIpRanges ?? network.?allowedIpRanges ?? []) && empty(network.?allowedSubnetIds ?? [])

module watch 'modules/observability/observability.bicep' = {
  params: {
    prefix: stem
    location: location
    tags: allTags
    settings: observability
    componentId: telemetry.outputs.componentId
    workspaceId: telemetry.outputs.workspaceId
    gatewayLogsHere: gateway != null && (gateway.?logsToWorkspace ?? true)
    gatewayId: gateway == null
      ? ''
      : resourceId(
          gateway.?subscriptionId ?? subscription().subscriptionId,
          gateway.?resourceGroup ?? resourceGroup().name,
          'Microsoft.ApiManagement/service',
          gateway!.name
        )
    hubs: [agreed.llmUsageHub, agreed.apimLogsHub]
    llmApis: agreed.llmApis
    namespaceIds: [llmUsage.outputs.id, apimLogs.outputs.id]
    hubRetentionHours: agreed.hubRetentionHours
    healthUrl: appAnswersEverybody ? '${app.outputs.url}/api/v1/health' : ''
    keyVaultName: vault.outputs.name
  }
}

// ---- Outputs: what hooks, workflows and people ask for next

@description('Name of the Function App, which the package is deployed to.')
output functionAppName string = app.outputs.name

@description('Address of the Function App, without a slash at the end.')
output functionAppUrl string = app.outputs.url

@description('Address of the account of Cosmos DB: COSMOS_ENDPOINT of npm run reference.')
output cosmosEndpoint string = ledger.outputs.endpoint

@description('Name of the account of Cosmos DB.')
output cosmosAccountName string = ledger.outputs.name

@description('Database of the program: COSMOS_DATABASE of npm run reference.')
output cosmosDatabase string = agreed.database

@description('Namespace that the policies send to.')
output llmUsageNamespace string = llmUsage.outputs.name

@description('Host name of that namespace.')
output llmUsageHost string = llmUsage.outputs.hostName

@description('Namespace that diagnostic settings stream to.')
output apimLogsNamespace string = apimLogs.outputs.name

@description('Rule that diagnostic settings stream by, for those of a gateway that is not wired here.')
output apimLogsRuleId string = apimLogs.outputs.diagnosticsRuleId

@description('Storage account of the Functions host: checkpoints, function keys, packages.')
output storageAccountName string = hostStorage.outputs.name

@description('Vault for what cannot be an identity.')
output keyVaultName string = vault.outputs.name

@description('Component of Application Insights.')
output applicationInsightsName string = telemetry.outputs.componentName

@description('Workspace of logs and telemetry.')
output workspaceId string = telemetry.outputs.workspaceId

@description('Object id of the program\'s identity.')
output identityPrincipalId string = identity.outputs.principalId

@description('Client id of the program\'s identity.')
output identityClientId string = identity.outputs.clientId

@description('Workbook of cost, coverage and freshness.')
output workbookId string = watch.outputs.workbookId
