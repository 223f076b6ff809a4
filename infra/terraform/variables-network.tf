# As infra/modules/network/network.bicep has it.

variable "network" {
  description = <<-EOT
    How the estate is reached: by private endpoints alone, unless it says otherwise. `existing` names subnets
    that are there already: the app's is delegated to Microsoft.App/environments (Flex Consumption) or
    Microsoft.Web/serverFarms (Premium), /27 or larger, and empty. `dns`: zones are made here (create), are in
    dns_zone_group (existing), or a policy of the platform team registers endpoints (policy). With one of the
    two lists of callers everybody else is refused, where public access is on.
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
      subscription_id = string
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
    condition     = var.network.private_endpoints || var.network.public_network_access == "Enabled"
    error_message = "network: without private endpoints and without public access nobody reaches the estate. Choose one of them."
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
