# As infra/modules/observability/settings.bicep has it.

variable "observability" {
  description = <<-EOT
    Alerts, workbook and budgets. webhook_secret_name: which of `secrets` holds the address of a webhook.
    thresholds: others than those of infra/observability/alerts.json, by the id of the alert, in the unit that
    stands there. alerts_off: ids of alerts that are not made. gateway_workspace_id: the workspace with the
    gateway's logs, where that is another one. budgets: of Azure's own cost, a month; start_date is the first
    day of this or a coming month.
  EOT
  type = object({
    emails               = optional(list(string), [])
    webhook_secret_name  = optional(string)
    action_group_ids     = optional(list(string), [])
    thresholds           = optional(map(number), {})
    alerts_off           = optional(list(string), [])
    runbook_url          = optional(string, "docs/runbook.md")
    gateway_workspace_id = optional(string)
    availability_test    = optional(bool, true)
    budgets = optional(list(object({
      name           = string
      amount         = number
      start_date     = string
      resource_group = optional(string)
    })), [])
  })
  default = {}

  validation {
    condition     = var.observability.webhook_secret_name == null || contains(nonsensitive(keys(var.secrets)), coalesce(var.observability.webhook_secret_name, "-"))
    error_message = "observability.webhook_secret_name: the name of one of the secrets."
  }

  validation {
    condition     = alltrue([for budget in var.observability.budgets : can(regex("^\\d{4}-\\d{2}-01$", budget.start_date)) && budget.amount >= 1])
    error_message = "observability.budgets: an amount of 1 or more, and the first day of a month such as 2026-12-01."
  }
}
