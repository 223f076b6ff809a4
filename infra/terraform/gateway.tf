# Who the gateway is, and what it may do. The order of all that follows: roles; named values, loggers
# and backends; fragments; APIs. API Management refuses a policy that names what does not exist.

locals {
  has_gateway = var.gateway != null
  makes_trial = try(var.gateway.trial, null) != null

  gateway_parent_id = !local.has_gateway ? null : format(
    "/subscriptions/%s/resourceGroups/%s",
    coalesce(var.gateway.subscription_id, var.subscription_id),
    coalesce(var.gateway.resource_group, var.resource_group_name),
  )
  gateway_instance     = one(concat(azapi_resource.gateway_trial, data.azapi_resource.gateway))
  gateway_id           = try(local.gateway_instance.id, null)
  gateway_principal_id = try(local.gateway_instance.output.identity.principalId, null)

  # One resource may have models of several kinds, and one role of a kind is enough.
  open_ai_resource_ids = !local.has_gateway ? [] : distinct(compact(concat(
    [for model in concat(var.gateway.models.standard, var.gateway.models.provisioned) : model.resource_id],
    [try(var.gateway.models.embeddings.resource_id, null)],
  )))
  anthropic_resource_ids = !local.has_gateway ? [] : distinct(compact([for model in var.gateway.models.anthropic : model.resource_id]))

  gateway_role_assignments = !local.has_gateway ? {} : merge(
    {
      gateway_sender = {
        scope          = azapi_resource.hub["llm_usage"].id
        role           = local.roles.azure_event_hubs_data_sender
        principal_id   = local.gateway_principal_id
        principal_type = "ServicePrincipal"
        reason         = "The logger llm-usage of API Management sends one event for each request."
      }
    },
    {
      # Unlike Cognitive Services User, this role cannot list the resource's keys.
      for id in local.open_ai_resource_ids : "gateway_open_ai_user_${md5(id)}" => {
        scope          = id
        role           = local.roles.cognitive_services_open_ai_user
        principal_id   = local.gateway_principal_id
        principal_type = "ServicePrincipal"
        reason         = "The policy authenticate-backend calls the models under the identity of API Management, not with a caller's key."
      }
    },
    {
      # No narrower built-in role is documented for models of Anthropic. This one may list keys: it is given nowhere else.
      for id in local.anthropic_resource_ids : "gateway_anthropic_user_${md5(id)}" => {
        scope          = id
        role           = local.roles.cognitive_services_user
        principal_id   = local.gateway_principal_id
        principal_type = "ServicePrincipal"
        reason         = "The policy authenticate-backend calls models of Anthropic under the identity of API Management, not with a caller's key."
      }
    },
  )
}

data "azapi_resource" "gateway" {
  count = local.has_gateway && !local.makes_trial ? 1 : 0

  type      = "Microsoft.ApiManagement/service@2024-05-01"
  parent_id = local.gateway_parent_id
  name      = var.gateway.name

  response_export_values = ["identity.principalId", "properties.virtualNetworkType"]

  # Read when it is planned: nothing is made before.
  lifecycle {
    postcondition {
      condition     = try(self.output.identity.principalId, "") != ""
      error_message = "The gateway has no system-assigned identity: switch it on."
    }
    postcondition {
      condition     = var.network.public_network_access == "Enabled" || try(self.output.properties.virtualNetworkType, "None") != "None"
      error_message = "The gateway is in no virtual network, and the hubs have no public address: what it sends would be lost. Integrate it into a network, or set network.public_network_access to Enabled."
    }
  }
}

resource "azapi_resource" "gateway_trial" {
  count = local.makes_trial ? 1 : 0

  type      = "Microsoft.ApiManagement/service@2024-05-01"
  parent_id = local.gateway_parent_id
  name      = var.gateway.name
  location  = local.location
  tags      = local.tags

  identity {
    type = "SystemAssigned"
  }

  body = {
    sku = {
      name     = var.gateway.trial.sku
      capacity = 1
    }
    properties = {
      publisherName  = var.gateway.trial.publisher_name
      publisherEmail = var.gateway.trial.publisher_email
    }
  }

  response_export_values = ["identity.principalId"]

  # A v2 tier is made within minutes; Azure promises less.
  timeouts {
    create = "90m"
  }
}
