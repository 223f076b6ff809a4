# One provider for everything: azapi takes the same resource types, API versions and property names as
# the Bicep, so that a test can hold the two together, and it knows previews on the day they are out.

terraform {
  # 1.11 has arguments that are sent and not kept, for secrets.
  required_version = ">= 1.11"

  required_providers {
    azapi = {
      source  = "Azure/azapi"
      version = "~> 2.12"
    }
  }
}

provider "azapi" {
  subscription_id = var.subscription_id
}

data "azapi_client_config" "current" {}
