# Azure asks the program from outside whether it can do its work, and tells when it cannot. It comes from
# Azure's test locations, so it is only of use where the app answers to everybody; /health is open to all.

locals {
  availability_alert = local.alerts.availability
  app_answers_everybody = (
    local.app_public_network_access == "Enabled" &&
    length(concat(local.caller_ip_ranges, var.network.allowed_subnet_ids)) == 0
  )
  tests_availability = local.app_answers_everybody && var.observability.availability_test

  # Five places, as the documentation recommends: one of them may fail by itself.
  # https://learn.microsoft.com/azure/azure-monitor/app/availability
  test_places = ["emea-nl-ams-azr", "emea-gb-db3-azr", "us-va-ash-azr", "us-ca-sjc-azr", "apac-sg-sin-azr"]
}

resource "azapi_resource" "availability_test" {
  count = local.tests_availability ? 1 : 0

  type      = "Microsoft.Insights/webtests@2022-06-15"
  parent_id = local.group_id
  name      = "${local.stem}-health"
  location  = local.location
  # The portal finds the test by this tag.
  tags = merge(local.tags, { "hidden-link:${azapi_resource.component.id}" = "Resource" })
  body = {
    kind = "standard"
    properties = {
      SyntheticMonitorId = "${local.stem}-health"
      Name               = "${local.stem}-health"
      Enabled            = true
      Frequency          = 300
      Timeout            = 30
      Kind               = "standard"
      RetryEnabled       = true
      Locations          = [for place in local.test_places : { Id = place }]
      Request = {
        RequestUrl             = "https://${azapi_resource.app.output.properties.defaultHostName}${local.health_path}"
        HttpVerb               = "GET"
        ParseDependentRequests = false
      }
      ValidationRules = {
        # 503 where the program cannot do its work.
        ExpectedHttpStatusCode        = 200
        SSLCheck                      = true
        SSLCertRemainingLifetimeCheck = 7
      }
    }
  }
}

resource "azapi_resource" "availability_alert" {
  count = local.tests_availability && !contains(var.observability.alerts_off, local.availability_alert.id) ? 1 : 0

  type      = "Microsoft.Insights/metricAlerts@2018-03-01"
  parent_id = local.group_id
  name      = "${local.stem}-${local.availability_alert.id}"
  location  = "global"
  tags      = local.tags
  body = {
    properties = {
      description         = "${local.availability_alert.whatToDo} Runbook: ${var.observability.runbook_url}#${local.availability_alert.runbook}"
      severity            = local.availability_alert.severity
      enabled             = true
      scopes              = [azapi_resource.availability_test[0].id, azapi_resource.component.id]
      evaluationFrequency = local.availability_alert.frequency
      windowSize          = local.availability_alert.window
      criteria = {
        "odata.type"        = "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria"
        webTestId           = azapi_resource.availability_test[0].id
        componentId         = azapi_resource.component.id
        failedLocationCount = lookup(local.thresholds, local.availability_alert.id, local.availability_alert.threshold)
      }
      autoMitigate = true
      actions      = local.metric_actions
    }
  }
}
