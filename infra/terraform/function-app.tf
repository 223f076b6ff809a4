# The Function App: one, because two would run two timers. It signs in everywhere as one identity, whose
# roles are there before it starts.

locals {
  is_flex                   = var.function_app.plan == "FlexConsumption"
  instances_max             = var.function_app.instances_max
  premium_instances_min     = coalesce(var.function_app.premium_instances_min, var.function_app.zone_redundant ? 2 : 1)
  app_public_network_access = coalesce(var.function_app.public_network_access, local.public_network_access)
  caller_ip_ranges          = var.function_app.allowed_ip_ranges == null ? var.network.allowed_ip_ranges : var.function_app.allowed_ip_ranges
  deployer_ip_ranges        = var.function_app.deployer_ip_ranges == null ? local.caller_ip_ranges : var.function_app.deployer_ip_ranges

  caller_ip_rules   = [for range in local.caller_ip_ranges : { action = "Allow", ipAddress = range }]
  deployer_ip_rules = [for range in local.deployer_ip_ranges : { action = "Allow", ipAddress = range }]
  app_subnet_rules  = [for id in var.network.allowed_subnet_ids : { action = "Allow", vnetSubnetResourceId = id }]
  caller_rules      = concat(local.caller_ip_rules, local.app_subnet_rules)
  deployer_rules    = concat(local.deployer_ip_rules, local.app_subnet_rules)

  node_version    = "22"
  health_path     = "/api/v1/health"
  package_address = "${local.host_endpoints.blob}${local.package_container}"

  every_plans_config = {
    appSettings = [
      for name, value in merge(local.app_settings, local.is_flex ? {} : local.premium_app_settings) : { name = name, value = value }
    ]
    minTlsVersion                          = "1.2"
    scmMinTlsVersion                       = "1.2"
    ipSecurityRestrictionsDefaultAction    = length(local.caller_rules) == 0 ? "Allow" : "Deny"
    ipSecurityRestrictions                 = local.caller_rules
    scmIpSecurityRestrictionsDefaultAction = length(local.deployer_rules) == 0 ? "Allow" : "Deny"
    scmIpSecurityRestrictions              = local.deployer_rules
  }

  # Flex Consumption refuses each of these. It replaces instances that fail by itself; what /health says
  # is watched by an availability test there, and here also by the platform.
  premium_config = {
    linuxFxVersion              = "Node|${local.node_version}"
    ftpsState                   = "Disabled"
    http20Enabled               = true
    healthCheckPath             = local.health_path
    minimumElasticInstanceCount = local.premium_instances_min
    functionAppScaleLimit       = local.instances_max
    # Hubs that answer inside the network alone are measured from inside.
    functionsRuntimeScaleMonitoringEnabled = local.private_endpoints
  }
}

resource "azapi_resource" "plan" {
  type      = "Microsoft.Web/serverfarms@2025-03-01"
  parent_id = local.group_id
  name      = local.names.plan
  location  = local.location
  tags      = local.tags
  body = {
    kind = local.is_flex ? "functionapp" : "elastic"
    sku = {
      name     = local.is_flex ? "FC1" : "EP1"
      tier     = local.is_flex ? "FlexConsumption" : "ElasticPremium"
      capacity = local.is_flex ? null : local.premium_instances_min
    }
    properties = {
      # Linux.
      reserved                  = true
      zoneRedundant             = var.function_app.zone_redundant
      maximumElasticWorkerCount = local.is_flex ? null : min(local.instances_max, 100)
    }
  }

  ignore_null_property = true
}

resource "azapi_resource" "app" {
  type      = "Microsoft.Web/sites@2025-03-01"
  parent_id = local.group_id
  name      = local.names.function_app
  location  = local.location
  tags      = merge(local.tags, { "azd-service-name" = "chargeback" })

  identity {
    type         = "UserAssigned"
    identity_ids = [azapi_resource.identity.id]
  }

  body = {
    kind = "functionapp,linux"
    properties = {
      serverFarmId           = azapi_resource.plan.id
      httpsOnly              = true
      publicNetworkAccess    = local.app_public_network_access
      virtualNetworkSubnetId = local.app_subnet_id
      # Flex Consumption sends everything by its subnet unasked.
      outboundVnetRouting = local.is_flex || !local.private_endpoints ? null : { allTraffic = true }
      functionAppConfig = !local.is_flex ? null : {
        runtime = { name = "node", version = local.node_version }
        deployment = {
          storage = {
            type  = "blobContainer"
            value = local.package_address
            authentication = {
              type                           = "UserAssignedIdentity"
              userAssignedIdentityResourceId = azapi_resource.identity.id
            }
          }
        }
        scaleAndConcurrency = {
          instanceMemoryMB     = var.function_app.instance_memory_mb
          maximumInstanceCount = local.instances_max
          alwaysReady = coalesce(var.function_app.always_ready, [
            { name = "function:ingestUsage", instanceCount = 1 },
            { name = "function:ingestLogs", instanceCount = 1 },
          ])
        }
      }
      siteConfig = merge(local.every_plans_config, local.is_flex ? null : local.premium_config)
    }
  }

  ignore_null_property   = true
  response_export_values = ["properties.defaultHostName"]
  depends_on = [
    azapi_resource.role_assignment,
    azapi_resource.data_grant,
    azapi_resource.blob_container,
    azapi_resource.consumer_group,
  ]
}

# Nobody deploys with a password: az, azd and the workflow sign in. Both policies come with the app.
resource "azapi_update_resource" "publishing" {
  for_each = toset(["ftp", "scm"])

  type      = "Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01"
  parent_id = azapi_resource.app.id
  name      = each.key
  body = {
    properties = { allow = false }
  }
}
