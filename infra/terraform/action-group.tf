# Who is told when an alert fires.

locals {
  has_webhook      = var.observability.webhook_secret_name != null
  has_own_group    = length(var.observability.emails) > 0 || local.has_webhook
  action_group_ids = concat(azapi_resource.action_group[*].id, var.observability.action_group_ids)
  metric_actions   = [for id in local.action_group_ids : { actionGroupId = id }]
}

resource "azapi_resource" "action_group" {
  count = local.has_own_group ? 1 : 0

  type      = "Microsoft.Insights/actionGroups@2023-01-01"
  parent_id = local.group_id
  name      = "ag-${local.stem}"
  # Action groups are of no region: an outage of one must not silence its alarm.
  location = "global"
  tags     = local.tags
  body = {
    properties = {
      # What a text message begins with; twelve characters at most.
      groupShortName = "chargeback"
      enabled        = true
      emailReceivers = [
        for email in var.observability.emails : {
          name                 = email
          emailAddress         = email
          useCommonAlertSchema = true
        }
      ]
    }
  }

  # The address has a key in it: sent, and not kept in the state.
  sensitive_body = {
    properties = {
      webhookReceivers = [
        for name in compact([var.observability.webhook_secret_name]) : {
          name                 = "webhook"
          serviceUri           = var.secrets[name]
          useCommonAlertSchema = true
        }
      ]
    }
  }
}
