// How the estate is reached. By default its own network with private endpoints, and no public address
// that answers. A platform team names its subnets and its DNS zones instead; a trial opens the estate.

import { reach as reachType } from 'reach.bicep'

@export()
@description('What can be chosen about the network. Everything has a default: the closed one.')
type networkSettings = {
  @description('Whether anything answers on its public address. Default: Disabled.')
  publicNetworkAccess: ('Disabled' | 'Enabled')?

  @description('Whether there are private endpoints, and the app is integrated into the network. Default: true.')
  privateEndpoints: bool?

  @description('Addresses of the network that is made, /25 or larger. Default: 10.92.0.0/24.')
  addressPrefix: string?

  @description('Subnets that are there already, instead of a network that is made.')
  existing: existingSubnets?

  @description('Private DNS zones: made here and linked; those that are in dnsZoneGroup; or none, where a policy of the platform team registers endpoints. Default: create.')
  dns: ('create' | 'existing' | 'policy')?

  @description('Where the private DNS zones are, if dns is existing. Default: this group.')
  dnsZoneGroup: dnsZoneGroup?

  @description('Resource ids of further networks that find the hubs by the zone made here, such as the gateway\'s. They are linked to no other zone, and one that has a zone of that name already is refused: its owner enters the endpoints there. Their peering is the platform team\'s.')
  linkedNetworkIds: string[]?

  @description('Public addresses (CIDR) that may call where publicNetworkAccess is Enabled. With this list or the next one, everybody else is refused; both need private endpoints, by which the app comes in.')
  allowedIpRanges: string[]?

  @description('Subnets with service endpoints that may call where publicNetworkAccess is Enabled, such as the gateway\'s.')
  allowedSubnetIds: string[]?
}

@description('Subnets that are there already.')
type existingSubnets = {
  @description('Delegated to Microsoft.App/environments (Flex Consumption) or Microsoft.Web/serverFarms (Premium), /27 or larger, and empty.')
  appSubnetId: string

  @description('For private endpoints, with about ten free addresses.')
  endpointSubnetId: string

  @description('Region of their network. Default: that of the estate, which the app\'s has to be.')
  location: string?
}

@description('A resource group.')
type dnsZoneGroup = {
  @description('Subscription of the group. Default: that of the estate.')
  subscriptionId: string?

  @description('Name of the group.')
  resourceGroup: string
}

@description('Name of the network that is made.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('What was chosen.')
param settings networkSettings

@description('Plan of the app: decides what its subnet is delegated to.')
param plan 'FlexConsumption' | 'Premium'

@description('Workspace of the diagnostic settings.')
param workspaceId string

var publicNetworkAccess = settings.?publicNetworkAccess ?? 'Disabled'
var allowedIpRanges = settings.?allowedIpRanges ?? []
var allowedSubnetIds = settings.?allowedSubnetIds ?? []
var answersTheApp = publicNetworkAccess == 'Enabled' && empty(concat(allowedIpRanges, allowedSubnetIds))
var privateEndpoints = settings.?privateEndpoints ?? true
var dns = settings.?dns ?? 'create'
// An empty id would pass for "no endpoints": nothing would answer, and nothing would say why.
var namesBothSubnets = !empty(settings.?existing.?appSubnetId ?? '') && !empty(settings.?existing.?endpointSubnetId ?? '')
var existing = settings.?existing == null || namesBothSubnets
  ? settings.?existing
  : fail('network.existing: name both subnets, the one for the app and the one for private endpoints.')
var makesNetwork = privateEndpoints && existing == null
var makesZones = privateEndpoints && dns == 'create'

var zoneNames = {
  serviceBus: 'privatelink.servicebus.windows.net'
  cosmos: 'privatelink.documents.azure.com'
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  vault: 'privatelink.vaultcore.azure.net'
  sites: 'privatelink.azurewebsites.net'
}

module network 'virtual-network.bicep' = if (makesNetwork) {
  params: {
    name: name
    location: location
    tags: tags
    addressPrefix: settings.?addressPrefix ?? '10.92.0.0/24'
    appSubnetDelegation: plan == 'FlexConsumption' ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms'
    workspaceId: workspaceId
  }
}

var appSubnetId = makesNetwork ? network!.outputs.appSubnetId : existing.?appSubnetId ?? ''
var endpointSubnetId = makesNetwork ? network!.outputs.endpointSubnetId : existing.?endpointSubnetId ?? ''
// A subnet's id begins with its network's: nine parts, the empty one before the first slash counted.
var networkId = join(take(split(endpointSubnetId, '/'), 9), '/')

module zones 'private-dns-zone.bicep' = [
  for zone in items(zoneNames): if (makesZones) {
    params: {
      name: zone.value
      tags: tags
      // The gateway sends to the hubs and calls nothing else here.
      networkIds: union([networkId], zone.key == 'serviceBus' ? settings.?linkedNetworkIds ?? [] : [])
    }
  }
]

// Where a policy registers endpoints, an endpoint that names a zone too would be registered twice.
var zoneIds = mapValues(
  zoneNames,
  zone => dns == 'policy'
    ? ''
    : resourceId(
        settings.?dnsZoneGroup.?subscriptionId ?? subscription().subscriptionId,
        settings.?dnsZoneGroup.?resourceGroup ?? resourceGroup().name,
        'Microsoft.Network/privateDnsZones',
        zone
      )
)

@description('How every resource of the estate is reached.')
output reach reachType = {
  publicNetworkAccess: privateEndpoints || answersTheApp
    ? publicNetworkAccess
    : fail('network: without private endpoints the app itself comes by the public addresses, from none that a list could name. Set publicNetworkAccess to Enabled and leave both lists empty, or choose private endpoints. Who may call the app alone: functionApp.allowedIpRanges.')
  endpointSubnetId: privateEndpoints ? endpointSubnetId : ''
  endpointLocation: existing.?location ?? location
  dnsZoneIds: {
    serviceBus: zoneIds.serviceBus
    cosmos: zoneIds.cosmos
    blob: zoneIds.blob
    table: zoneIds.table
    vault: zoneIds.vault
    sites: zoneIds.sites
  }
  allowedIpRanges: allowedIpRanges
  allowedSubnetIds: allowedSubnetIds
}

@description('Subnet that the app is integrated into; empty: none.')
output appSubnetId string = privateEndpoints ? appSubnetId : ''
