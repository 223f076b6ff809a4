// Who may do what with the data. Cosmos DB has roles of its own for that; Azure's give no access to data.
// https://learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-security

import { principal } from '../roles.bicep'

@description('Account of the database.')
param accountName string

@description('Database that roles are given on: none reaches another one of the account.')
param database string

@description('Identity of the program.')
param programPrincipalId string

@description('Who pushes reference data.')
param referenceEditors principal[]

@description('Who looks at documents by hand.')
param operators principal[]

var builtInDataReader = '00000000-0000-0000-0000-000000000001'
var builtInDataContributor = '00000000-0000-0000-0000-000000000002'

resource account 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: accountName
}

var databaseScope = '${account.id}/dbs/${database}'

// Each with the reason that Azure's role assignments have in a description; these have no such field.
var grants = concat(
  // The program reads and writes every container, and the list of containers to check their settings.
  [{ principalId: programPrincipalId, role: builtInDataContributor, scope: databaseScope }],
  // `npm run reference` reads and writes the container of reference data, and no other.
  map(referenceEditors, editor => {
    principalId: editor.id
    role: builtInDataContributor
    scope: '${databaseScope}/colls/reference'
  }),
  // The runbook has operators look at exceptions and dead letters; it has them change nothing.
  map(operators, operator => { principalId: operator.id, role: builtInDataReader, scope: databaseScope })
)

@batchSize(1)
resource assignments 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15' = [
  for grant in grants: {
    parent: account
    name: guid(grant.scope, grant.principalId, grant.role)
    properties: {
      principalId: grant.principalId
      roleDefinitionId: '${account.id}/sqlRoleDefinitions/${grant.role}'
      scope: grant.scope
    }
  }
]
