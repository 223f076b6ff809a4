# The same choices as infra/modules/gateway/settings.bicep, by the same names in this language's spelling.

variable "gateway" {
  description = <<-EOT
    The API Management instance that sends events, and the models behind it. Null: it is wired by other
    means, as policies/README.md tells. The instance needs a system-assigned identity; it is only made
    where `trial` is given. `models.*.url` ends in /openai, or in /anthropic/v1; with `resource_id` the
    gateway gets its role on the resource. An API that is `existing` keeps its operations, and its policy
    is REPLACED. What is left out has the default of policies/README.md.
  EOT
  type = object({
    name            = string
    resource_group  = optional(string)
    subscription_id = optional(string)
    trial = optional(object({
      sku             = optional(string, "BasicV2")
      publisher_name  = string
      publisher_email = string
    }))
    models = object({
      standard = list(object({
        url         = string
        resource_id = optional(string)
        priority    = optional(number, 1)
        weight      = optional(number, 1)
      }))
      provisioned = optional(list(object({
        url         = string
        resource_id = optional(string)
        priority    = optional(number, 1)
        weight      = optional(number, 1)
      })), [])
      anthropic = optional(list(object({
        url         = string
        resource_id = optional(string)
        priority    = optional(number, 1)
        weight      = optional(number, 1)
      })), [])
      embeddings = optional(object({
        url         = string
        resource_id = optional(string)
      }))
    })
    apis = optional(map(object({
      enabled               = optional(bool, true)
      id                    = optional(string)
      existing              = optional(bool, false)
      subscription_required = optional(bool, true)
    })), {})
    policies = optional(object({
      tenant_id               = optional(string)
      audience                = optional(string)
      audience_id             = optional(string)
      allowed_origin          = optional(string)
      premium_product         = optional(string)
      standard_product        = optional(string)
      basic_product           = optional(string)
      premium                 = optional(object({ calls_per_minute = optional(number), tokens_per_minute = optional(number), tokens_per_month = optional(number) }), {})
      standard                = optional(object({ calls_per_minute = optional(number), tokens_per_minute = optional(number), tokens_per_month = optional(number) }), {})
      basic                   = optional(object({ calls_per_minute = optional(number), tokens_per_minute = optional(number), tokens_per_month = optional(number) }), {})
      estimate_prompt_tokens  = optional(bool)
      provisioned_products    = optional(list(string))
      provisioned_deployments = optional(list(string))
      backend_timeout_seconds = optional(number)
      request_bytes_max       = optional(number)
      answer_bytes_max        = optional(number)
      background_responses    = optional(string)
      emit_failures           = optional(bool)
      emit_estimates          = optional(bool)
      cache_score_threshold   = optional(string)
      cache_seconds           = optional(number)
    }), {})
    create_products                       = optional(bool, true)
    logs_to_workspace                     = optional(bool, true)
    create_diagnostic                     = optional(bool)
    application_insights_logger           = optional(string)
    application_insights_sampling_percent = optional(number, 100)
    breaker = optional(object({
      failures         = optional(number, 3)
      interval_seconds = optional(number, 60)
      open_seconds     = optional(number, 60)
      on_throttling    = optional(bool, false)
    }), {})
  })
  default = null

  validation {
    condition     = var.gateway == null || length(try(var.gateway.models.standard, [])) > 0
    error_message = "gateway.models.standard: name at least one resource that is paid for as it is used."
  }

  validation {
    condition = var.gateway == null || alltrue([
      for surface in keys(try(var.gateway.apis, {})) :
      contains(["azure_open_ai", "azure_open_ai_v1", "anthropic"], surface)
    ])
    error_message = "gateway.apis: the surfaces are azure_open_ai, azure_open_ai_v1 and anthropic."
  }

  validation {
    condition = var.gateway == null || alltrue([
      for value in flatten([for named in values(try(var.gateway.policies, {})) : try(tolist(named), [tostring(named)], [])]) :
      value == null || !can(regex("[\"'\\\\]", value))
    ])
    error_message = "gateway.policies: values stand in the text of policies, so they hold no quotation marks and no backslashes."
  }

  validation {
    condition     = contains(range(1, 241), try(coalesce(var.gateway.policies.backend_timeout_seconds), 240))
    error_message = "gateway.policies.backend_timeout_seconds: a number from 1 to 240."
  }

  validation {
    condition     = try(var.gateway.application_insights_sampling_percent >= 0 && var.gateway.application_insights_sampling_percent <= 100, true)
    error_message = "gateway.application_insights_sampling_percent: a number from 0 to 100."
  }

  validation {
    condition     = contains(["allow", "refuse"], try(coalesce(var.gateway.policies.background_responses), "refuse"))
    error_message = "gateway.policies.background_responses: allow or refuse."
  }

  validation {
    condition     = try(var.gateway.trial, null) == null || var.network.public_network_access == "Enabled"
    error_message = "gateway.trial: an instance that is made has no network, and the hubs have no public address. Set network.public_network_access to Enabled, or name an instance that reaches the network."
  }

  # A network that is made here is linked to no other one unless linked_network_ids names it; whether a company's
  # own network and zones lead to the gateway is seen at the instance (gateway.tf).
  validation {
    condition     = var.gateway == null || var.network.public_network_access == "Enabled" || var.network.existing != null || var.network.dns != "create" || length(var.network.linked_network_ids) > 0
    error_message = "gateway: the hubs have no public address, and no network of the gateway leads to them. Name its network in network.linked_network_ids and peer the two, give network.existing or network.dns of your own, or set network.public_network_access to Enabled."
  }

  validation {
    condition = var.gateway == null || alltrue([
      for url in concat(
        [for model in concat(try(var.gateway.models.standard, []), try(var.gateway.models.provisioned, []), try(var.gateway.models.anthropic, [])) : model.url],
        try(var.gateway.models.embeddings, null) == null ? [] : [var.gateway.models.embeddings.url],
      ) : can(regex("^(?i:https://).", url))
    ])
    error_message = "gateway.models: each url begins with https:// and names the resource."
  }

  validation {
    condition     = contains(["BasicV2", "StandardV2"], try(coalesce(var.gateway.trial.sku), "BasicV2"))
    error_message = "gateway.trial.sku: BasicV2 or StandardV2."
  }
}
