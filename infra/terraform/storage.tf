# Storage accounts without keys: for the Functions host (checkpoints, leases, function keys, the package)
# and, where events are captured, for their files.

locals {
  package_container = "packages"
  capture_container = "events"
  # The Functions host's own name for it. It is made here so that a role can be given on it alone: whoever writes to
  # the whole account reads the function keys, and decides what the app runs.
  checkpoint_container = "azure-webjobs-eventhub"

  storage_accounts = merge(
    {
      host = {
        name              = local.names.host_storage
        containers        = [local.package_container, local.checkpoint_container]
        delete_after_days = null
        trusted_services  = false
      }
    },
    !local.captures ? {} : {
      capture = {
        name              = local.names.capture_storage
        containers        = [local.capture_container]
        delete_after_days = var.event_hubs.capture.keep_days
        # Event Hubs comes in as one.
        trusted_services = true
      }
    },
  )
  host_endpoints = azapi_resource.storage["host"].output.properties.primaryEndpoints
}

resource "azapi_resource" "storage" {
  for_each = local.storage_accounts

  type      = "Microsoft.Storage/storageAccounts@2026-04-01"
  parent_id = local.group_id
  name      = each.value.name
  location  = local.location
  tags      = local.tags
  body = {
    kind = "StorageV2"
    sku  = { name = var.function_app.storage_sku }
    properties = {
      allowSharedKeyAccess         = false
      allowBlobPublicAccess        = false
      allowCrossTenantReplication  = false
      defaultToOAuthAuthentication = true
      isLocalUserEnabled           = false
      minimumTlsVersion            = "TLS1_2"
      supportsHttpsTrafficOnly     = true
      publicNetworkAccess          = local.public_network_access
      networkAcls = {
        bypass              = each.value.trusted_services ? "AzureServices" : "None"
        defaultAction       = local.default_action
        ipRules             = [for range in var.network.allowed_ip_ranges : { action = "Allow", value = range }]
        virtualNetworkRules = [for id in var.network.allowed_subnet_ids : { action = "Allow", id = id }]
      }
    }
  }

  response_export_values = ["properties.primaryEndpoints"]
}

# It comes with the account.
resource "azapi_update_resource" "blobs" {
  for_each = local.storage_accounts

  type      = "Microsoft.Storage/storageAccounts/blobServices@2026-04-01"
  parent_id = azapi_resource.storage[each.key].id
  name      = "default"
  body = {
    properties = {
      # A checkpoint or a package that was deleted by mistake comes back within a week.
      deleteRetentionPolicy          = { enabled = true, days = 7 }
      containerDeleteRetentionPolicy = { enabled = true, days = 7 }
    }
  }
}

resource "azapi_resource" "blob_container" {
  for_each = merge([
    for key, account in local.storage_accounts : {
      for container in account.containers : "${key}/${container}" => { account = key, name = container }
    }
  ]...)

  type      = "Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01"
  parent_id = "${azapi_resource.storage[each.value.account].id}/blobServices/default"
  name      = each.value.name
  body = {
    properties = { publicAccess = "None" }
  }

  depends_on = [azapi_update_resource.blobs]
}

resource "azapi_resource" "blob_lifecycle" {
  for_each = { for key, account in local.storage_accounts : key => account if account.delete_after_days != null }

  type      = "Microsoft.Storage/storageAccounts/managementPolicies@2026-04-01"
  parent_id = azapi_resource.storage[each.key].id
  name      = "default"
  body = {
    properties = {
      policy = {
        rules = [
          {
            name = "delete-old-blobs"
            type = "Lifecycle"
            definition = {
              filters = { blobTypes = ["blockBlob", "appendBlob"] }
              actions = { baseBlob = { delete = { daysAfterModificationGreaterThan = each.value.delete_after_days } } }
            }
          }
        ]
      }
    }
  }
}
