// The Function App: one, because two would run two timers. It signs in everywhere as one identity, whose
// roles are there before it starts.

import { reach as reachType } from '../network/reach.bicep'
import { agreedNames, appSettings, estateAddresses, premiumAppSettings } from 'app-settings.bicep'
import { programSettings } from 'program-settings.bicep'
import { functionAppSettings } from 'settings.bicep'

@description('Name of the app.')
param name string

@description('Name of its plan.')
param planName string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('What was chosen about the app.')
param settings functionAppSettings

@description('What was chosen about the program.')
param program programSettings

@description('What hubs, containers and the program agree on.')
param agreed agreedNames

@description('Where the resources are that it works with.')
param addresses estateAddresses

@description('Resource id of its identity.')
param identityId string

@description('Client id of its identity.')
param identityClientId string

@description('Container of the host\'s storage that packages are deployed to.')
param packageContainer string

@description('Subnet that it is integrated into; empty: none.')
param subnetId string

@description('How it is reached.')
param reach reachType

@description('Workspace of the diagnostic settings.')
param workspaceId string

var isFlex = (settings.?plan ?? 'FlexConsumption') == 'FlexConsumption'
var isZoneRedundant = settings.?zoneRedundant ?? false
var instancesMax = settings.?instancesMax ?? 40
var premiumInstancesMin = settings.?premiumInstancesMin ?? (isZoneRedundant ? 2 : 1)
var publicNetworkAccess = settings.?publicNetworkAccess ?? reach.publicNetworkAccess
var callerIpRanges = settings.?allowedIpRanges ?? reach.allowedIpRanges
var deployerIpRanges = settings.?deployerIpRanges ?? callerIpRanges
var callerIpRules = map(callerIpRanges, range => { action: 'Allow', ipAddress: range })
var deployerIpRules = map(deployerIpRanges, range => { action: 'Allow', ipAddress: range })
var subnetRules = map(reach.allowedSubnetIds, id => { action: 'Allow', vnetSubnetResourceId: id })
var callerRules = concat(callerIpRules, subnetRules)
var deployerRules = concat(deployerIpRules, subnetRules)

var nodeVersion = '22'
var healthPath = '/api/v1/health'
var packageContainerAddress = '${addresses.storageBlobEndpoint}${packageContainer}'
var packageAddress = '${packageContainerAddress}/chargeback.zip'

var everyPlansSettings = appSettings(identityClientId, addresses, agreed, program)
var allSettings = isFlex
  ? everyPlansSettings
  : union(everyPlansSettings, premiumAppSettings(identityId, packageAddress))

var everyPlansConfig = {
  appSettings: map(items(allSettings), setting => { name: setting.key, value: setting.value })
  minTlsVersion: '1.2'
  scmMinTlsVersion: '1.2'
  ipSecurityRestrictionsDefaultAction: empty(callerRules) ? 'Allow' : 'Deny'
  ipSecurityRestrictions: callerRules
  scmIpSecurityRestrictionsDefaultAction: empty(deployerRules) ? 'Allow' : 'Deny'
  scmIpSecurityRestrictions: deployerRules
}

// What Flex Consumption refuses, or has no use for. There an availability test watches /health; here the
// platform does too, and takes an instance out of service that fails it.
var premiumConfig = {
  linuxFxVersion: 'Node|${nodeVersion}'
  ftpsState: 'Disabled'
  http20Enabled: true
  healthCheckPath: healthPath
  minimumElasticInstanceCount: premiumInstancesMin
  functionAppScaleLimit: instancesMax
  // Hubs that answer inside the network alone are measured from inside.
  functionsRuntimeScaleMonitoringEnabled: !empty(subnetId)
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: isFlex ? 'functionapp' : 'elastic'
  sku: isFlex
    ? { name: 'FC1', tier: 'FlexConsumption' }
    : { name: 'EP1', tier: 'ElasticPremium', capacity: premiumInstancesMin }
  properties: {
    // Linux.
    reserved: true
    zoneRedundant: isZoneRedundant
    maximumElasticWorkerCount: isFlex ? null : min(instancesMax, 100)
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // Azure Developer CLI finds the app that it deploys to by this tag.
  tags: union(tags, { 'azd-service-name': 'chargeback' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: publicNetworkAccess
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    // Flex Consumption sends everything by its subnet unasked.
    outboundVnetRouting: isFlex || empty(subnetId) ? null : { allTraffic: true }
    functionAppConfig: isFlex
      ? {
          runtime: { name: 'node', version: nodeVersion }
          deployment: {
            storage: {
              type: 'blobContainer'
              value: packageContainerAddress
              authentication: {
                type: 'UserAssignedIdentity'
                userAssignedIdentityResourceId: identityId
              }
            }
          }
          scaleAndConcurrency: {
            instanceMemoryMB: settings.?instanceMemoryMB ?? 2048
            maximumInstanceCount: instancesMax
            alwaysReady: settings.?alwaysReady ?? [
              { name: 'function:ingestUsage', instanceCount: 1 }
              { name: 'function:ingestLogs', instanceCount: 1 }
            ]
          }
        }
      : null
    siteConfig: isFlex ? everyPlansConfig : union(everyPlansConfig, premiumConfig)
  }
}

// Nobody deploys with a password: az, azd and the workflow sign in.
resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = [
  for way in ['ftp', 'scm']: {
    parent: app
    name: way
    properties: { allow: false }
  }
]

module endpoint '../network/private-endpoint.bicep' = if (!empty(reach.endpointSubnetId)) {
  params: {
    targetName: app.name
    targetId: app.id
    groupId: 'sites'
    location: reach.endpointLocation
    tags: tags
    subnetId: reach.endpointSubnetId
    dnsZoneId: reach.dnsZoneIds.sites
  }
}

// What the host says while it starts, when nothing reaches Application Insights yet.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
  }
}

@description('Resource id of the app.')
output id string = app.id

@description('Name of the app.')
output name string = app.name

@description('Address of the app, without a slash at the end.')
output url string = 'https://${app.properties.defaultHostName}'
