// What can be chosen about the program: the settings of shared/settings/settings.ts that a person decides. What the
// estate itself decides (addresses, identities) is not here. The program checks what they mean together.

@export()
@description('Settings of the program. The default of each is the program\'s own.')
type programSettings = {
  @description('Database of the program. Default: chargeback.')
  @minLength(1)
  @maxLength(255)
  database: string?

  @description('Hub with the usage events of the policies. Default: llm-usage.')
  llmUsageHub: string?

  @description('Consumer group of the program on it. Another one starts over with the oldest event. Default: chargeback.')
  llmUsageConsumerGroup: string?

  @description('Hub with the diagnostic logs of API Management. Default: apim-logs.')
  apimLogsHub: string?

  @description('Consumer group of the program on it. Default: chargeback.')
  apimLogsConsumerGroup: string?

  @description('Ids of the APIs whose gateway logs are LLM traffic: patterns parted by commas. Default: names that say so.')
  llmApis: string?

  @description('How long the hubs keep events, in hours: the longest outage without loss. Standard: 168 at most. Default: 168.')
  @minValue(1)
  @maxValue(2160)
  hubRetentionHours: int?

  @description('How late an event may be enqueued after it happened, in days. Default: 31.')
  @minValue(1)
  @maxValue(366)
  lateDays: int?

  @description('Age at which a quarter hour is sealed, in days: at least lateDays + hubRetentionHours / 24 + 1. Default: 40.')
  @minValue(1)
  @maxValue(3660)
  sealAgeDays: int?

  @description('Life of usage records since their last change, in days: at least sealAgeDays + 2. Default: 45.')
  @minValue(1)
  @maxValue(3660)
  usageTtlDays: int?

  @description('Time zone of business days and periods, by its IANA name. Default: UTC.')
  businessTimeZone: string?

  @description('When the rollup runs, as an NCRONTAB expression of six fields. Default: every minute.')
  rollupSchedule: string?

  @description('Longest time that one tick of the rollup begins new work, in seconds. Default: 45.')
  @minValue(1)
  @maxValue(540)
  rollupSecondsMax: int?

  @description('Most quarter hours that one tick recomputes. Default: 2,000.')
  @minValue(1)
  @maxValue(100000)
  rollupWindowsMax: int?

  @description('How long a quarter hour must have been over before its mark is taken off, in seconds. Default: 120.')
  @minValue(0)
  @maxValue(86400)
  settleSeconds: int?

  @description('Whether a streamed call that nobody counted is billed by an estimate. Default: false.')
  estimateUsage: bool?

  @description('Whether every request becomes a custom event. Default: false.')
  telemetryPerRequest: bool?
}
