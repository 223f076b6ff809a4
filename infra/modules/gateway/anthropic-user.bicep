// Lets the gateway call the models of Anthropic in one resource of Microsoft Foundry. No narrower built-in role is
// documented for them. This one may do everything with the resource's data, and may list its keys: it is given
// nowhere else.

import { roles } from '../roles.bicep'

@description('The resource of Microsoft Foundry.')
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
    description: 'The policy authenticate-backend calls models of Anthropic under the identity of API Management, not with a caller\'s key.'
  }
}
