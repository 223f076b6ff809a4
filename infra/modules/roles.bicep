// Who may get roles, and ids of Azure's built-in roles that the estate assigns, which are the same in every tenant:
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles

@export()
@description('Built-in roles by what they are called in the portal, without spaces.')
var roles = {
  azureEventHubsDataReceiver: 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'
  azureEventHubsDataSender: '2b629674-e913-4c01-ae53-ef4638d8f975'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  cognitiveServicesOpenAiUser: '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd'
  cognitiveServicesUser: 'a97b65f3-24c7-4388-baec-2e87135dc908'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

@export()
@description('Somebody who gets roles.')
type principal = {
  @description('Object id: of a service principal that of its enterprise application, not of its registration.')
  @minLength(36)
  @maxLength(36)
  id: string

  @description('What it is. Default: Group.')
  type: ('Group' | 'User' | 'ServicePrincipal')?
}
