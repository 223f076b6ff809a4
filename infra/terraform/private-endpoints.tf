# One private endpoint for each resource, and the zones that their names are in.

locals {
  zone_names = {
    service_bus = "privatelink.servicebus.windows.net"
    cosmos      = "privatelink.documents.azure.com"
    blob        = "privatelink.blob.core.windows.net"
    table       = "privatelink.table.core.windows.net"
    vault       = "privatelink.vaultcore.azure.net"
    sites       = "privatelink.azurewebsites.net"
  }
  makes_zones = local.private_endpoints && var.network.dns == "create"

  # Made here, or in the group that the platform team keeps its zones in.
  zone_group_id = format(
    "/subscriptions/%s/resourceGroups/%s",
    try(coalesce(var.network.dns_zone_group.subscription_id), var.subscription_id),
    try(var.network.dns_zone_group.resource_group, var.resource_group_name),
  )

  # A subnet's id begins with its network's: nine parts, the empty one before the first slash counted.
  endpoint_network_id = !local.private_endpoints ? null : (
    local.makes_network ? azapi_resource.network[0].id : join("/", slice(split("/", local.endpoint_subnet_id), 0, 9))
  )
  linked_networks = merge(
    { own = local.endpoint_network_id },
    { for id in var.network.linked_network_ids : md5(id) => id },
  )
  # The gateway sends to the hubs and calls nothing else here.
  zone_links = {
    for pair in setproduct(keys(local.zone_names), keys(local.linked_networks)) : join("/", pair) => {
      zone    = pair[0]
      network = pair[1]
    } if local.makes_zones && (pair[1] == "own" || pair[0] == "service_bus")
  }

  # The resource, the part of it that is reached, and the zone that its name is in.
  endpoint_targets = {
    llm_usage    = { name = local.names.llm_usage_namespace, id = azapi_resource.namespace["llm_usage"].id, group_id = "namespace", zone = "service_bus" }
    apim_logs    = { name = local.names.apim_logs_namespace, id = azapi_resource.namespace["apim_logs"].id, group_id = "namespace", zone = "service_bus" }
    cosmos       = { name = local.names.cosmos_account, id = azapi_resource.cosmos_account.id, group_id = "Sql", zone = "cosmos" }
    host_blob    = { name = local.names.host_storage, id = azapi_resource.storage["host"].id, group_id = "blob", zone = "blob" }
    host_table   = { name = local.names.host_storage, id = azapi_resource.storage["host"].id, group_id = "table", zone = "table" }
    capture_blob = { name = local.names.capture_storage, id = try(azapi_resource.storage["capture"].id, ""), group_id = "blob", zone = "blob" }
    vault        = { name = local.names.key_vault, id = azapi_resource.vault.id, group_id = "vault", zone = "vault" }
    app          = { name = local.names.function_app, id = azapi_resource.app.id, group_id = "sites", zone = "sites" }
  }
  endpoints = {
    for key, target in local.endpoint_targets : key => merge(target, { endpoint_name = "pep-${target.name}-${lower(target.group_id)}" })
    if local.private_endpoints && (local.captures || key != "capture_blob")
  }
}

resource "azapi_resource" "zone" {
  for_each = local.makes_zones ? local.zone_names : {}

  type      = "Microsoft.Network/privateDnsZones@2024-06-01"
  parent_id = local.group_id
  name      = each.value
  location  = "global"
  tags      = local.tags
}

resource "azapi_resource" "zone_link" {
  for_each = local.zone_links

  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  parent_id = azapi_resource.zone[each.value.zone].id
  name      = "link-${substr(md5(each.value.network), 0, 6)}"
  location  = "global"
  tags      = local.tags
  body = {
    properties = {
      virtualNetwork = { id = local.linked_networks[each.value.network] }
      # Names come from private endpoints alone.
      registrationEnabled = false
      # What is not in the zone is asked for publicly: resources of other estates, which this zone would hide.
      resolutionPolicy = "NxDomainRedirect"
    }
  }
}

resource "azapi_resource" "endpoint" {
  for_each = local.endpoints

  type      = "Microsoft.Network/privateEndpoints@2025-07-01"
  parent_id = local.group_id
  name      = each.value.endpoint_name
  location  = local.endpoint_location
  tags      = local.tags
  body = {
    properties = {
      subnet                     = { id = local.endpoint_subnet_id }
      customNetworkInterfaceName = "${each.value.endpoint_name}-nic"
      privateLinkServiceConnections = [
        {
          name       = each.value.endpoint_name
          properties = { privateLinkServiceId = each.value.id, groupIds = [each.value.group_id] }
        }
      ]
    }
  }
}

# Where a policy registers endpoints, one that names a zone too would be registered twice.
resource "azapi_resource" "endpoint_registration" {
  for_each = var.network.dns == "policy" ? {} : local.endpoints

  type      = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-07-01"
  parent_id = azapi_resource.endpoint[each.key].id
  name      = "default"
  body = {
    properties = {
      privateDnsZoneConfigs = [
        {
          name       = "zone"
          properties = { privateDnsZoneId = "${local.zone_group_id}/providers/Microsoft.Network/privateDnsZones/${local.zone_names[each.value.zone]}" }
        }
      ]
    }
  }

  depends_on = [azapi_resource.zone]
}
