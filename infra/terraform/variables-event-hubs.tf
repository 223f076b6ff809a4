# As infra/modules/event-hubs/settings.bicep has it.

variable "event_hubs" {
  description = <<-EOT
    The two namespaces of Event Hubs. Standard keeps events for 7 days at most, Premium for 90. Partitions are
    the most instances that read a hub at once, and Standard cannot change them later. capacity: throughput
    or processing units that a namespace begins with: what it has later is not set back. Standard grows by itself to
    capacity_max, and does not shrink. apim_logs_location: the gateway's region, where that is not the estate's.
    capture: copies of all events of llm-usage in files.
  EOT
  type = object({
    sku                = optional(string, "Standard")
    apim_logs_location = optional(string)
    llm_usage = optional(object({
      partitions   = optional(number, 4)
      capacity     = optional(number, 1)
      capacity_max = optional(number, 4)
    }), {})
    apim_logs = optional(object({
      partitions   = optional(number, 4)
      capacity     = optional(number, 1)
      capacity_max = optional(number, 4)
    }), {})
    capture = optional(object({
      keep_days        = optional(number, 90)
      interval_seconds = optional(number, 300)
      size_bytes_max   = optional(number, 104857600)
    }))
  })
  default = {}

  validation {
    condition     = contains(["Standard", "Premium"], var.event_hubs.sku)
    error_message = "event_hubs.sku: Standard or Premium."
  }

  validation {
    condition = alltrue([
      for size in [var.event_hubs.llm_usage, var.event_hubs.apim_logs] :
      size.partitions >= 1 && size.partitions <= 32 && size.capacity >= 1 && size.capacity <= 40 && size.capacity_max <= 40
    ])
    error_message = "event_hubs: 1 to 32 partitions, and a capacity from 1 to 40."
  }
}
