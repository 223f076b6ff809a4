# As infra/modules/network/network.bicep has it.

variable "network" {
  description = <<-EOT
    How the estate is reached: by private endpoints alone, unless it says otherwise. `existing` names subnets
    that are there already: the app's is delegated to Microsoft.App/environments (Flex Consumption) or
    Microsoft.Web/serverFarms (Premium), /27 or larger, and empty. `dns`: zones are made here (create), are in
    dns_zone_group (existing), or a policy of the platform team registers endpoints (policy). With one of the
    two lists of callers everybody else is refused, where public access is on; both need private endpoints, by
    which the app comes in.
  EOT
  type = object({
    public_network_access = optional(string, "Disabled")
    private_endpoints     = optional(bool, true)
    address_prefix        = optional(string, "10.92.0.0/24")
    existing = optional(object({
      app_subnet_id      = string
      endpoint_subnet_id = string
      location           = optional(string)
    }))
    dns = optional(string, "create")
    dns_zone_group = optional(object({
      subscription_id = optional(string)
      resource_group  = string
    }))
    linked_network_ids = optional(list(string), [])
    allowed_ip_ranges  = optional(list(string), [])
    allowed_subnet_ids = optional(list(string), [])
  })
  default = {}

  validation {
    condition     = contains(["Disabled", "Enabled"], var.network.public_network_access)
    error_message = "network.public_network_access: Disabled or Enabled."
  }

  validation {
    condition     = var.network.private_endpoints || (var.network.public_network_access == "Enabled" && length(concat(var.network.allowed_ip_ranges, var.network.allowed_subnet_ids)) == 0)
    error_message = "network: without private endpoints the app itself comes by the public addresses, from none that a list could name. Set public_network_access to Enabled and leave both lists empty, or choose private endpoints. Who may call the app alone: function_app.allowed_ip_ranges."
  }

  validation {
    condition     = var.network.existing == null || (try(length(var.network.existing.app_subnet_id), 0) > 0 && try(length(var.network.existing.endpoint_subnet_id), 0) > 0)
    error_message = "network.existing: name both subnets, the one for the app and the one for private endpoints."
  }

  validation {
    condition     = can(cidrsubnet(var.network.address_prefix, 0, 0)) && tonumber(try(split("/", var.network.address_prefix)[1], 32)) <= 25
    error_message = "network.address_prefix: a network of /25 or larger."
  }

  validation {
    condition     = contains(["create", "existing", "policy"], var.network.dns)
    error_message = "network.dns: create, existing or policy."
  }
}
