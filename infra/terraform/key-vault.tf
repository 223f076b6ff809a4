# The vault, for the few secrets that cannot be an identity: addresses of webhooks, for example. The
# program itself reads nothing from it.

resource "azapi_resource" "vault" {
  type      = "Microsoft.KeyVault/vaults@2026-02-01"
  parent_id = local.group_id
  name      = local.names.key_vault
  location  = local.location
  tags      = local.tags
  body = {
    properties = {
      tenantId                  = data.azapi_client_config.current.tenant_id
      sku                       = { family = "A", name = "standard" }
      enableRbacAuthorization   = true
      enableSoftDelete          = true
      softDeleteRetentionInDays = 90
      enablePurgeProtection     = true
      # Deployments hand secrets on: https://learn.microsoft.com/azure/azure-resource-manager/bicep/key-vault-parameter
      enabledForTemplateDeployment = true
      publicNetworkAccess          = local.public_network_access
      networkAcls = {
        bypass              = "AzureServices"
        defaultAction       = local.default_action
        ipRules             = [for range in var.network.allowed_ip_ranges : { value = range }]
        virtualNetworkRules = [for id in var.network.allowed_subnet_ids : { id = id }]
      }
    }
  }

  response_export_values = ["properties.vaultUri"]
}

resource "azapi_resource" "secret" {
  for_each = nonsensitive(toset(keys(var.secrets)))

  type      = "Microsoft.KeyVault/vaults/secrets@2026-02-01"
  parent_id = azapi_resource.vault.id
  name      = each.key
  # Sent, and not kept in the state but for a hash, by which the provider sees that it is another one.
  sensitive_body = {
    properties = { value = var.secrets[each.key] }
  }
}
