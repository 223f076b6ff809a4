# The named values of policies/README.md, by the same names and with the same defaults.

locals {
  policy_settings = try(var.gateway.policies, {})
  premium_product = try(coalesce(local.policy_settings.premium_product), "llm-premium")

  # In a list of the policies a dash stands for none.
  provisioned_products = (
    length(try(var.gateway.models.provisioned, [])) == 0 ? "-"
    : join(",", coalesce(local.policy_settings.provisioned_products, [local.premium_product]))
  )
  provisioned_deployments = join(",", try(coalesce(local.policy_settings.provisioned_deployments, []), []))

  # Without an application of its own the gateway accepts no token: no token has these audiences, and
  # no page this origin (.invalid is reserved for that).
  named_values = !local.has_gateway ? {} : {
    "llm-tenant-id"                  = coalesce(local.policy_settings.tenant_id, data.azapi_client_config.current.tenant_id)
    "llm-audience"                   = coalesce(local.policy_settings.audience, "api://00000000-0000-0000-0000-000000000000")
    "llm-audience-id"                = coalesce(local.policy_settings.audience_id, "00000000-0000-0000-0000-000000000000")
    "llm-allowed-origin"             = coalesce(local.policy_settings.allowed_origin, "https://none.invalid")
    "llm-premium-product"            = coalesce(local.policy_settings.premium_product, "llm-premium")
    "llm-standard-product"           = coalesce(local.policy_settings.standard_product, "llm-standard")
    "llm-premium-calls-per-minute"   = tostring(coalesce(local.policy_settings.premium.calls_per_minute, 600))
    "llm-standard-calls-per-minute"  = tostring(coalesce(local.policy_settings.standard.calls_per_minute, 180))
    "llm-basic-calls-per-minute"     = tostring(coalesce(local.policy_settings.basic.calls_per_minute, 60))
    "llm-premium-tokens-per-minute"  = tostring(coalesce(local.policy_settings.premium.tokens_per_minute, 100000))
    "llm-standard-tokens-per-minute" = tostring(coalesce(local.policy_settings.standard.tokens_per_minute, 30000))
    "llm-basic-tokens-per-minute"    = tostring(coalesce(local.policy_settings.basic.tokens_per_minute, 10000))
    "llm-premium-tokens-per-month"   = tostring(coalesce(local.policy_settings.premium.tokens_per_month, 50000000))
    "llm-standard-tokens-per-month"  = tostring(coalesce(local.policy_settings.standard.tokens_per_month, 15000000))
    "llm-basic-tokens-per-month"     = tostring(coalesce(local.policy_settings.basic.tokens_per_month, 5000000))
    "llm-estimate-prompt-tokens"     = tostring(coalesce(local.policy_settings.estimate_prompt_tokens, false))
    "llm-provisioned-products"       = coalesce(local.provisioned_products, "-")
    "llm-provisioned-deployments"    = coalesce(local.provisioned_deployments, "-")
    "llm-backend-timeout-seconds"    = tostring(coalesce(local.policy_settings.backend_timeout_seconds, 240))
    "llm-request-bytes-max"          = tostring(coalesce(local.policy_settings.request_bytes_max, 1048576))
    "llm-answer-bytes-max"           = tostring(coalesce(local.policy_settings.answer_bytes_max, 4194304))
    "llm-background-responses"       = coalesce(local.policy_settings.background_responses, "refuse")
    "llm-emit-failures"              = tostring(coalesce(local.policy_settings.emit_failures, true))
    "llm-emit-estimates"             = tostring(coalesce(local.policy_settings.emit_estimates, false))
    "llm-cache-score-threshold"      = coalesce(local.policy_settings.cache_score_threshold, "0.05")
    "llm-cache-seconds"              = tostring(coalesce(local.policy_settings.cache_seconds, 600))
  }
}

# Policies refer to the display name, not to the resource's name: both are the same here.
resource "azapi_resource" "named_value" {
  for_each = local.named_values

  type      = "Microsoft.ApiManagement/service/namedValues@2024-05-01"
  parent_id = local.gateway_id
  name      = each.key
  body = {
    properties = {
      displayName = each.key
      value       = each.value
      secret      = false
    }
  }
}
