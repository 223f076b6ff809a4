// Lets one principal send to, or read from, one hub, and nothing else of its namespace.

import { roles } from '../roles.bicep'

@description('Namespace of the hub.')
param namespaceName string

@description('The hub.')
param hubName string

@description('Object id of who gets the role.')
param principalId string

@description('What the principal is.')
param principalType 'ServicePrincipal' | 'Group' | 'User' = 'ServicePrincipal'

@description('What it may do.')
param role 'Receiver' | 'Sender'

@description('Why it may: for whoever reviews access.')
param reason string

var roleId = role == 'Receiver' ? roles.azureEventHubsDataReceiver : roles.azureEventHubsDataSender

resource namespace 'Microsoft.EventHub/namespaces@2026-01-01' existing = {
  name: namespaceName

  resource hub 'eventhubs' existing = {
    name: hubName
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace::hub.id, principalId, roleId)
  scope: namespace::hub
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
    description: reason
  }
}
