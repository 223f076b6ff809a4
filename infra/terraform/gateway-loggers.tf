# Where the gateway reports: usage events by the policies, logs by the diagnostics of the APIs.

resource "azapi_resource" "usage_logger" {
  count = local.has_gateway ? 1 : 0

  type      = "Microsoft.ApiManagement/service/loggers@2024-05-01"
  parent_id = local.gateway_id
  name      = "llm-usage"
  body = {
    properties = {
      loggerType  = "azureEventHub"
      description = "One event for each request to a language model, for chargeback."
      # No connection string: the gateway signs in as itself.
      credentials = {
        name             = local.hubs.llm_usage.hub
        endpointAddress  = local.hub_hosts.llm_usage
        identityClientId = "SystemAssigned"
      }
    }
  }

  # The roles first: what is sent or called before them is refused.
  depends_on = [azapi_resource.role_assignment]
}

# The name is Azure Monitor's own. Where a diagnostic setting exists the logger does too, and this changes
# nothing; a new instance has none, and the diagnostics of APIs refer to it. Put as it is, since an
# azapi_resource refuses what is there already.
resource "azapi_resource_action" "azure_monitor_logger" {
  count = local.has_gateway ? 1 : 0

  type        = "Microsoft.ApiManagement/service/loggers@2024-05-01"
  resource_id = "${local.gateway_id}/loggers/azuremonitor"
  method      = "PUT"
  body = {
    properties = {
      loggerType = "azureMonitor"
      isBuffered = true
    }
  }
}

# Of "all APIs", without bodies: those of language models have a diagnostic of their own (gateway-apis.tf). Put as
# it is, and only if that was asked for or the instance is new: what an instance says already would be replaced.
resource "azapi_resource_action" "all_apis_diagnostic" {
  count = local.has_gateway && try(coalesce(var.gateway.create_diagnostic), local.makes_trial) ? 1 : 0

  type        = "Microsoft.ApiManagement/service/diagnostics@2024-05-01"
  resource_id = "${local.gateway_id}/diagnostics/azuremonitor"
  method      = "PUT"
  body = {
    properties = {
      loggerId  = "${local.gateway_id}/loggers/azuremonitor"
      alwaysLog = "allErrors"
      sampling = {
        samplingType = "fixed"
        percentage   = 100
      }
      verbosity   = "information"
      logClientIp = false
      frontend    = local.no_bodies
      backend     = local.no_bodies
    }
  }

  depends_on = [azapi_resource_action.azure_monitor_logger]
}
