# What each resource says about itself, to the workspace.

locals {
  diagnostic_settings = merge(
    {
      llm_usage = { target_id = azapi_resource.namespace["llm_usage"].id, logs = [{ categoryGroup = "allLogs", enabled = true }] }
      apim_logs = { target_id = azapi_resource.namespace["apim_logs"].id, logs = [{ categoryGroup = "allLogs", enabled = true }] }
      vault     = { target_id = azapi_resource.vault.id, logs = [{ categoryGroup = "audit", enabled = true }] }
      # What the host says while it starts, when nothing reaches Application Insights yet.
      app = { target_id = azapi_resource.app.id, logs = [{ category = "FunctionAppLogs", enabled = true }] }
    },
    # Reads and writes are left out: the host renews leases and checkpoints all day, a line each.
    {
      for key, service in azapi_resource.blobs : "blobs_${key}" =>
      { target_id = service.id, logs = [{ category = "StorageDelete", enabled = true }] }
    },
    # Who asked the workspace what.
    !local.makes_workspace ? {} : {
      workspace = { target_id = local.workspace_id, logs = [{ category = "Audit", enabled = true }] }
    },
    !local.makes_network ? {} : {
      network        = { target_id = azapi_resource.network[0].id, logs = [{ categoryGroup = "allLogs", enabled = true }] }
      app_rules      = { target_id = azapi_resource.app_rules[0].id, logs = [{ categoryGroup = "allLogs", enabled = true }] }
      endpoint_rules = { target_id = azapi_resource.endpoint_rules[0].id, logs = [{ categoryGroup = "allLogs", enabled = true }] }
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
}
