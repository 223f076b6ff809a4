// What can be chosen about Cosmos DB. Everything has a default. Consistency, write regions and keys
// are no choices: the figures are right only as account.bicep has them.

@export()
@description('What can be chosen about Cosmos DB.')
type cosmosSettings = {
  @description('Name of an account that is there already, for example one that a backup was restored to. Default: made of the estate\'s.')
  accountName: string?

  @description('Autoscale keeps a tenth of its maximum ready and suits steady traffic and several regions; serverless is paid by the request, in one region. An account keeps what it began with. Default: autoscale.')
  capacity: ('autoscale' | 'serverless')?

  @description('Request units a second that all containers share, at most: a multiple of 1,000. Default: 4,000.')
  @minValue(1000)
  @maxValue(1000000)
  autoscaleRequestUnitsMax: int?

  @description('Further regions, in the order in which one of them takes over writing should the first one fail. Fewer than 5,000 miles apart, or Azure refuses strong consistency. Azure takes a change of regions alone: deploy it with no other change of the account. Default: none.')
  readRegions: readRegion[]?

  @description('Region that is written to, by its name in readRegions: the one that has taken over. Without it the next deployment would move writing back. Default: the region of the estate.')
  writeRegion: string?

  @description('Whether regions are spread over their availability zones. Default: true.')
  zoneRedundant: bool?

  @description('How far back a restore can go: 7 days are free. Default: Continuous30Days.')
  backup: ('Continuous7Days' | 'Continuous30Days')?

  @description('Whether every request to the data is logged: who read the ledger, at the price of a log line for each. Default: false.')
  logDataPlane: bool?
}

@export()
@description('A further region.')
type readRegion = {
  @description('Such as northeurope.')
  name: string

  @description('Whether it is spread over its availability zones: false in a region that has none. Default: as the account.')
  zoneRedundant: bool?
}
