# A stage for trials, as infra/parameters/dev.bicepparam: it answers on the Internet (to those who sign in), is
# small, has no locks, and costs little while nothing happens.

environment = "dev"
locks       = false

network = {
  public_network_access = "Enabled"
  private_endpoints     = false
}

monitoring = {
  retention_days      = 30
  daily_gigabytes_max = 1
}

event_hubs = {
  llm_usage = { partitions = 2, capacity = 1, capacity_max = 2 }
  apim_logs = { partitions = 2, capacity = 1, capacity_max = 2 }
}

cosmos = {
  capacity       = "serverless"
  zone_redundant = false
  backup         = "Continuous7Days"
}

# Nothing runs while nothing comes: the first event after a pause waits for an instance to start.
function_app = {
  storage_sku  = "Standard_LRS"
  always_ready = []
}

# ---- What differs from company to company

subscription_id     = "00000000-0000-0000-0000-000000000000"
resource_group_name = "rg-chargeback-dev"
location            = "westeurope"

gateway = {
  name           = "apim-contoso-dev"
  resource_group = "rg-apim-dev"
  models = {
    standard = [
      {
        url         = "https://contoso-dev.openai.azure.com/openai"
        resource_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-ai-dev/providers/Microsoft.CognitiveServices/accounts/contoso-dev"
      },
    ]
  }
}
