# Without any Azure: `terraform test`. What is closed, and what agrees, if nobody says anything.

mock_provider "azapi" {
  # Values are there when it is planned: nothing is applied, so nothing has to be destroyed, which the
  # ledger would refuse.
  override_during = plan

  mock_resource "azapi_resource" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Mock/mocks/mock"
      output = {
        properties = {
          principalId        = "00000000-0000-0000-0000-00000000000a"
          clientId           = "00000000-0000-0000-0000-00000000000b"
          ConnectionString   = "InstrumentationKey=00000000-0000-0000-0000-00000000000c"
          documentEndpoint   = "https://cosmos.documents.azure.com:443/"
          serviceBusEndpoint = "https://evhns.servicebus.windows.net:443/"
          defaultHostName    = "func.azurewebsites.net"
          primaryEndpoints = {
            blob  = "https://st.blob.core.windows.net/"
            table = "https://st.table.core.windows.net/"
          }
        }
      }
    }
  }
}

variables {
  subscription_id     = "00000000-0000-0000-0000-000000000001"
  resource_group_name = "rg"
  location            = "westeurope"
  environment         = "prod"
}

run "estate" {
  command = plan

  assert {
    condition     = alltrue([for account in azapi_resource.storage : account.body.properties.publicNetworkAccess == "Disabled"])
    error_message = "storage answers publicly"
  }

  assert {
    condition     = azapi_resource.cosmos_account.body.properties.consistencyPolicy.defaultConsistencyLevel == "Strong"
    error_message = "the ledger is not strongly consistent"
  }

  assert {
    condition     = [for key in ["llm_usage", "apim_logs"] : azapi_resource.namespace[key].body.properties.disableLocalAuth] == [true, false]
    error_message = "only the namespace of diagnostic settings has a key"
  }

  assert {
    condition     = azapi_resource.container["usage"].body.properties.resource.defaultTtl == 45 * 86400
    error_message = "usage records live as long as USAGE_TTL_DAYS says"
  }

  assert {
    condition     = length(azapi_resource.deletion_lock) == 3 && length(azapi_resource.endpoint) == 7
    error_message = "the ledger and both hubs are locked, and every resource has its endpoint"
  }

  assert {
    condition     = length(azapi_resource.named_value) == 0 && length(azapi_resource.availability_test) == 0
    error_message = "nothing is made for a gateway that nobody named"
  }
}

run "capture_and_people" {
  command = plan

  variables {
    event_hubs    = { capture = {} }
    operators     = [{ id = "00000000-0000-0000-0000-00000000000d" }]
    secrets       = { webhook = "https://hooks.example/key" }
    observability = { emails = ["operations@contoso.example"], webhook_secret_name = "webhook", budgets = [{ name = "estate", amount = 100, start_date = "2026-12-01" }] }
  }

  assert {
    condition     = azapi_resource.hub["llm_usage"].body.properties.captureDescription.enabled && try(azapi_resource.hub["apim_logs"].body.properties.captureDescription, null) == null
    error_message = "usage events are captured, and the gateway's logs are not"
  }

  assert {
    condition     = length([for assignment in azapi_resource.role_assignment : assignment if assignment.body.properties.description == ""]) == 0
    error_message = "a role has no reason"
  }
}

run "premium_plan" {
  command = plan

  variables {
    function_app = { plan = "Premium" }
    network      = { public_network_access = "Enabled", private_endpoints = false }
  }

  assert {
    condition     = azapi_resource.app.body.properties.functionAppConfig == null && azapi_resource.app.body.properties.siteConfig.healthCheckPath == "/api/v1/health"
    error_message = "Premium has its settings in siteConfig"
  }

  assert {
    condition     = length(azapi_resource.availability_test) == 1
    error_message = "an app that answers everybody is asked from outside"
  }
}
