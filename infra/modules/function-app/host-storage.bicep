// The storage of the Functions host: checkpoints and leases, function keys, and the package. What is in
// it can be had again: without checkpoints the program reads its hubs from the beginning, and counts nothing twice.

import { reach as reachType } from '../network/reach.bicep'
import { principal } from '../roles.bicep'

@description('Name of the account.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Redundancy: zones where the region has them.')
param sku 'Standard_LRS' | 'Standard_ZRS'

@description('Identity of the host.')
param hostPrincipalId string

@description('Who may delete a checkpoint.')
param operators principal[]

@description('Who writes the package, where it is a blob that the app runs from.')
param deployers principal[]

@description('How it is reached.')
param reach reachType

@description('Workspace of the diagnostic settings.')
param workspaceId string

var packageContainer = 'packages'
// The Functions host's own name for it. It is made here so that a role can be given on it alone: whoever writes to the
// whole account reads the function keys, and decides what the app runs.
var checkpointContainer = 'azure-webjobs-eventhub'

module account '../storage-account.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    sku: sku
    containers: [packageContainer, checkpointContainer]
    services: ['blob', 'table']
    access: concat(
      [
        {
          principalId: hostPrincipalId
          principalType: 'ServicePrincipal'
          role: 'storageBlobDataOwner'
          reason: 'The Functions host makes containers for its leases, checkpoints and function keys, and reads the package.'
        }
        {
          principalId: hostPrincipalId
          principalType: 'ServicePrincipal'
          role: 'storageTableDataContributor'
          reason: 'The Functions host keeps its diagnostic events in a table: why it did not start, for example.'
        }
      ],
      map(operators, operator => {
        principalId: operator.id
        principalType: operator.?type ?? 'Group'
        role: 'storageBlobDataContributor'
        reason: 'Operators delete a checkpoint, where the runbook has the program read a hub again.'
        container: checkpointContainer
      }),
      map(deployers, deployer => {
        principalId: deployer.id
        principalType: deployer.?type ?? 'Group'
        role: 'storageBlobDataContributor'
        reason: 'Deployments write the package to the blob that an app on the Premium plan runs from.'
        container: packageContainer
      })
    )
    deleteAfterDays: null
    trustedServices: false
    reach: reach
    workspaceId: workspaceId
  }
}

@description('Name of the account.')
output name string = account.outputs.name

@description('Address of its blobs, with a slash at the end.')
output blobEndpoint string = account.outputs.blobEndpoint

@description('Address of its tables, with a slash at the end.')
output tableEndpoint string = account.outputs.tableEndpoint

@description('Container that packages are deployed to.')
output packageContainer string = packageContainer
