# Every app setting, in the order of shared/settings/settings.ts; a test compares the lists. All connections are by
# identity: no setting is a secret. What the host alone reads stands at the end.

locals {
  app_settings = {
    COSMOS_ENDPOINT                           = azapi_resource.cosmos_account.output.properties.documentEndpoint
    COSMOS_MANAGED_IDENTITY_CLIENT_ID         = local.client_id
    COSMOS_DATABASE                           = var.program.database
    COSMOS_CONSISTENCY                        = "Strong"
    LlmUsageEvents__fullyQualifiedNamespace   = local.hub_hosts.llm_usage
    LlmUsageEvents__clientId                  = local.client_id
    LlmUsageEvents__credential                = "managedidentity"
    LLM_USAGE_HUB                             = var.program.llm_usage_hub
    LLM_USAGE_CONSUMER_GROUP                  = var.program.llm_usage_consumer_group
    ApimLogs__fullyQualifiedNamespace         = local.hub_hosts.apim_logs
    ApimLogs__clientId                        = local.client_id
    ApimLogs__credential                      = "managedidentity"
    APIM_LOGS_HUB                             = var.program.apim_logs_hub
    APIM_LOGS_CONSUMER_GROUP                  = var.program.apim_logs_consumer_group
    LLM_APIS                                  = local.llm_apis
    HUB_RETENTION_HOURS                       = tostring(var.program.hub_retention_hours)
    LATE_DAYS                                 = tostring(var.program.late_days)
    SEAL_AGE_DAYS                             = tostring(var.program.seal_age_days)
    USAGE_TTL_DAYS                            = tostring(var.program.usage_ttl_days)
    BUSINESS_TIME_ZONE                        = var.program.business_time_zone
    ROLLUP_SCHEDULE                           = var.program.rollup_schedule
    ROLLUP_SECONDS_MAX                        = tostring(var.program.rollup_seconds_max)
    ROLLUP_WINDOWS_MAX                        = tostring(var.program.rollup_windows_max)
    SETTLE_SECONDS                            = tostring(var.program.settle_seconds)
    ESTIMATE_USAGE                            = var.program.estimate_usage ? "true" : "false"
    TELEMETRY_PER_REQUEST                     = var.program.telemetry_per_request ? "true" : "false"
    APPLICATIONINSIGHTS_CONNECTION_STRING     = azapi_resource.component.output.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING = "Authorization=AAD;ClientId=${local.client_id}"
    AzureWebJobsStorage__blobServiceUri       = local.host_endpoints.blob
    AzureWebJobsStorage__tableServiceUri      = local.host_endpoints.table
    AzureWebJobsStorage__clientId             = local.client_id
    AzureWebJobsStorage__credential           = "managedidentity"
  }

  # What Premium needs besides, and Flex Consumption refuses: there functionAppConfig says it.
  premium_app_settings = {
    FUNCTIONS_EXTENSION_VERSION = "~4"
    FUNCTIONS_WORKER_RUNTIME    = "node"
    # The package is a blob that the identity reads: a content share would need the account's key.
    WEBSITE_RUN_FROM_PACKAGE                     = "${local.package_address}/chargeback.zip"
    WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID = azapi_resource.identity.id
  }

  # The APIs that are wired here; where none are, names that say so.
  llm_apis = coalesce(
    var.program.llm_apis,
    local.has_gateway ? join(",", values(local.surfaces)[*].id) : "*openai*,*llm*,*ai-gateway*,*anthropic*,*foundry*,*inference*",
  )
}
