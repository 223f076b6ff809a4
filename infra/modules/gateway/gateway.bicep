// Connects API Management with the estate, in this order: who the gateway is; what it may do; then
// everything in the instance itself. It is called in the group of the estate, because one role is on
// a hub there; the rest goes to the group of the instance, and to those of the models.

import { gatewaySettings, modelResource } from 'settings.bicep'

@description('The gateway and its models.')
param settings gatewaySettings

@description('Region of an instance that is made for a trial.')
param location string

@description('Tags of an instance that is made for a trial.')
param tags object

@description('Namespace of the hub of usage events.')
param usageNamespaceName string

@description('Host name of that namespace.')
param usageHostName string

@description('The hub of usage events.')
param usageHubName string

@description('Shared-access rule by which the diagnostic setting writes to the hub of logs.')
param logsRuleId string

@description('The hub of the gateway\'s logs.')
param logsHubName string

@description('Workspace for the gateway\'s logs.')
param workspaceId string

func idsOf(models modelResource[]) string[] =>
  filter(map(models, model => model.?resourceId ?? ''), id => !empty(id))

var subscriptionId = settings.?subscriptionId ?? subscription().subscriptionId
var groupName = settings.?resourceGroup ?? resourceGroup().name

// One resource may have models of several kinds, and one role of a kind is enough: ids are made unique.
var openAiModels = concat(settings.models.standard, settings.models.?provisioned ?? [])
var embeddingsResourceId = settings.models.?embeddings.?resourceId ?? ''
var openAiResourceIds = union(
  idsOf(openAiModels),
  empty(embeddingsResourceId) ? [] : [embeddingsResourceId]
)
var anthropicResourceIds = union(idsOf(settings.models.?anthropic ?? []), [])

module instance 'instance.bicep' = {
  scope: resourceGroup(subscriptionId, groupName)
  params: {
    name: settings.name
    trial: settings.?trial
    location: location
    tags: tags
  }
}

module sender '../event-hubs/hub-role.bicep' = {
  params: {
    namespaceName: usageNamespaceName
    hubName: usageHubName
    principalId: instance.outputs.principalId
    role: 'Sender'
    reason: 'The logger llm-usage of API Management sends one event for each request.'
  }
}

module openAiUsers 'model-user.bicep' = [
  for id in openAiResourceIds: {
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: {
      accountName: last(split(id, '/'))
      principalId: instance.outputs.principalId
    }
  }
]

module anthropicUsers 'anthropic-user.bicep' = [
  for id in anthropicResourceIds: {
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: {
      accountName: last(split(id, '/'))
      principalId: instance.outputs.principalId
    }
  }
]

module wiring 'wiring.bicep' = {
  scope: resourceGroup(subscriptionId, groupName)
  params: {
    settings: settings
    gatewayName: instance.outputs.name
    usageHostName: usageHostName
    usageHubName: usageHubName
    logsRuleId: logsRuleId
    logsHubName: logsHubName
    workspaceId: workspaceId
  }
  // The roles first: what is sent or called before them is refused.
  dependsOn: [sender, openAiUsers, anthropicUsers]
}

@description('Object id of the gateway\'s identity.')
output principalId string = instance.outputs.principalId

@description('Address of the gateway.')
output url string = instance.outputs.url
