// How the resources of the estate are reached: decided once, in network.bicep, handed to all.

@export()
@description('Ids of the private DNS zones by the service that they stand for; empty where a policy of the platform team registers endpoints.')
type dnsZoneIds = {
  serviceBus: string
  cosmos: string
  blob: string
  table: string
  vault: string
  sites: string
}

@export()
@description('How a resource is reached.')
type reach = {
  @description('Whether it answers on its public address at all.')
  publicNetworkAccess: 'Disabled' | 'Enabled'

  @description('Subnet of the private endpoints; empty: there are none.')
  endpointSubnetId: string

  @description('Region of that subnet, which may be another one than a resource\'s.')
  endpointLocation: string

  @description('Where private endpoints are registered.')
  dnsZoneIds: dnsZoneIds

  @description('Public addresses that may call. With them, or with subnets, everything else is refused.')
  allowedIpRanges: string[]

  @description('Subnets that may call by a service endpoint.')
  allowedSubnetIds: string[]
}

@export()
@description('What a firewall does with callers that no rule names. A list makes it closed: an empty one leaves it to publicNetworkAccess.')
func defaultActionOf(how reach) 'Allow' | 'Deny' =>
  how.publicNetworkAccess == 'Disabled' || length(concat(how.allowedIpRanges, how.allowedSubnetIds)) > 0
    ? 'Deny'
    : 'Allow'
