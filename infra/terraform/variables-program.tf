# As infra/modules/function-app/program-settings.bicep has it. What the estate itself decides (addresses, identities) is not here.

variable "program" {
  description = <<-EOT
    Settings of the program; the default of each is the program's own. The same values configure the hubs and
    containers that they speak of. Another consumer group starts over with the oldest event.
  EOT
  type = object({
    database                 = optional(string, "chargeback")
    llm_usage_hub            = optional(string, "llm-usage")
    llm_usage_consumer_group = optional(string, "chargeback")
    apim_logs_hub            = optional(string, "apim-logs")
    apim_logs_consumer_group = optional(string, "chargeback")
    llm_apis                 = optional(string)
    hub_retention_hours      = optional(number, 168)
    late_days                = optional(number, 31)
    seal_age_days            = optional(number, 40)
    usage_ttl_days           = optional(number, 45)
    business_time_zone       = optional(string, "UTC")
    rollup_schedule          = optional(string, "0 * * * * *")
    rollup_seconds_max       = optional(number, 45)
    rollup_windows_max       = optional(number, 2000)
    settle_seconds           = optional(number, 120)
    estimate_usage           = optional(bool, false)
    telemetry_per_request    = optional(bool, false)
  })
  default = {}

  validation {
    condition     = var.program.hub_retention_hours >= 1 && var.program.hub_retention_hours <= 2160
    error_message = "program.hub_retention_hours: a number from 1 to 2160."
  }

  validation {
    condition     = var.event_hubs.sku == "Premium" || var.program.hub_retention_hours <= 168
    error_message = "program.hub_retention_hours: Standard keeps events for 168 hours at most. Choose the sku Premium, or fewer hours."
  }

  validation {
    condition     = var.program.seal_age_days >= var.program.late_days + ceil(var.program.hub_retention_hours / 24) + 1
    error_message = "program.seal_age_days: at least late_days + hub_retention_hours / 24 + 1, or an accepted event finds its window sealed."
  }

  validation {
    condition     = var.program.usage_ttl_days >= var.program.seal_age_days + 2
    error_message = "program.usage_ttl_days: at least seal_age_days + 2, or records expire before their window is sealed."
  }

  validation {
    condition     = length(split(" ", var.program.rollup_schedule)) == 6
    error_message = "program.rollup_schedule: an NCRONTAB expression of six fields."
  }
}
