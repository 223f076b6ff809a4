// Puts one resource into a private link scope of Azure Monitor that is there already.

@description('Name of the scope.')
param scopeName string

@description('Name of the member.')
param name string

@description('Resource id of the member.')
param resourceId string

resource scope 'Microsoft.Insights/privateLinkScopes@2021-09-01' existing = {
  name: scopeName
}

resource member 'Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01' = {
  parent: scope
  name: name
  properties: { linkedResourceId: resourceId }
}
