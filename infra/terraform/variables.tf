# What is chosen about the estate as a whole. The variables of each family of resources are in a file of
# their own, with the choices of the Bicep by the same names in this language's spelling.

variable "subscription_id" {
  description = "Subscription of the estate."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-fA-F-]{36}$", var.subscription_id))
    error_message = "subscription_id: a GUID."
  }
}

variable "resource_group_name" {
  description = "Resource group of the estate. It exists already: a platform team hands it out."
  type        = string
}

variable "location" {
  description = "Region of everything but the read regions of Cosmos DB. Diagnostic settings stream only to a hub in the region of their resource: take the region of the gateway."
  type        = string
}

variable "name" {
  description = "What the workload is called: part of every name. Lower-case letters and digits, a letter first."
  type        = string
  default     = "chargeback"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,9}$", var.name))
    error_message = "name: 3 to 10 lower-case letters and digits, a letter first."
  }
}

variable "environment" {
  description = "Stage of the estate: part of every name, and a tag."
  type        = string

  validation {
    condition     = contains(["dev", "test", "prod"], var.environment)
    error_message = "environment: dev, test or prod."
  }
}

variable "tags" {
  description = "Tags of every resource, beside those for workload and stage."
  type        = map(string)
  default     = {}
}

variable "reference_editors" {
  description = "Who pushes reference data (npm run reference): they read and write that one container."
  type        = list(object({ id = string, type = optional(string, "Group") }))
  default     = []

  validation {
    condition     = alltrue([for principal in var.reference_editors : length(principal.id) == 36 && contains(["Group", "User", "ServicePrincipal"], principal.type)])
    error_message = "reference_editors: object ids, of the type Group, User or ServicePrincipal."
  }
}

variable "operators" {
  description = "Who looks into the estate by hand: they read documents and events, and may delete a checkpoint. docs/runbook.md says when."
  type        = list(object({ id = string, type = optional(string, "Group") }))
  default     = []

  validation {
    condition     = alltrue([for principal in var.operators : length(principal.id) == 36 && contains(["Group", "User", "ServicePrincipal"], principal.type)])
    error_message = "operators: object ids, of the type Group, User or ServicePrincipal."
  }
}

variable "deployers" {
  description = "Who deploys the package on the plan Premium, where it is a blob: they write that one container. Flex Consumption needs none."
  type        = list(object({ id = string, type = optional(string, "Group") }))
  default     = []

  validation {
    condition     = alltrue([for principal in var.deployers : length(principal.id) == 36 && contains(["Group", "User", "ServicePrincipal"], principal.type)])
    error_message = "deployers: object ids, of the type Group, User or ServicePrincipal."
  }
}

variable "secrets" {
  description = "Names and values of secrets for the vault: what cannot be an identity, such as the address of a webhook. They are sent, and not kept in Terraform's state."
  type        = map(string)
  default     = {}
  sensitive   = true
}

variable "locks" {
  description = "Whether locks keep the ledger, and the events that are not yet in it, from being deleted. Removing the estate begins with removing them."
  type        = bool
  default     = true
}
