// One private DNS zone, linked to the networks whose machines are to find what is in it.

@description('Name of the zone.')
param name string

@description('Tags.')
param tags object

@description('Networks that resolve by it: the one with the endpoints, and those of callers such as the gateway.')
param networkIds string[]

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: name
  location: 'global'
  tags: tags
}

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for networkId in networkIds: {
    parent: zone
    name: '${last(split(networkId, '/'))}-${take(uniqueString(networkId), 6)}'
    location: 'global'
    tags: tags
    properties: {
      virtualNetwork: { id: networkId }
      // Names come from private endpoints alone.
      registrationEnabled: false
      // What is not in the zone is asked for publicly: resources of other estates, which this zone would hide.
      resolutionPolicy: 'NxDomainRedirect'
    }
  }
]
