# Production, as infra/parameters/prod.bicepparam: private, zone-redundant where it holds the ledger, locked, and
# sized for about ten million requests a month (docs/cost.md).

environment = "prod"
locks       = true

network = {
  public_network_access = "Disabled"
  private_endpoints     = true

  # Subnets and zones of the platform team; leave these three out, and they are made.
  existing = {
    app_subnet_id      = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/chargeback-app"
    endpoint_subnet_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/endpoints"
  }
  dns = "existing"
  dns_zone_group = {
    subscription_id = "00000000-0000-0000-0000-000000000000"
    resource_group  = "rg-dns"
  }
}

monitoring = {
  retention_days = 90
}

event_hubs = {
  llm_usage = { partitions = 8, capacity = 1, capacity_max = 8 }
  apim_logs = { partitions = 8, capacity = 1, capacity_max = 8 }
}

cosmos = {
  capacity                    = "autoscale"
  autoscale_request_units_max = 4000
  zone_redundant              = true
  backup                      = "Continuous30Days"
}

# ---- What differs from company to company

subscription_id     = "00000000-0000-0000-0000-000000000000"
resource_group_name = "rg-chargeback-prod"
location            = "westeurope"

operators         = [{ id = "00000000-0000-0000-0000-000000000000" }]
reference_editors = [{ id = "00000000-0000-0000-0000-000000000000" }]

program = {
  business_time_zone = "Europe/Zurich"
}

observability = {
  emails      = ["operations@contoso.example"]
  runbook_url = "https://github.com/contoso/azure-openai-chargeback/blob/main/docs/runbook.md"
  # budgets = [{ name = "chargeback", amount = 700, start_date = "…-01" }] from this month or a coming one on.
}

gateway = {
  name           = "apim-contoso"
  resource_group = "rg-apim"
  models = {
    standard = [
      {
        url         = "https://contoso.openai.azure.com/openai"
        resource_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso"
      },
    ]
    provisioned = [
      {
        url         = "https://contoso-ptu.openai.azure.com/openai"
        resource_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso-ptu"
      },
    ]
  }
  policies = {
    audience_id             = "00000000-0000-0000-0000-000000000000"
    provisioned_deployments = ["gpt-4o"]
  }
}
