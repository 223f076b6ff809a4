# What the policies call by name. Each is a pool, also of one resource: a second one can be added
# without changing what the policies and the usage events speak of.

locals {
  has_provisioned = length(try(var.gateway.models.provisioned, [])) > 0
  has_anthropic   = length(try(var.gateway.models.anthropic, [])) > 0
  has_cache       = try(var.gateway.models.embeddings, null) != null

  # The policies name llm-provisioned, so it exists also where nothing is provisioned: then nobody is
  # entitled to it, and whoever were would get the standard models.
  backend_pools = !local.has_gateway ? {} : merge(
    {
      "llm-standard" = {
        description = "Models that are paid for as they are used."
        resources   = var.gateway.models.standard
      }
      "llm-provisioned" = {
        description = local.has_provisioned ? "Models with provisioned throughput." : "The standard models: nothing is provisioned."
        resources   = local.has_provisioned ? var.gateway.models.provisioned : var.gateway.models.standard
      }
    },
    !local.has_anthropic ? {} : {
      "llm-anthropic" = {
        description = "Models of Anthropic in Microsoft Foundry."
        resources   = var.gateway.models.anthropic
      }
    },
  )

  backend_members = merge([
    for pool_name, pool in local.backend_pools : {
      for index, model in pool.resources : "${pool_name}-${index + 1}" => merge(model, {
        pool        = pool_name
        description = pool.description
      })
    }
  ]...)

  # Both answers say that no model worked: the resource has no room, or cannot be reached. A 500 may
  # have been the fault of one request alone.
  no_room = [429, 503]
}

resource "azapi_resource" "backend_member" {
  for_each = local.backend_members

  type      = "Microsoft.ApiManagement/service/backends@2024-05-01"
  parent_id = local.gateway_id
  name      = each.key
  body = {
    properties = {
      description = each.value.description
      url         = each.value.url
      protocol    = "http"
      tls = {
        validateCertificateChain = true
        validateCertificateName  = true
      }
      circuitBreaker = {
        rules = [
          {
            name = "no-room"
            failureCondition = {
              count            = var.gateway.breaker.failures
              interval         = "PT${var.gateway.breaker.interval_seconds}S"
              statusCodeRanges = [for status in local.no_room : { min = status, max = status }]
            }
            tripDuration = "PT${var.gateway.breaker.open_seconds}S"
            # Azure OpenAI knows best when it has room again.
            acceptRetryAfter = true
          }
        ]
      }
    }
  }
}

resource "azapi_resource" "backend_pool" {
  for_each = local.backend_pools

  type      = "Microsoft.ApiManagement/service/backends@2024-05-01"
  parent_id = local.gateway_id
  name      = each.key
  body = {
    properties = {
      description = each.value.description
      type        = "Pool"
      pool = {
        services = [
          for index, model in each.value.resources : {
            id       = azapi_resource.backend_member["${each.key}-${index + 1}"].id
            priority = model.priority
            weight   = model.weight
          }
        ]
      }
    }
  }
}

# Without a circuit: where the cache cannot be asked, the request goes to its model.
resource "azapi_resource" "embeddings_backend" {
  count = local.has_cache ? 1 : 0

  type      = "Microsoft.ApiManagement/service/backends@2024-05-01"
  parent_id = local.gateway_id
  name      = "llm-embeddings"
  body = {
    properties = {
      description = "Vectors for the semantic cache."
      url         = var.gateway.models.embeddings.url
      protocol    = "http"
      tls = {
        validateCertificateChain = true
        validateCertificateName  = true
      }
    }
  }
}
