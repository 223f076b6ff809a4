// Lets the gateway call the models of one resource, and nothing else.

import { roles } from '../roles.bicep'

@description('The resource of Azure OpenAI or Microsoft Foundry.')
param accountName string

@description('Object id of the gateway\'s identity.')
param principalId string

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: accountName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, roles.cognitiveServicesUser)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.cognitiveServicesUser
    )
    description: 'The policy authenticate-backend calls the models under the identity of API Management, not with a caller\'s key.'
  }
}
