# As infra/modules/monitoring.bicep has it.

variable "monitoring" {
  description = <<-EOT
    Where logs and telemetry go, and for how long. workspace_id: a workspace that is there already.
    daily_gigabytes_max: past it the workspace takes no more until the next day, and alerts are blind; -1: no
    limit. private_link_scope_id: telemetry is taken and shown inside the networks of that scope alone.
  EOT
  type = object({
    workspace_id          = optional(string)
    retention_days        = optional(number, 90)
    daily_gigabytes_max   = optional(number, -1)
    private_link_scope_id = optional(string)
  })
  default = {}

  validation {
    condition     = var.monitoring.retention_days >= 30 && var.monitoring.retention_days <= 730
    error_message = "monitoring.retention_days: a number from 30 to 730."
  }
}
