// Lets the gateway call the models of one resource of Azure OpenAI. Unlike Cognitive Services User, this role
// cannot list the resource's keys (docs/deploy.md, "What the gateway may call").

import { roles } from '../roles.bicep'

@description('The resource of Azure OpenAI.')
param accountName string

@description('Object id of the gateway\'s identity.')
param principalId string

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: accountName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, roles.cognitiveServicesOpenAiUser)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.cognitiveServicesOpenAiUser
    )
    description: 'The policy authenticate-backend calls the models under the identity of API Management, not with a caller\'s key.'
  }
}
