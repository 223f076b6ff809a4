// One private endpoint: an address for one resource in the subnet of the endpoints, and its name.

@description('Name of the resource that it leads to: part of its own.')
param targetName string

@description('Resource id of that resource.')
param targetId string

@description('Sub-resource (group id) of the private link: https://learn.microsoft.com/azure/private-link/private-endpoint-overview')
@allowed(['namespace', 'Sql', 'blob', 'table', 'vault', 'sites'])
param groupId string

@description('Region of the subnet.')
param location string

@description('Tags.')
param tags object

@description('Subnet that the address is taken from.')
param subnetId string

@description('Private DNS zone that it is registered in; empty where a policy does that.')
param dnsZoneId string

var name = 'pep-${targetName}-${toLower(groupId)}'

resource endpoint 'Microsoft.Network/privateEndpoints@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    customNetworkInterfaceName: '${name}-nic'
    privateLinkServiceConnections: [
      {
        name: name
        properties: { privateLinkServiceId: targetId, groupIds: [groupId] }
      }
    ]
  }
}

resource registration 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-07-01' = if (!empty(dnsZoneId)) {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [{ name: 'zone', properties: { privateDnsZoneId: dnsZoneId } }]
  }
}
