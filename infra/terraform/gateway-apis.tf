# The APIs: their operations, their policies, and what is logged of them.

locals {
  catalogue = jsondecode(file("${path.module}/../modules/gateway/apis.json"))

  # By the names in apis.json.
  surfaces = {
    for kind, surface in {
      azureOpenAi = {
        settings = try(var.gateway.apis["azure_open_ai"], null)
        id       = "azure-openai"
        policy   = local.has_cache ? "azure-openai-cached" : "azure-openai"
        offered  = true
      }
      azureOpenAiV1 = {
        settings = try(var.gateway.apis["azure_open_ai_v1"], null)
        id       = "azure-openai-v1"
        policy   = "azure-openai-v1"
        offered  = true
      }
      anthropic = {
        settings = try(var.gateway.apis["anthropic"], null)
        id       = "anthropic-messages"
        policy   = "anthropic-messages"
        offered  = local.has_anthropic
      }
      } : kind => {
      id                    = try(coalesce(surface.settings.id), surface.id)
      existing              = try(surface.settings.existing, false)
      subscription_required = try(surface.settings.subscription_required, true)
      policy                = surface.policy
      definition            = local.catalogue[kind]
    } if local.has_gateway && surface.offered && try(surface.settings.enabled, true)
  }

  made_surfaces = { for kind, surface in local.surfaces : kind => surface if !surface.existing }
  operations = merge([
    for kind, surface in local.made_surfaces : {
      for operation in surface.definition.operations : "${kind}/${operation.id}" => merge({ parameters = [] }, operation, { kind = kind })
    }
  ]...)

  # What a body would add to a log: prompts, and streams that are held back until their end.
  no_body = {
    headers = []
    body    = { bytes = 0 }
  }
  no_bodies = {
    request  = local.no_body
    response = local.no_body
  }
}

# An API that exists already is left as it is but for its policy and its diagnostics.
resource "azapi_resource" "api" {
  for_each = local.made_surfaces

  type      = "Microsoft.ApiManagement/service/apis@2025-03-01-preview"
  parent_id = local.gateway_id
  name      = each.value.id
  body = {
    properties = {
      displayName          = each.value.definition.displayName
      description          = each.value.definition.description
      path                 = each.value.definition.path
      protocols            = ["https"]
      subscriptionRequired = each.value.subscription_required
      subscriptionKeyParameterNames = {
        header = each.value.definition.keyHeader
        # authenticate-backend takes this one away before the request is forwarded.
        query = "subscription-key"
        # OpenAI's own clients send the key as Authorization: Bearer KEY. https://github.com/Azure-Samples/AI-Gateway
        # sets this member (modules/apim), with this API version. An API that lets callers in with a token alone
        # does without: nothing may take that token for a key.
        bearer = each.value.definition.bearerKey && each.value.subscription_required ? "enabled" : null
      }
    }
  }

  ignore_null_property = true
  # The published types lack `bearer`, and the provider would refuse it.
  schema_validation_enabled = false

  # One after the other: what changes an API locks it.
  locks = [local.gateway_id]
  # Its policy goes with it, and has to go before the fragments: one that is named somewhere cannot be deleted.
  depends_on = [azapi_resource.fragment]
}

# Those with a name of their own go before those for every other path (/*), by which the API answers its whole
# surface.
resource "azapi_resource" "operation" {
  for_each = local.operations

  type      = "Microsoft.ApiManagement/service/apis/operations@2024-05-01"
  parent_id = azapi_resource.api[each.value.kind].id
  name      = each.value.id
  body = {
    properties = {
      displayName = each.value.id
      method      = each.value.method
      urlTemplate = each.value.urlTemplate
      templateParameters = [
        for parameter in each.value.parameters : {
          name     = parameter
          type     = "string"
          required = true
        }
      ]
    }
  }

  locks = [local.gateway_id]
}

# Policies and diagnostics are put as they are: an API that exists has them already, maybe.
resource "azapi_resource_action" "api_policy" {
  for_each = local.surfaces

  type        = "Microsoft.ApiManagement/service/apis/policies@2024-05-01"
  resource_id = "${local.gateway_id}/apis/${each.value.id}/policies/policy"
  method      = "PUT"
  body = {
    properties = {
      format = "xml"
      value  = file("${local.policies_folder}/apis/${each.value.policy}.xml")
    }
  }

  locks      = [local.gateway_id]
  depends_on = [azapi_resource.operation, azapi_resource.fragment]
}

# LLM logging: token counts of every request, also of streams. Without `requests` and `responses`: with
# them the log would hold prompts and answers. A preview: no stable version has it.
resource "azapi_resource_action" "api_azure_monitor" {
  for_each = local.surfaces

  type        = "Microsoft.ApiManagement/service/apis/diagnostics@2024-06-01-preview"
  resource_id = "${local.gateway_id}/apis/${each.value.id}/diagnostics/azuremonitor"
  method      = "PUT"
  body = {
    properties = {
      loggerId  = "${local.gateway_id}/loggers/azuremonitor"
      alwaysLog = "allErrors"
      # A request that is not sampled is a stream that is not billed.
      sampling = {
        samplingType = "fixed"
        percentage   = 100
      }
      verbosity   = "information"
      logClientIp = false
      frontend    = local.no_bodies
      backend     = local.no_bodies
      largeLanguageModel = {
        logs = "enabled"
      }
    }
  }

  locks      = [local.gateway_id]
  depends_on = [azapi_resource_action.api_policy, azapi_resource_action.azure_monitor_logger]
}

# What "all APIs" report to Application Insights counts for these APIs too, unless they say otherwise.
resource "azapi_resource_action" "api_application_insights" {
  for_each = { for kind, surface in local.surfaces : kind => surface if try(var.gateway.application_insights_logger, null) != null }

  type        = "Microsoft.ApiManagement/service/apis/diagnostics@2024-05-01"
  resource_id = "${local.gateway_id}/apis/${each.value.id}/diagnostics/applicationinsights"
  method      = "PUT"
  body = {
    properties = {
      loggerId  = "${local.gateway_id}/loggers/${var.gateway.application_insights_logger}"
      alwaysLog = "allErrors"
      sampling = {
        samplingType = "fixed"
        percentage   = var.gateway.application_insights_sampling_percent
      }
      httpCorrelationProtocol = "W3C"
      verbosity               = "information"
      logClientIp             = false
      frontend                = local.no_bodies
      backend                 = local.no_bodies
    }
  }

  locks      = [local.gateway_id]
  depends_on = [azapi_resource_action.api_policy]
}
