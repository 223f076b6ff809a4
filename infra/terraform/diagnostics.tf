# What each resource says about itself, to the workspace.

locals {
  diagnostic_logs = {
    namespace = [{ categoryGroup = "allLogs", enabled = true }]
    network   = [{ categoryGroup = "allLogs", enabled = true }]
    vault     = [{ categoryGroup = "audit", enabled = true }]
    # What the host says while it starts, when nothing reaches Application Insights yet.
    app = [{ category = "FunctionAppLogs", enabled = true }]
    # Reads and writes are left out: the host renews leases and checkpoints all day, a line each.
    blobs = [{ category = "StorageDelete", enabled = true }]
    # Who asked the workspace what.
    workspace = [{ category = "Audit", enabled = true }]
  }
  diagnostic_settings = merge(
    { for key, namespace in azapi_resource.namespace : key => { target_id = namespace.id, logs = local.diagnostic_logs.namespace } },
    { for key, account in azapi_resource.storage : "blobs_${key}" => { target_id = "${account.id}/blobServices/default", logs = local.diagnostic_logs.blobs } },
    { for index, network in azapi_resource.network : "network" => { target_id = network.id, logs = local.diagnostic_logs.network } },
    { for index, rules in azapi_resource.app_rules : "app_rules" => { target_id = rules.id, logs = local.diagnostic_logs.network } },
    { for index, rules in azapi_resource.endpoint_rules : "endpoint_rules" => { target_id = rules.id, logs = local.diagnostic_logs.network } },
    { for index, workspace in azapi_resource.workspace : "workspace" => { target_id = workspace.id, logs = local.diagnostic_logs.workspace } },
    {
      vault = { target_id = azapi_resource.vault.id, logs = local.diagnostic_logs.vault }
      app   = { target_id = azapi_resource.app.id, logs = local.diagnostic_logs.app }
    },
  )
}

resource "azapi_resource" "diagnostic_setting" {
  for_each = local.diagnostic_settings

  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = each.value.target_id
  name      = "to-workspace"
  body = {
    properties = {
      workspaceId = local.workspace_id
      logs        = each.value.logs
    }
  }

  # The service answers every category there is, those that are off too.
  list_unique_id_property    = { "properties.logs" = "category, categoryGroup" }
  ignore_other_items_in_list = ["properties.logs"]
}

# Cosmos DB writes into tables of its own, where that is asked for.
resource "azapi_resource" "cosmos_diagnostics" {
  type      = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  parent_id = azapi_resource.cosmos_account.id
  name      = "to-workspace"
  body = {
    properties = {
      workspaceId                 = local.workspace_id
      logAnalyticsDestinationType = "Dedicated"
      logs = [
        { category = "ControlPlaneRequests", enabled = true },
        { category = "DataPlaneRequests", enabled = var.cosmos.log_data_plane },
      ]
    }
  }

  list_unique_id_property    = { "properties.logs" = "category" }
  ignore_other_items_in_list = ["properties.logs"]
}
