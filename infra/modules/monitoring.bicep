// Where everything reports to: one workspace, and one component of Application Insights in it that
// takes telemetry by identity alone.

import { roles } from 'roles.bicep'

@export()
@description('What can be chosen about monitoring. Everything has a default.')
type monitoringSettings = {
  @description('Resource id of a workspace that is there already. Default: one is made.')
  workspaceId: string?

  @description('Days that logs and telemetry are kept, where the workspace is made here. Default: 90, which telemetry has free.')
  @minValue(30)
  @maxValue(730)
  retentionDays: int?

  @description('Gigabytes a day after which the workspace takes no more until the next one; alerts are blind then. -1: no limit. Default: -1.')
  @minValue(-1)
  dailyGigabytesMax: int?

  @description('Resource id of an Azure Monitor private link scope. With it, telemetry is taken and shown inside its networks alone. It changes how all their machines find Azure Monitor, so it is the platform team\'s to make. Default: none.')
  privateLinkScopeId: string?
}

@description('Name of the workspace, where it is made here.')
param workspaceName string

@description('Name of the component.')
param componentName string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('What was chosen.')
param settings monitoringSettings

@description('Identity of the program.')
param programPrincipalId string

var privateLinkScopeId = settings.?privateLinkScopeId ?? ''
var publicNetworkAccess = empty(privateLinkScopeId) ? 'Enabled' : 'Disabled'
var makesWorkspace = settings.?workspaceId == null

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = if (makesWorkspace) {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: settings.?retentionDays ?? 90
    workspaceCapping: { dailyQuotaGb: settings.?dailyGigabytesMax ?? -1 }
    publicNetworkAccessForIngestion: publicNetworkAccess
    publicNetworkAccessForQuery: publicNetworkAccess
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

var workspaceId = settings.?workspaceId ?? workspace.id

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspaceId
    DisableLocalAuth: true
    DisableIpMasking: false
    publicNetworkAccessForIngestion: publicNetworkAccess
    publicNetworkAccessForQuery: publicNetworkAccess
  }
}

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, programPrincipalId, roles.monitoringMetricsPublisher)
  scope: component
  properties: {
    principalId: programPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.monitoringMetricsPublisher
    )
    description: 'The program and its host send their telemetry: the component takes no key.'
  }
}

// Who asked the workspace what.
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (makesWorkspace) {
  name: 'to-workspace'
  scope: workspace
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'Audit', enabled: true }]
  }
}

// /subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/Microsoft.Insights/privateLinkScopes/NAME
var scopeParts = split(privateLinkScopeId, '/')

module workspaceLink 'private-link-scope-member.bicep' = if (!empty(privateLinkScopeId) && makesWorkspace) {
  scope: resourceGroup(scopeParts[?2] ?? subscription().subscriptionId, scopeParts[?4] ?? resourceGroup().name)
  params: { scopeName: last(scopeParts), name: workspaceName, resourceId: workspaceId }
}

module componentLink 'private-link-scope-member.bicep' = if (!empty(privateLinkScopeId)) {
  scope: resourceGroup(scopeParts[?2] ?? subscription().subscriptionId, scopeParts[?4] ?? resourceGroup().name)
  params: { scopeName: last(scopeParts), name: componentName, resourceId: component.id }
}

@description('Resource id of the workspace.')
output workspaceId string = workspaceId

@description('Resource id of the component.')
output componentId string = component.id

@description('Name of the component.')
output componentName string = component.name

@description('Where telemetry goes. No secret: nobody can send with it alone.')
output connectionString string = component.properties.ConnectionString
