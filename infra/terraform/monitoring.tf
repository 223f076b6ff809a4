# Where everything reports to: one workspace, and one component of Application Insights in it that takes
# telemetry by identity alone.

locals {
  makes_workspace       = var.monitoring.workspace_id == null
  workspace_id          = local.makes_workspace ? azapi_resource.workspace[0].id : var.monitoring.workspace_id
  private_link_scope_id = coalesce(var.monitoring.private_link_scope_id, "none")
  has_private_link      = var.monitoring.private_link_scope_id != null
  telemetry_access      = local.has_private_link ? "Disabled" : "Enabled"
}

resource "azapi_resource" "workspace" {
  count = local.makes_workspace ? 1 : 0

  type      = "Microsoft.OperationalInsights/workspaces@2025-07-01"
  parent_id = local.group_id
  name      = local.names.workspace
  location  = local.location
  tags      = local.tags
  body = {
    properties = {
      sku                             = { name = "PerGB2018" }
      retentionInDays                 = var.monitoring.retention_days
      workspaceCapping                = { dailyQuotaGb = var.monitoring.daily_gigabytes_max }
      publicNetworkAccessForIngestion = local.telemetry_access
      publicNetworkAccessForQuery     = local.telemetry_access
      features = {
        disableLocalAuth                            = true
        enableLogAccessUsingOnlyResourcePermissions = true
      }
    }
  }
}

resource "azapi_resource" "component" {
  type      = "Microsoft.Insights/components@2020-02-02"
  parent_id = local.group_id
  name      = local.names.component
  location  = local.location
  tags      = local.tags
  body = {
    kind = "web"
    properties = {
      Application_Type                = "web"
      WorkspaceResourceId             = local.workspace_id
      DisableLocalAuth                = true
      DisableIpMasking                = false
      publicNetworkAccessForIngestion = local.telemetry_access
      publicNetworkAccessForQuery     = local.telemetry_access
    }
  }

  response_export_values = ["properties.ConnectionString"]
}

# Inside the networks of the scope alone: it exists, and is the platform team's.
resource "azapi_resource" "private_link_member" {
  for_each = !local.has_private_link ? {} : merge(
    { (local.names.component) = azapi_resource.component.id },
    local.makes_workspace ? { (local.names.workspace) = local.workspace_id } : {},
  )

  type      = "Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01"
  parent_id = local.private_link_scope_id
  name      = each.key
  body = {
    properties = { linkedResourceId = each.value }
  }
}
