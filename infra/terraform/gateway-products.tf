# The products of the three tiers. Limits and provisioned throughput go by product, so a business unit's
# subscription belongs into one of them.

locals {
  tiers = !try(var.gateway.create_products, false) ? {} : {
    premium = {
      id           = coalesce(local.policy_settings.premium_product, "llm-premium")
      display_name = "Language models, premium"
      description  = "Highest limits, and provisioned throughput where there is some."
    }
    standard = {
      id           = coalesce(local.policy_settings.standard_product, "llm-standard")
      display_name = "Language models, standard"
      description  = "For applications in production."
    }
    basic = {
      id           = coalesce(local.policy_settings.basic_product, "llm-basic")
      display_name = "Language models, basic"
      description  = "For trying out."
    }
  }
  product_links = merge([
    for tier in keys(local.tiers) : {
      for kind, surface in local.surfaces : "${tier}/${kind}" => { tier = tier, api_id = surface.id }
    }
  ]...)
}

resource "azapi_resource" "product" {
  for_each = local.tiers

  type      = "Microsoft.ApiManagement/service/products@2024-05-01"
  parent_id = local.gateway_id
  name      = each.value.id
  body = {
    properties = {
      displayName          = each.value.display_name
      description          = each.value.description
      subscriptionRequired = true
      # Whoever gets a subscription is somebody's cost: a person decides.
      approvalRequired = true
      state            = "published"
    }
  }
}

resource "azapi_resource" "product_link" {
  for_each = local.product_links

  type      = "Microsoft.ApiManagement/service/products/apiLinks@2024-05-01"
  parent_id = azapi_resource.product[each.value.tier].id
  name      = each.value.api_id
  body = {
    properties = {
      apiId = "${local.gateway_id}/apis/${each.value.api_id}"
    }
  }

  # One after the other: a link locks its API.
  locks      = [local.gateway_id]
  depends_on = [azapi_resource_action.api_policy]
}
