// Every app setting, in the order of shared/settings/settings.ts; a test compares the two lists. All connections
// are by identity: no setting is a secret. What the host alone reads stands at the end.

import { programSettings } from 'program-settings.bicep'

@export()
@description('What hubs, containers and the program must agree on.')
type agreedNames = {
  database: string
  llmUsageHub: string
  llmUsageConsumerGroup: string
  apimLogsHub: string
  apimLogsConsumerGroup: string
  llmApis: string
  hubRetentionHours: int
  lateDays: int
  sealAgeDays: int
  usageTtlDays: int
}

@export()
@description('Where the estate\'s resources are.')
type estateAddresses = {
  cosmosEndpoint: string
  llmUsageHost: string
  apimLogsHost: string
  storageBlobEndpoint: string
  storageTableEndpoint: string
  telemetryConnectionString: string
}

@export()
@description('App settings of every plan. Booleans are written out: Resource Manager would write True and False.')
func appSettings(clientId string, addresses estateAddresses, agreed agreedNames, program programSettings) object => {
  COSMOS_ENDPOINT: addresses.cosmosEndpoint
  COSMOS_MANAGED_IDENTITY_CLIENT_ID: clientId
  COSMOS_DATABASE: agreed.database
  COSMOS_CONSISTENCY: 'Strong'
  LlmUsageEvents__fullyQualifiedNamespace: addresses.llmUsageHost
  LlmUsageEvents__clientId: clientId
  LlmUsageEvents__credential: 'managedidentity'
  LLM_USAGE_HUB: agreed.llmUsageHub
  LLM_USAGE_CONSUMER_GROUP: agreed.llmUsageConsumerGroup
  ApimLogs__fullyQualifiedNamespace: addresses.apimLogsHost
  ApimLogs__clientId: clientId
  ApimLogs__credential: 'managedidentity'
  APIM_LOGS_HUB: agreed.apimLogsHub
  APIM_LOGS_CONSUMER_GROUP: agreed.apimLogsConsumerGroup
  LLM_APIS: agreed.llmApis
  HUB_RETENTION_HOURS: string(agreed.hubRetentionHours)
  LATE_DAYS: string(agreed.lateDays)
  SEAL_AGE_DAYS: string(agreed.sealAgeDays)
  USAGE_TTL_DAYS: string(agreed.usageTtlDays)
  BUSINESS_TIME_ZONE: program.?businessTimeZone ?? 'UTC'
  ROLLUP_SCHEDULE: program.?rollupSchedule ?? '0 * * * * *'
  ROLLUP_SECONDS_MAX: string(program.?rollupSecondsMax ?? 45)
  ROLLUP_WINDOWS_MAX: string(program.?rollupWindowsMax ?? 2000)
  SETTLE_SECONDS: string(program.?settleSeconds ?? 120)
  ESTIMATE_USAGE: (program.?estimateUsage ?? false) ? 'true' : 'false'
  TELEMETRY_PER_REQUEST: (program.?telemetryPerRequest ?? false) ? 'true' : 'false'
  APPLICATIONINSIGHTS_CONNECTION_STRING: addresses.telemetryConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${clientId}'
  AzureWebJobsStorage__blobServiceUri: addresses.storageBlobEndpoint
  AzureWebJobsStorage__tableServiceUri: addresses.storageTableEndpoint
  AzureWebJobsStorage__clientId: clientId
  AzureWebJobsStorage__credential: 'managedidentity'
}

@export()
@description('What Premium needs besides, and Flex Consumption refuses: there functionAppConfig says it.')
func premiumAppSettings(identityId string, packageAddress string) object => {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'node'
  // The package is a blob that the identity reads: a content share would need the account's key.
  WEBSITE_RUN_FROM_PACKAGE: packageAddress
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identityId
}
