# What is made in API Management, and for whom.

mock_provider "azapi" {
  # Values are there when it is planned: nothing is applied, so nothing has to be destroyed, which the
  # ledger would refuse.
  override_during = plan

  mock_data "azapi_resource" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-apim/providers/Microsoft.ApiManagement/service/apim"
      output = {
        identity   = { principalId = "00000000-0000-0000-0000-00000000000e" }
        properties = { virtualNetworkType = "External" }
      }
    }
  }
  mock_resource "azapi_resource" {
    defaults = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Mock/mocks/mock"
      output = {
        identity = { principalId = "00000000-0000-0000-0000-00000000000e" }
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
  network             = { linked_network_ids = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-apim/providers/Microsoft.Network/virtualNetworks/vnet-apim"] }
  gateway = {
    name           = "apim"
    resource_group = "rg-apim"
    models         = { standard = [{ url = "https://contoso.openai.azure.com/openai", resource_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso" }] }
  }
}

run "bare_gateway" {
  command = plan

  assert {
    condition     = length(azapi_resource.named_value) == 25 && length(azapi_resource.fragment) == 15
    error_message = "every named value, and the fragments that need no cache"
  }

  assert {
    condition     = join(",", keys(azapi_resource.backend)) == "llm-provisioned,llm-standard" && length(azapi_resource.backend_member) == 0
    error_message = "both backends that the policies choose between, and no pool of one"
  }

  assert {
    condition     = local.app_settings.LLM_APIS == "azure-openai,azure-openai-v1"
    error_message = "the program takes the logs of the APIs that are wired"
  }

  assert {
    condition     = azapi_resource.named_value["llm-provisioned-products"].body.properties.value == "-"
    error_message = "nobody is entitled to what is not there"
  }
}

run "full_gateway" {
  command = plan

  variables {
    gateway = {
      name = "apim"
      models = {
        standard    = [{ url = "https://a.openai.azure.com/openai" }, { url = "https://b.openai.azure.com/openai", priority = 2 }]
        provisioned = [{ url = "https://c.openai.azure.com/openai" }]
        anthropic   = [{ url = "https://d.services.ai.azure.com/anthropic/v1" }]
        embeddings  = { url = "https://a.openai.azure.com/openai/deployments/ada/embeddings" }
      }
      apis                        = { azure_open_ai_v1 = { enabled = false }, azure_open_ai = { id = "gpt", existing = true } }
      policies                    = { provisioned_deployments = ["gpt-4o"], emit_failures = false, premium = { calls_per_minute = 7 } }
      application_insights_logger = "appi"
    }
  }

  assert {
    condition     = length(azapi_resource.fragment) == 17 && length(azapi_resource.backend_member) == 2
    error_message = "the fragments of the cache, and a member for each resource of the one pool"
  }

  assert {
    condition     = join(",", keys(azapi_resource.api)) == "anthropic" && join(",", keys(azapi_resource_action.api_application_insights)) == "anthropic,azureOpenAi"
    error_message = "an API that exists is left as it is, but for its policy and its diagnostics"
  }

  assert {
    condition = {
      for name in ["llm-provisioned-products", "llm-provisioned-deployments", "llm-emit-failures", "llm-premium-calls-per-minute"] :
      name => azapi_resource.named_value[name].body.properties.value
    } == { "llm-provisioned-products" = "llm-premium", "llm-provisioned-deployments" = "gpt-4o", "llm-emit-failures" = "false", "llm-premium-calls-per-minute" = "7" }
    error_message = "named values are as policies want them"
  }
}

run "trial" {
  command = plan

  variables {
    network = { public_network_access = "Enabled" }
    gateway = {
      name   = "apim-trial"
      trial  = { publisher_name = "Contoso", publisher_email = "ai@contoso.example" }
      models = { standard = [{ url = "https://a.openai.azure.com/openai" }] }
    }
  }

  assert {
    condition     = azapi_resource.gateway_trial[0].body.sku.name == "BasicV2" && length(data.azapi_resource.gateway) == 0
    error_message = "a trial is a small instance of a v2 tier"
  }
}

run "quotes_are_refused" {
  command = plan

  variables {
    gateway = {
      name     = "apim"
      models   = { standard = [{ url = "https://a.openai.azure.com/openai" }] }
      policies = { audience = "a\"b" }
    }
  }
  expect_failures = [var.gateway]
}

run "empty_model_urls_are_refused" {
  command = plan

  variables {
    gateway = {
      name   = "apim"
      models = { standard = [{ url = "" }] }
    }
  }
  expect_failures = [var.gateway]
}

run "a_gateway_without_a_way_to_the_hubs_is_refused" {
  command = plan

  variables {
    network = {}
  }
  expect_failures = [var.gateway]
}

run "a_gateway_in_no_network_is_refused" {
  command = plan

  override_data {
    target = data.azapi_resource.gateway[0]
    values = {
      id     = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-apim/providers/Microsoft.ApiManagement/service/apim"
      output = { identity = { principalId = "00000000-0000-0000-0000-00000000000e" }, properties = { virtualNetworkType = "None" } }
    }
  }
  expect_failures = [data.azapi_resource.gateway]
}
