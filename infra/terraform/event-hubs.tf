# Two namespaces with one hub each and the program's own consumer group on it.
#
# Nobody signs in with a key, with one exception that the platform leaves no choice about: diagnostic
# settings send by a shared access rule. Their namespace holds nothing but their hub.

locals {
  hubs = {
    llm_usage = {
      namespace                 = local.names.llm_usage_namespace
      location                  = local.location
      hub                       = var.program.llm_usage_hub
      consumer_group            = var.program.llm_usage_consumer_group
      size                      = var.event_hubs.llm_usage
      takes_diagnostic_settings = false
      captures                  = local.captures
    }
    apim_logs = {
      namespace                 = local.names.apim_logs_namespace
      location                  = coalesce(var.event_hubs.apim_logs_location, local.location)
      hub                       = var.program.apim_logs_hub
      consumer_group            = var.program.apim_logs_consumer_group
      size                      = var.event_hubs.apim_logs
      takes_diagnostic_settings = true
      # Its records hold addresses and URLs of callers: they are not captured.
      captures = false
    }
  }
  hub_grows = { for key, hub in local.hubs : key => var.event_hubs.sku == "Standard" && hub.size.capacity_max > hub.size.capacity }
  hub_hosts = {
    for key, namespace in azapi_resource.namespace : key =>
    split(":", replace(namespace.output.properties.serviceBusEndpoint, "https://", ""))[0]
  }
  captures = var.event_hubs.capture != null
}

resource "azapi_resource" "namespace" {
  for_each = local.hubs

  type      = "Microsoft.EventHub/namespaces@2026-01-01"
  parent_id = local.group_id
  name      = each.value.namespace
  location  = each.value.location
  tags      = local.tags

  dynamic "identity" {
    for_each = each.value.captures ? [azapi_resource.capture_identity[0].id] : []
    content {
      type         = "UserAssigned"
      identity_ids = [identity.value]
    }
  }

  body = {
    sku = { name = var.event_hubs.sku, tier = var.event_hubs.sku, capacity = each.value.size.capacity }
    properties = {
      disableLocalAuth       = !each.value.takes_diagnostic_settings
      minimumTlsVersion      = "1.2"
      publicNetworkAccess    = local.public_network_access
      isAutoInflateEnabled   = local.hub_grows[each.key]
      maximumThroughputUnits = local.hub_grows[each.key] ? each.value.size.capacity_max : 0
    }
  }

  response_export_values = ["properties.serviceBusEndpoint"]

  # A namespace that has grown keeps what it grew by.
  lifecycle {
    ignore_changes = [body.sku.capacity]
  }
}

# It comes with the namespace: azapi_resource refuses what is there already.
resource "azapi_update_resource" "namespace_firewall" {
  for_each = local.hubs

  type      = "Microsoft.EventHub/namespaces/networkRuleSets@2026-01-01"
  parent_id = azapi_resource.namespace[each.key].id
  name      = "default"
  body = {
    properties = {
      publicNetworkAccess = local.public_network_access
      defaultAction       = local.default_action
      # Azure Monitor, which sends what diagnostic settings stream, is a trusted service; API Management is none.
      trustedServiceAccessEnabled = each.value.takes_diagnostic_settings
      ipRules                     = [for range in var.network.allowed_ip_ranges : { action = "Allow", ipMask = range }]
      virtualNetworkRules         = [for id in var.network.allowed_subnet_ids : { subnet = { id = id } }]
    }
  }
}

resource "azapi_resource" "hub" {
  for_each = local.hubs

  type      = "Microsoft.EventHub/namespaces/eventhubs@2026-01-01"
  parent_id = azapi_resource.namespace[each.key].id
  name      = each.value.hub
  body = {
    properties = {
      partitionCount = each.value.size.partitions
      retentionDescription = {
        cleanupPolicy        = "Delete"
        retentionTimeInHours = var.program.hub_retention_hours
      }
      captureDescription = !each.value.captures ? null : {
        enabled           = true
        encoding          = "Avro"
        intervalInSeconds = var.event_hubs.capture.interval_seconds
        sizeLimitInBytes  = var.event_hubs.capture.size_bytes_max
        skipEmptyArchives = true
        destination = {
          name     = "EventHubArchive.AzureBlockBlob"
          identity = { type = "UserAssigned", userAssignedIdentity = azapi_resource.capture_identity[0].id }
          properties = {
            storageAccountResourceId = azapi_resource.storage["capture"].id
            blobContainer            = local.capture_container
            archiveNameFormat        = "{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}"
          }
        }
      }
    }
  }

  ignore_null_property = true
}

resource "azapi_resource" "consumer_group" {
  for_each = local.hubs

  type      = "Microsoft.EventHub/namespaces/eventhubs/consumergroups@2026-01-01"
  parent_id = azapi_resource.hub[each.key].id
  name      = each.value.consumer_group
  body = {
    properties = { userMetadata = "The chargeback program. Nobody else may read by it." }
  }
}

resource "azapi_resource" "diagnostics_rule" {
  type      = "Microsoft.EventHub/namespaces/authorizationRules@2026-01-01"
  parent_id = azapi_resource.namespace["apim_logs"].id
  name      = "diagnostic-settings"
  body = {
    properties = {
      # Azure Monitor asks for all three: https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings
      rights = ["Manage", "Send", "Listen"]
    }
  }
}

# Writes the files of captured events, and nothing else.
resource "azapi_resource" "capture_identity" {
  count = local.captures ? 1 : 0

  type      = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
  parent_id = local.group_id
  name      = local.names.capture_identity
  location  = local.location
  tags      = local.tags

  response_export_values = ["properties.principalId"]
}
