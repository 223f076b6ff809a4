# The account that keeps the ledger. Strong consistency and one write region are what the figures rest on
# (docs/adr/0003-strong-consistency-one-region.md); the program refuses to work with less. Partition keys,
# index and life of the containers come from the program's own file, so that the two cannot differ.

locals {
  is_serverless = var.cosmos.capacity == "serverless"

  regions      = concat([{ name = local.location, zone_redundant = null }], var.cosmos.read_regions)
  write_region = coalesce(var.cosmos.write_region, local.location)
  # A region moves up and down among them with whoever writes; its zones stay its own.
  regions_in_order = concat(
    [for region in local.regions : region if region.name == local.write_region],
    [for region in local.regions : region if region.name != local.write_region],
  )

  containers = {
    for definition in jsondecode(file("${path.module}/../../shared/adapters/cosmos/containers.json")) : definition.name => definition
  }
}

resource "azapi_resource" "cosmos_account" {
  type      = "Microsoft.DocumentDB/databaseAccounts@2026-03-15"
  parent_id = local.group_id
  name      = local.names.cosmos_account
  location  = local.location
  tags      = local.tags
  body = {
    kind = "GlobalDocumentDB"
    properties = {
      databaseAccountOfferType = "Standard"
      capabilities             = local.is_serverless ? [{ name = "EnableServerless" }] : []
      consistencyPolicy        = { defaultConsistencyLevel = "Strong" }
      # Two writers would answer 201 twice for one request, and the last of them would win.
      enableMultipleWriteLocations = false
      # With strong consistency nothing that was answered is lost when another region takes over. It is on before there
      # is one: regions that are added together with it are refused.
      enableAutomaticFailover            = !local.is_serverless
      disableLocalAuth                   = true
      disableKeyBasedMetadataWriteAccess = true
      minimalTlsVersion                  = "Tls12"
      publicNetworkAccess                = local.public_network_access
      networkAclBypass                   = "None"
      ipRules                            = [for range in var.network.allowed_ip_ranges : { ipAddressOrRange = range }]
      isVirtualNetworkFilterEnabled      = length(var.network.allowed_subnet_ids) > 0
      virtualNetworkRules                = [for id in var.network.allowed_subnet_ids : { id = id }]
      backupPolicy = {
        type                     = "Continuous"
        continuousModeProperties = { tier = var.cosmos.backup }
      }
    }
  }

  # No secret, but what is sensitive is sent when it changes here, and not compared with what the service answers: that
  # has other names for regions (West Europe for westeurope), so that each plan would show a change.
  sensitive_body = {
    properties = {
      locations = [
        for index, region in local.regions_in_order : {
          locationName     = region.name
          failoverPriority = index
          isZoneRedundant  = coalesce(region.zone_redundant, var.cosmos.zone_redundant)
        }
      ]
    }
  }

  response_export_values = ["properties.documentEndpoint"]

  # An account that is made anew is an empty ledger.
  lifecycle {
    prevent_destroy = true
  }
}

resource "azapi_resource" "database" {
  type      = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2026-03-15"
  parent_id = azapi_resource.cosmos_account.id
  name      = var.program.database
  body = {
    properties = {
      resource = { id = var.program.database }
      options  = local.is_serverless ? null : { autoscaleSettings = { maxThroughput = var.cosmos.autoscale_request_units_max } }
    }
  }

  ignore_null_property = true

  lifecycle {
    prevent_destroy = true
  }
}

resource "azapi_resource" "container" {
  for_each = local.containers

  type      = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2026-03-15"
  parent_id = azapi_resource.database.id
  name      = each.key
  body = {
    properties = {
      resource = {
        id             = each.key
        partitionKey   = { paths = [each.value.partitionKeyPath], kind = "Hash", version = 2 }
        indexingPolicy = each.value.indexingPolicy
        # As shared/adapters/cosmos/containers.ts has it; null: documents are kept.
        defaultTtl = each.key == "usage" ? var.program.usage_ttl_days * 86400 : try(each.value.defaultTtlSeconds, null)
      }
    }
  }

  ignore_null_property = true
  # Cosmos DB adds a path of its own to those that are not indexed: /"_etag"/?.
  list_unique_id_property    = { "properties.resource.indexingPolicy.excludedPaths" = "path" }
  ignore_other_items_in_list = ["properties.resource.indexingPolicy.excludedPaths"]
  locks                      = [azapi_resource.cosmos_account.id]

  lifecycle {
    prevent_destroy = true
  }
}
