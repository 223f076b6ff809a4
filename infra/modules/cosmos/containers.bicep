// The database and its containers, as the program itself defines them: partition key, index and life
// come from its own file, so that the two cannot differ. Nothing here is ever to be written by hand.

@description('Account of the database.')
param accountName string

@description('Name of the database.')
param database string

@description('Life of usage records since their last change, in days: USAGE_TTL_DAYS of the program.')
@minValue(1)
@maxValue(3660)
param usageTtlDays int

@description('Request units a second that the containers share, at most; 0: the account is serverless and has none.')
@minValue(0)
param autoscaleRequestUnitsMax int

var definitions = loadJsonContent('../../../shared/adapters/cosmos/containers.json')

resource account 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: accountName
}

resource sqlDatabase 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2026-03-15' = {
  parent: account
  name: database
  properties: {
    resource: { id: database }
    options: autoscaleRequestUnitsMax == 0
      ? {}
      : { autoscaleSettings: { maxThroughput: autoscaleRequestUnitsMax } }
  }
}

@batchSize(1)
resource containers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2026-03-15' = [
  for definition in definitions: {
    parent: sqlDatabase
    name: definition.name
    properties: {
      resource: {
        id: definition.name
        partitionKey: { paths: [definition.partitionKeyPath], kind: 'Hash', version: 2 }
        indexingPolicy: definition.indexingPolicy
        // As shared/adapters/cosmos/containers.ts has it; null: documents are kept.
        defaultTtl: definition.name == 'usage' ? usageTtlDays * 86400 : definition.?defaultTtlSeconds
      }
    }
  }
]
