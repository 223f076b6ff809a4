// An identity of its own, so that its roles exist before the first thing that signs in with it.

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id, by which it is attached.')
output id string = identity.id

@description('Object id, to which roles are given.')
output principalId string = identity.properties.principalId

@description('Client id, by which programs name it when they sign in.')
output clientId string = identity.properties.clientId
