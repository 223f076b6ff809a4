# What the policies call by name. The name is the same for one resource and for a pool of several: a second
# one can be added without changing what the policies and the usage events speak of.

locals {
  has_provisioned = length(try(var.gateway.models.provisioned, [])) > 0
  has_anthropic   = length(try(var.gateway.models.anthropic, [])) > 0
  has_cache       = try(var.gateway.models.embeddings, null) != null

  # The policies name llm-provisioned, so it exists also where nothing is provisioned. No product is
  # entitled to it then, and it leads to the standard models.
  backends = !local.has_gateway ? {} : merge(
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

  # One resource alone is a single backend: a circuit breaker over it could only refuse requests, because
  # there is no other resource that they could go to.
  backend_members = merge([
    for name, backend in local.backends : {
      for index, model in backend.resources : "${name}-${index + 1}" => merge(model, { description = backend.description })
    } if length(backend.resources) > 1
  ]...)

  # 503: the resource cannot be reached, so none of its models answers. 429 speaks of one deployment, and an
  # open circuit closes the whole resource. A 500 may have been the fault of one request.
  tripping_statuses = try(var.gateway.breaker.on_throttling, false) ? [429, 503] : [503]

  # What a caller gets if no member is available, instead of 503: its clients wait and try again. Versions of
  # the API before 2024-10-01-preview do not have it.
  busy = { statusCode = 429 }

  backend_tls = {
    validateCertificateChain = true
    validateCertificateName  = true
  }
}

resource "azapi_resource" "backend_member" {
  for_each = local.backend_members

  type      = "Microsoft.ApiManagement/service/backends@2025-03-01-preview"
  parent_id = local.gateway_id
  name      = each.key
  body = {
    properties = {
      description = each.value.description
      type        = "Single"
      url         = each.value.url
      protocol    = "http"
      tls         = local.backend_tls
      circuitBreaker = {
        rules = [
          {
            name = "not-available"
            failureCondition = {
              count            = var.gateway.breaker.failures
              interval         = "PT${var.gateway.breaker.interval_seconds}S"
              statusCodeRanges = [for status in local.tripping_statuses : { min = status, max = status }]
            }
            tripDuration = "PT${var.gateway.breaker.open_seconds}S"
            # Azure OpenAI answers a Retry-After of up to a day. No circuit stays open for that long.
            acceptRetryAfter = false
            failureResponse  = local.busy
          }
        ]
      }
    }
  }

  # A member that goes is taken out of its pool before it is deleted.
  lifecycle {
    create_before_destroy = true
  }
}

# The name stays, whether there is one resource or several: an update changes the backend in place.
resource "azapi_resource" "backend" {
  for_each = local.backends

  type      = "Microsoft.ApiManagement/service/backends@2025-03-01-preview"
  parent_id = local.gateway_id
  name      = each.key
  body = {
    properties = {
      description = each.value.description
      type        = length(each.value.resources) > 1 ? "Pool" : "Single"
      url         = length(each.value.resources) > 1 ? null : each.value.resources[0].url
      protocol    = length(each.value.resources) > 1 ? null : "http"
      tls         = length(each.value.resources) > 1 ? null : local.backend_tls
      pool = length(each.value.resources) > 1 ? {
        services = [
          for index, model in each.value.resources : {
            id       = azapi_resource.backend_member["${each.key}-${index + 1}"].id
            priority = model.priority
            weight   = model.weight
          }
        ]
        failureResponse = local.busy
      } : null
    }
  }

  ignore_null_property = true
}

# The name that it had when it was always a pool.
moved {
  from = azapi_resource.backend_pool
  to   = azapi_resource.backend
}

# Without a circuit: where the cache cannot be asked, the request goes to its model.
resource "azapi_resource" "embeddings_backend" {
  count = local.has_cache ? 1 : 0

  type      = "Microsoft.ApiManagement/service/backends@2025-03-01-preview"
  parent_id = local.gateway_id
  name      = "llm-embeddings"
  body = {
    properties = {
      description = "Vectors for the semantic cache."
      url         = var.gateway.models.embeddings.url
      protocol    = "http"
      tls         = local.backend_tls
    }
  }
}
