// A namespace of Event Hubs with one hub and the program's own consumer group on it.
//
// Nobody signs in with a key, with one exception that the platform leaves no choice about: diagnostic
// settings send by a shared access rule. Their namespace holds nothing but their hub.

import { reach as reachType, defaultActionOf } from '../network/reach.bicep'
import { principal } from '../roles.bicep'
import { captureTarget, hubSize } from 'settings.bicep'

@description('Name of the namespace.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Tier.')
param sku 'Standard' | 'Premium'

@description('Size of the namespace and its hub.')
param size hubSize

@description('Name of the hub.')
param hub string

@description('Consumer group of the program: another reader on it would take partitions away from the program.')
param consumerGroup string

@description('How long the hub keeps events, in hours: the longest outage without loss.')
@minValue(1)
@maxValue(2160)
param retentionHours int

@description('Identity of the program, which reads the hub.')
param readerPrincipalId string

@description('Who looks at events by hand.')
param operators principal[]

@description('Whether diagnostic settings send to it, by a key.')
param takesDiagnosticSettings bool

@description('Where events are captured; null: nowhere.')
param capture captureTarget?

@description('How it is reached.')
param reach reachType

@description('Workspace of the diagnostic settings.')
param workspaceId string

@description('Whether it is locked against deletion: with it go the events that nobody has processed yet.')
param lock bool

var capacity = size.?capacity ?? 1
var grows = sku == 'Standard' && (size.?capacityMax ?? 4) > capacity
var standardRetentionHoursMax = 168

resource namespace 'Microsoft.EventHub/namespaces@2026-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, tier: sku, capacity: capacity }
  identity: capture == null
    ? null
    : { type: 'UserAssigned', userAssignedIdentities: { '${capture!.identityId}': {} } }
  properties: {
    disableLocalAuth: !takesDiagnosticSettings
    minimumTlsVersion: '1.2'
    publicNetworkAccess: reach.publicNetworkAccess
    isAutoInflateEnabled: grows
    maximumThroughputUnits: grows ? size.?capacityMax ?? 4 : 0
  }
}

resource firewall 'Microsoft.EventHub/namespaces/networkRuleSets@2026-01-01' = {
  parent: namespace
  name: 'default'
  properties: {
    publicNetworkAccess: reach.publicNetworkAccess
    defaultAction: defaultActionOf(reach)
    // Azure Monitor, which sends what diagnostic settings stream, is a trusted service; API Management is none.
    trustedServiceAccessEnabled: takesDiagnosticSettings
    ipRules: [for range in reach.allowedIpRanges: { action: 'Allow', ipMask: range }]
    virtualNetworkRules: [for subnetId in reach.allowedSubnetIds: { subnet: { id: subnetId } }]
  }
}

resource eventHub 'Microsoft.EventHub/namespaces/eventhubs@2026-01-01' = {
  parent: namespace
  name: hub
  properties: {
    partitionCount: size.?partitions ?? 4
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: sku == 'Standard' && retentionHours > standardRetentionHoursMax
        ? fail('hubRetentionHours: Standard keeps events for 168 hours at most. Choose the sku Premium, or fewer hours.')
        : retentionHours
    }
    captureDescription: capture == null
      ? null
      : {
          enabled: true
          encoding: 'Avro'
          intervalInSeconds: capture!.settings.?intervalSeconds ?? 300
          sizeLimitInBytes: capture!.settings.?sizeBytesMax ?? 104857600
          skipEmptyArchives: true
          destination: {
            name: 'EventHubArchive.AzureBlockBlob'
            identity: { type: 'UserAssigned', userAssignedIdentity: capture!.identityId }
            properties: {
              storageAccountResourceId: capture!.storageAccountId
              blobContainer: capture!.container
              archiveNameFormat: '{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}'
            }
          }
        }
  }
}

resource ownConsumerGroup 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2026-01-01' = {
  parent: eventHub
  name: consumerGroup
  properties: { userMetadata: 'The chargeback program. Nobody else may read by it.' }
}

resource diagnosticsRule 'Microsoft.EventHub/namespaces/authorizationRules@2026-01-01' = if (takesDiagnosticSettings) {
  parent: namespace
  name: 'diagnostic-settings'
  properties: {
    // Azure Monitor asks for all three: https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings
    rights: ['Manage', 'Send', 'Listen']
  }
}

module reader 'hub-role.bicep' = {
  params: {
    namespaceName: namespace.name
    hubName: eventHub.name
    principalId: readerPrincipalId
    role: 'Receiver'
    reason: 'The chargeback program reads the events of this hub, and where it ends.'
  }
}

module operatorRoles 'hub-role.bicep' = [
  for operator in operators: {
    params: {
      namespaceName: namespace.name
      hubName: eventHub.name
      principalId: operator.id
      principalType: operator.?type ?? 'Group'
      role: 'Receiver'
      reason: 'Operators look at events in the portal, when some are refused or missing.'
    }
  }
]

module endpoint '../network/private-endpoint.bicep' = if (!empty(reach.endpointSubnetId)) {
  params: {
    targetName: namespace.name
    targetId: namespace.id
    groupId: 'namespace'
    location: reach.endpointLocation
    tags: tags
    subnetId: reach.endpointSubnetId
    dnsZoneId: reach.dnsZoneIds.serviceBus
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

resource deletionLock 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  name: 'keep-events'
  scope: namespace
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds events that are not in the ledger yet. A hub that is deleted loses them; one that is made anew counts its events from the beginning.'
  }
}

@description('Resource id of the namespace.')
output id string = namespace.id

@description('Name of the namespace.')
output name string = namespace.name

@description('Host name, by which clients find it.')
output hostName string = split(replace(namespace.properties.serviceBusEndpoint, 'https://', ''), ':')[0]

@description('Name of the hub.')
output hubName string = eventHub.name

@description('Resource id of the rule that diagnostic settings send by; empty where none do.')
output diagnosticsRuleId string = takesDiagnosticSettings ? diagnosticsRule.id : ''
