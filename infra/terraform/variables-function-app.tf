# As infra/modules/function-app/settings.bicep has it.

variable "function_app" {
  description = <<-EOT
    The Function App. plan: FlexConsumption is paid by use; Premium (EP1) always runs. instance_memory_mb and
    always_ready (http, or function:NAME) are for Flex only, premium_instances_min for Premium. zone_redundant:
    Flex then keeps two instances ready for each function and for the group http, whatever always_ready says, and
    they are paid for. storage_sku: Standard_LRS in regions without zones. Access and lists of addresses are as
    those of the rest of the estate, unless they say otherwise.
  EOT
  type = object({
    plan                  = optional(string, "FlexConsumption")
    instance_memory_mb    = optional(number, 2048)
    instances_max         = optional(number, 40)
    always_ready          = optional(list(object({ name = string, instanceCount = number })))
    premium_instances_min = optional(number)
    zone_redundant        = optional(bool, false)
    storage_sku           = optional(string, "Standard_ZRS")
    public_network_access = optional(string)
    allowed_ip_ranges     = optional(list(string))
    deployer_ip_ranges    = optional(list(string))
  })
  default = {}

  validation {
    condition     = contains(["FlexConsumption", "Premium"], var.function_app.plan)
    error_message = "function_app.plan: FlexConsumption or Premium."
  }

  validation {
    condition     = contains([512, 2048, 4096], var.function_app.instance_memory_mb)
    error_message = "function_app.instance_memory_mb: 512, 2048 or 4096."
  }

  validation {
    condition     = contains(["Standard_LRS", "Standard_ZRS"], var.function_app.storage_sku)
    error_message = "function_app.storage_sku: Standard_ZRS, or Standard_LRS in regions without zones."
  }

  validation {
    condition     = var.function_app.instances_max >= 1 && var.function_app.instances_max <= 1000
    error_message = "function_app.instances_max: a number from 1 to 1000."
  }
}
