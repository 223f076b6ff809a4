# One rule for each entry of infra/observability/alerts.json.

locals {
  # A third of what a hub keeps is left for whoever is called. Where nothing waits, the whole of it is left,
  # so a number of hours that fits one retention would never be silent with a shorter one.
  thresholds = merge({ "events-expire" = floor(var.program.hub_retention_hours / 3) }, var.observability.thresholds)

  # Without the gateway's logs its alerts would watch nothing.
  gateway_workspace_id = coalesce(var.observability.gateway_workspace_id, local.workspace_id)
  watches_gateway      = local.gateway_logs_to_workspace || var.observability.gateway_workspace_id != null

  # By the source of an alert: whether there is anything to watch, and where it is asked.
  watched = {
    program = true
    gateway = local.watches_gateway
    both = local.gateway_logs_to_workspace || (
      var.observability.gateway_workspace_id != null &&
      lower(coalesce(var.observability.gateway_workspace_id, "-")) == lower(coalesce(var.monitoring.workspace_id, "none"))
    )
  }
  alert_scopes = {
    program = [azapi_resource.component.id]
    gateway = [local.gateway_workspace_id]
    both    = [local.workspace_id]
  }

  log_alerts = {
    for alert in local.alerts.log : alert.id => alert
    if !contains(var.observability.alerts_off, alert.id) && local.watched[alert.source]
  }
  hub_alerts = merge([
    for key in keys(local.hubs) : {
      for alert in local.alerts.metric : "${alert.id}/${key}" => merge(alert, { hub = key })
      if !contains(var.observability.alerts_off, alert.id)
    }
  ]...)
}

resource "azapi_resource" "log_alert" {
  for_each = local.log_alerts

  type      = "Microsoft.Insights/scheduledQueryRules@2023-12-01"
  parent_id = local.group_id
  name      = "${local.stem}-${each.key}"
  location  = local.location
  tags      = local.tags
  body = {
    kind = "LogAlert"
    properties = {
      displayName = "${each.value.title} (${local.stem})"
      description = "${each.value.whatToDo} Runbook: ${var.observability.runbook_url}#${each.value.runbook}"
      severity    = each.value.severity
      enabled     = true
      scopes      = local.alert_scopes[each.value.source]
      # The table of a log that never came is not there yet, and the rule has to be made all the same.
      skipQueryValidation = true
      evaluationFrequency = each.value.frequency
      windowSize          = each.value.window
      criteria = {
        allOf = [
          {
            query               = local.queries[each.value.query]
            metricMeasureColumn = each.value.measure
            timeAggregation     = each.value.aggregation
            dimensions = [
              for dimension in each.value.dimensions : { name = dimension.name, operator = "Include", values = dimension.values }
            ]
            operator  = each.value.operator
            threshold = lookup(local.thresholds, each.key, each.value.threshold)
            # One look is enough: every query looks back further than the time between two looks.
            failingPeriods = { numberOfEvaluationPeriods = 1, minFailingPeriodsToAlert = 1 }
          }
        ]
      }
      # Fires once, stays while it lasts, and says when it is over.
      autoMitigate = true
      actions = {
        actionGroups = local.action_group_ids
        customProperties = {
          whatToDo = each.value.whatToDo
          runbook  = "${var.observability.runbook_url}#${each.value.runbook}"
        }
      }
    }
  }
}

# The platform's own metrics of a namespace. Such a rule watches one namespace.
resource "azapi_resource" "hub_alert" {
  for_each = local.hub_alerts

  type      = "Microsoft.Insights/metricAlerts@2018-03-01"
  parent_id = local.group_id
  name      = "${local.stem}-${each.value.id}-${local.hubs[each.value.hub].namespace}"
  location  = "global"
  tags      = local.tags
  body = {
    properties = {
      description         = "${each.value.whatToDo} Runbook: ${var.observability.runbook_url}#${each.value.runbook}"
      severity            = each.value.severity
      enabled             = true
      scopes              = [azapi_resource.namespace[each.value.hub].id]
      evaluationFrequency = each.value.frequency
      windowSize          = each.value.window
      criteria = {
        "odata.type" = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
        allOf = [
          {
            name            = each.value.id
            criterionType   = "StaticThresholdCriterion"
            metricNamespace = each.value.namespace
            metricName      = each.value.metric
            timeAggregation = each.value.aggregation
            dimensions = [
              for dimension in each.value.dimensions : { name = dimension.name, operator = "Include", values = dimension.values }
            ]
            operator  = each.value.operator
            threshold = lookup(local.thresholds, each.value.id, each.value.threshold)
          }
        ]
      }
      autoMitigate = true
      actions      = local.metric_actions
    }
  }
}
