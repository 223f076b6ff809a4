// The account that keeps the ledger. Strong consistency and one write region are what the figures rest
// on (docs/adr/0003-strong-consistency-one-region.md); the program refuses to work with less.

import { reach as reachType } from '../network/reach.bicep'
import { principal } from '../roles.bicep'
import { cosmosSettings } from 'settings.bicep'

@description('Name of the account.')
param name string

@description('Region, which is written to unless another one has taken over.')
param location string

@description('Tags.')
param tags object

@description('What was chosen.')
param settings cosmosSettings

@description('Name of the database.')
param database string

@description('Life of usage records since their last change, in days.')
param usageTtlDays int

@description('Identity of the program.')
param programPrincipalId string

@description('Who pushes reference data.')
param referenceEditors principal[]

@description('Who looks at documents by hand.')
param operators principal[]

@description('How it is reached.')
param reach reachType

@description('Workspace of the diagnostic settings.')
param workspaceId string

@description('Whether it is locked against deletion.')
param lock bool

var isServerless = (settings.?capacity ?? 'autoscale') == 'serverless'
var readRegions = isServerless && !empty(settings.?readRegions ?? [])
  ? fail('cosmos: a serverless account has one region. Choose autoscale, or no readRegions.')
  : settings.?readRegions ?? []
var regions = concat([{ name: location }], readRegions)
var writeRegion = settings.?writeRegion ?? location
// A region moves up and down among them with whoever writes; its zones stay its own.
var regionsInOrder = contains(map(regions, region => region.name), writeRegion)
  ? concat(
      filter(regions, region => region.name == writeRegion),
      filter(regions, region => region.name != writeRegion)
    )
  : fail('cosmos.writeRegion: no region of the account has this name. Name the region of the estate, or one of readRegions.')

resource account 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    capabilities: isServerless ? [{ name: 'EnableServerless' }] : []
    consistencyPolicy: { defaultConsistencyLevel: 'Strong' }
    // Two writers would answer 201 twice for one request, and the last of them would win.
    enableMultipleWriteLocations: false
    // With strong consistency nothing that was answered is lost when another region takes over. It is on before there
    // is one: regions that are added together with it are refused.
    enableAutomaticFailover: !isServerless
    locations: [
      for (region, index) in regionsInOrder: {
        locationName: region.name
        failoverPriority: index
        isZoneRedundant: region.?zoneRedundant ?? settings.?zoneRedundant ?? true
      }
    ]
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: reach.publicNetworkAccess
    networkAclBypass: 'None'
    ipRules: [for range in reach.allowedIpRanges: { ipAddressOrRange: range }]
    isVirtualNetworkFilterEnabled: !empty(reach.allowedSubnetIds)
    virtualNetworkRules: [for subnetId in reach.allowedSubnetIds: { id: subnetId }]
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: { tier: settings.?backup ?? 'Continuous30Days' }
    }
  }
}

module containers 'containers.bicep' = {
  params: {
    accountName: account.name
    database: database
    usageTtlDays: usageTtlDays
    autoscaleRequestUnitsMax: isServerless ? 0 : settings.?autoscaleRequestUnitsMax ?? 4000
  }
}

module access 'access.bicep' = {
  params: {
    accountName: account.name
    database: database
    programPrincipalId: programPrincipalId
    referenceEditors: referenceEditors
    operators: operators
  }
  // A role on a database or a container is given where that is.
  dependsOn: [containers]
}

module endpoint '../network/private-endpoint.bicep' = if (!empty(reach.endpointSubnetId)) {
  params: {
    targetName: account.name
    targetId: account.id
    groupId: 'Sql'
    location: reach.endpointLocation
    tags: tags
    subnetId: reach.endpointSubnetId
    dnsZoneId: reach.dnsZoneIds.cosmos
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      { category: 'ControlPlaneRequests', enabled: true }
      { category: 'DataPlaneRequests', enabled: settings.?logDataPlane ?? false }
    ]
  }
}

resource deletionLock 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  name: 'keep-ledger'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds the ledger: statements that were posted, and the usage that they are made of.'
  }
}

@description('Resource id of the account.')
output id string = account.id

@description('Name of the account.')
output name string = account.name

@description('Address of the account.')
output endpoint string = account.properties.documentEndpoint

@description('Name of the database.')
output database string = database
