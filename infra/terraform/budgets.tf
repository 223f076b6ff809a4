# What a resource group may cost a month, and who is told on the way there. Azure's own cost, as it is
# invoiced: what business units are charged is in the report.

locals {
  budget_notices = concat(
    [for percent in local.alerts.budget.actual : { name = "actual-${percent}", type = "Actual", percent = percent }],
    [for percent in local.alerts.budget.forecast : { name = "forecast-${percent}", type = "Forecasted", percent = percent }],
  )
}

resource "azapi_resource" "budget" {
  for_each = { for budget in var.observability.budgets : budget.name => budget }

  type      = "Microsoft.Consumption/budgets@2023-11-01"
  parent_id = "/subscriptions/${var.subscription_id}/resourceGroups/${coalesce(each.value.resource_group, var.resource_group_name)}"
  name      = each.key
  body = {
    properties = {
      category  = "Cost"
      amount    = each.value.amount
      timeGrain = "Monthly"
      # The service answers the hour too: without it each plan would show a change.
      timePeriod = { startDate = "${each.value.start_date}T00:00:00Z" }
      notifications = {
        for notice in local.budget_notices : notice.name => {
          enabled       = true
          operator      = "GreaterThanOrEqualTo"
          threshold     = notice.percent
          thresholdType = notice.type
          contactEmails = var.observability.emails
          contactGroups = local.action_group_ids
          # A notice needs somebody to go to.
          contactRoles = length(concat(var.observability.emails, local.action_group_ids)) == 0 ? ["Owner"] : []
        }
      }
    }
  }
}
