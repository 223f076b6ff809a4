# Streams the gateway's own logs to the hub, where the program finds the tokens of streams.

locals {
  # No metrics: the program would have to turn every one of them away.
  gateway_log_categories    = ["GatewayLogs", "GatewayLlmLogs"]
  gateway_logs_to_workspace = try(var.gateway.logs_to_workspace, false)
}

resource "azapi_resource" "gateway_diagnostics" {
  count = local.has_gateway ? 1 : 0

  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = local.gateway_id
  name      = "chargeback"
  body = {
    properties = {
      eventHubAuthorizationRuleId = azapi_resource.diagnostics_rule.id
      eventHubName                = local.hubs.apim_logs.hub
      workspaceId                 = local.gateway_logs_to_workspace ? local.workspace_id : null
      # Tables of their own (ApiManagementGatewayLogs), not the one for everything.
      logAnalyticsDestinationType = local.gateway_logs_to_workspace ? "Dedicated" : null
      logs = [
        for category in local.gateway_log_categories : {
          category = category
          enabled  = true
        }
      ]
    }
  }

  ignore_null_property = true
  # The service answers every category there is, those that are off too.
  list_unique_id_property    = { "properties.logs" = "category" }
  ignore_other_items_in_list = ["properties.logs"]
  depends_on                 = [azapi_resource.hub]
}
