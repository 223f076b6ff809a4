// What can be chosen about the Function App. Everything has a default.

@export()
@description('What can be chosen about the Function App.')
type functionAppSettings = {
  @description('FlexConsumption is paid by use and takes a deployment of a package; Premium (EP1) always runs, for regions or policies without Flex. Default: FlexConsumption.')
  plan: planName?

  @description('Memory of an instance in MB, Flex only. Default: 2048.')
  instanceMemoryMB: (512 | 2048 | 4096)?

  @description('Most instances. No more than there are partitions can read a hub at once. Default: 40.')
  @minValue(1)
  @maxValue(1000)
  instancesMax: int?

  @description('Instances that always run, Flex only, by function or by the group http. Default: one for each function that reads a hub.')
  alwaysReady: alwaysReady[]?

  @description('Instances that always run, Premium only. Default: 1; with zoneRedundant 2.')
  @minValue(1)
  @maxValue(20)
  premiumInstancesMin: int?

  @description('Whether instances are spread over availability zones. Then Flex keeps two instances ready for each function and for the group http, whatever alwaysReady says, and they are paid for: eight, at the example price of docs/deploy.md 168 a month instead of 42. Default: false.')
  zoneRedundant: bool?

  @description('Redundancy of the host\'s storage, and of captured events: Standard_LRS in regions without zones. Default: Standard_ZRS.')
  storageSku: ('Standard_LRS' | 'Standard_ZRS')?

  @description('Whether the app answers on its public address. Default: as the rest of the estate.')
  publicNetworkAccess: ('Disabled' | 'Enabled')?

  @description('Public addresses (CIDR) that may call the app where it answers publicly, beside network.allowedSubnetIds. With one of the two everybody else is refused. Default: as the rest of the estate.')
  allowedIpRanges: string[]?

  @description('Public addresses (CIDR) that may deploy to the app where it answers publicly, beside network.allowedSubnetIds. Default: those that may call it.')
  deployerIpRanges: string[]?
}

@export()
@description('Plan of the app.')
type planName = 'FlexConsumption' | 'Premium'

@export()
@description('Instances that always run.')
type alwaysReady = {
  @description('http, or function:NAME such as function:ingestUsage.')
  name: string

  @description('How many.')
  @minValue(1)
  @maxValue(100)
  instanceCount: int
}
