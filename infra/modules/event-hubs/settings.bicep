// What can be chosen about Event Hubs. Everything has a default.

@export()
@description('What can be chosen about Event Hubs.')
type eventHubsSettings = {
  @description('Standard keeps events for 7 days at most, Premium for 90. Default: Standard.')
  sku: ('Standard' | 'Premium')?

  @description('Region of the namespace of the gateway\'s logs: that of the gateway, for diagnostic settings take no other. Default: the estate\'s.')
  apimLogsLocation: string?

  @description('Size of llm-usage: an event of about 1 KB for each request.')
  llmUsage: hubSize?

  @description('Size of apim-logs: two records and more for each request, and those of all other APIs.')
  apimLogs: hubSize?

  @description('Copies of all events of llm-usage in files, for replays older than the hub keeps. Default: none. Other gateways\' events may hold more than counts and ids.')
  capture: captureSettings?
}

@export()
@description('Size of a namespace and its hub.')
type hubSize = {
  @description('Partitions: the most instances that read the hub at once. Standard cannot change them later. Default: 4.')
  @minValue(1)
  @maxValue(32)
  partitions: int?

  @description('Throughput units (Standard: 1 MB or 1,000 events a second each) or processing units (Premium: 1, 2, 4, 8 or 16). Each deployment sets them back to this: what Standard has grown by is gone until it grows again. So deploy outside the peak, or name here what the peak needs. Default: 1.')
  @minValue(1)
  @maxValue(40)
  capacity: int?

  @description('Throughput units up to which Standard grows by itself; it does not shrink. Default: 4.')
  @minValue(1)
  @maxValue(40)
  capacityMax: int?
}

@export()
@description('How events are captured.')
type captureSettings = {
  @description('Days until a captured file is deleted. Default: 90.')
  @minValue(1)
  @maxValue(3650)
  keepDays: int?

  @description('Seconds until a file is closed. Default: 300.')
  @minValue(60)
  @maxValue(900)
  intervalSeconds: int?

  @description('Bytes at which a file is closed. Default: 100 MB.')
  @minValue(10485760)
  @maxValue(524288000)
  sizeBytesMax: int?
}

@export()
@description('Where captured events go.')
type captureTarget = {
  @description('Identity that writes them.')
  identityId: string

  @description('Storage account that they are written to.')
  storageAccountId: string

  @description('Container in it.')
  container: string

  @description('How often.')
  settings: captureSettings
}
