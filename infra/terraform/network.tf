# The network of the estate, for those who have none to put it in: a subnet for the app and one for the
# private endpoints. A network of the platform team's is used as it is, and nothing is made.

locals {
  private_endpoints = var.network.private_endpoints
  makes_network     = local.private_endpoints && var.network.existing == null

  app_subnet_id = !local.private_endpoints ? null : (
    local.makes_network ? "${azapi_resource.network[0].id}/subnets/app" : var.network.existing.app_subnet_id
  )
  endpoint_subnet_id = !local.private_endpoints ? null : (
    local.makes_network ? "${azapi_resource.network[0].id}/subnets/endpoints" : var.network.existing.endpoint_subnet_id
  )
  endpoint_location = try(coalesce(var.network.existing.location), local.location)

  # What a firewall does with callers that no rule names. A list makes it closed: an empty one leaves it
  # to the access.
  public_network_access = var.network.public_network_access
  default_action        = local.public_network_access == "Disabled" || length(concat(var.network.allowed_ip_ranges, var.network.allowed_subnet_ids)) > 0 ? "Deny" : "Allow"

  # AMQP is what the gateway's logger and Event Hubs clients speak; all others speak HTTPS.
  endpoint_ports = ["443", "5671", "5672"]
}

# The platform's own rules are enough here: nothing from outside the network comes in by this subnet.
resource "azapi_resource" "app_rules" {
  count = local.makes_network ? 1 : 0

  type      = "Microsoft.Network/networkSecurityGroups@2025-07-01"
  parent_id = local.group_id
  name      = "nsg-${local.names.network}-app"
  location  = local.location
  tags      = local.tags
}

resource "azapi_resource" "endpoint_rules" {
  count = local.makes_network ? 1 : 0

  type      = "Microsoft.Network/networkSecurityGroups@2025-07-01"
  parent_id = local.group_id
  name      = "nsg-${local.names.network}-endpoints"
  location  = local.location
  tags      = local.tags
  body = {
    properties = {
      securityRules = [
        {
          name = "allow-network"
          properties = {
            description              = "The network and those peered with it, such as the gateway's, by HTTPS and AMQP."
            access                   = "Allow"
            direction                = "Inbound"
            priority                 = 100
            protocol                 = "Tcp"
            sourceAddressPrefix      = "VirtualNetwork"
            sourcePortRange          = "*"
            destinationAddressPrefix = "VirtualNetwork"
            destinationPortRanges    = local.endpoint_ports
          }
        },
        {
          name = "deny-inbound"
          properties = {
            description              = "Nothing else."
            access                   = "Deny"
            direction                = "Inbound"
            priority                 = 4000
            protocol                 = "*"
            sourceAddressPrefix      = "*"
            sourcePortRange          = "*"
            destinationAddressPrefix = "*"
            destinationPortRange     = "*"
          }
        },
      ]
    }
  }
}

resource "azapi_resource" "network" {
  count = local.makes_network ? 1 : 0

  type      = "Microsoft.Network/virtualNetworks@2025-07-01"
  parent_id = local.group_id
  name      = local.names.network
  location  = local.location
  tags      = local.tags
  body = {
    properties = {
      addressSpace = { addressPrefixes = [var.network.address_prefix] }
      subnets = [
        {
          name = "app"
          properties = {
            # Flex Consumption wants a /27 or larger.
            addressPrefix = cidrsubnet(var.network.address_prefix, 26 - tonumber(split("/", var.network.address_prefix)[1]), 0)
            delegations = [
              {
                name       = "app"
                properties = { serviceName = local.is_flex ? "Microsoft.App/environments" : "Microsoft.Web/serverFarms" }
              }
            ]
            networkSecurityGroup = { id = azapi_resource.app_rules[0].id }
          }
        },
        {
          name = "endpoints"
          properties = {
            # Every endpoint takes an address, Cosmos DB one more for each region.
            addressPrefix        = cidrsubnet(var.network.address_prefix, 27 - tonumber(split("/", var.network.address_prefix)[1]), 2)
            networkSecurityGroup = { id = azapi_resource.endpoint_rules[0].id }
            # Without this the rules above do not apply to private endpoints.
            privateEndpointNetworkPolicies = "NetworkSecurityGroupEnabled"
          }
        },
      ]
    }
  }
}
