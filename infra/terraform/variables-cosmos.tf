# As infra/modules/cosmos/settings.bicep has it. Consistency, write regions and keys are no choices: the
# figures are right only as cosmos.tf has them.

variable "cosmos" {
  description = <<-EOT
    The account of Cosmos DB. account_name: one that is there already, for example one that a backup was restored
    to (import it first). capacity: autoscale, or serverless in one region; an account keeps what it began with.
    read_regions: in the order in which one of them takes over writing; deploy a change of them with no other
    change of the account, for Azure takes the two apart only. write_region: the one that has taken over, or
    the next deployment moves writing back. zone_redundant: false in a region without zones. backup: Continuous7Days is free.
  EOT
  type = object({
    account_name                = optional(string)
    capacity                    = optional(string, "autoscale")
    autoscale_request_units_max = optional(number, 4000)
    read_regions = optional(list(object({
      name           = string
      zone_redundant = optional(bool)
    })), [])
    write_region   = optional(string)
    zone_redundant = optional(bool, true)
    backup         = optional(string, "Continuous30Days")
    log_data_plane = optional(bool, false)
  })
  default = {}

  validation {
    condition     = contains(["autoscale", "serverless"], var.cosmos.capacity)
    error_message = "cosmos.capacity: autoscale or serverless."
  }

  validation {
    condition     = contains(concat([var.location], var.cosmos.read_regions[*].name), coalesce(var.cosmos.write_region, var.location))
    error_message = "cosmos.write_region: no region of the account has this name. Name the region of the estate, or one of read_regions."
  }

  validation {
    condition     = var.cosmos.capacity == "autoscale" || length(var.cosmos.read_regions) == 0
    error_message = "cosmos: a serverless account has one region. Choose autoscale, or no read_regions."
  }

  validation {
    condition     = var.cosmos.autoscale_request_units_max >= 1000 && var.cosmos.autoscale_request_units_max % 1000 == 0
    error_message = "cosmos.autoscale_request_units_max: a multiple of 1000."
  }

  validation {
    condition     = contains(["Continuous7Days", "Continuous30Days"], var.cosmos.backup)
    error_message = "cosmos.backup: Continuous7Days or Continuous30Days."
  }
}
