// What can be chosen about alerts, workbook and budgets. Everything has a default.

@export()
@description('What can be chosen about alerts, workbook and budgets.')
type observabilitySettings = {
  @description('Addresses that alerts are mailed to. Default: none.')
  emails: string[]?

  @description('Name of the secret in the vault that holds the address of a webhook, with whatever key is in it. Default: no webhook.')
  webhookSecretName: string?

  @description('Action groups that are there already, by resource id; alerts call them too. Default: none.')
  actionGroupIds: string[]?

  @description('Other thresholds than those of infra/observability/alerts.json, by the id of the alert, in the unit that stands there.')
  thresholds: { *: int }?

  @description('Alerts that are not made, by id. Default: none.')
  alertsOff: string[]?

  @description('Address under which people read docs/runbook.md; every alert links its entry. Default: the path in the repository.')
  runbookUrl: string?

  @description('Resource id of the workspace that has the logs of the gateway, where that is not the workspace of the estate. Default: it is.')
  gatewayWorkspaceId: string?

  @description('Whether Azure asks /api/v1/health from outside every five minutes, where the app answers publicly to everybody. Default: true.')
  availabilityTest: bool?

  @description('Monthly budgets of Azure\'s own cost. Default: none.')
  budgets: budget[]?
}

@export()
@description('What a resource group may cost a month.')
type budget = {
  @description('Name of the budget.')
  @minLength(1)
  @maxLength(63)
  name: string

  @description('Amount a month, in the currency of the invoice.')
  @minValue(1)
  amount: int

  @description('First day of the month in which the budget begins, such as 2026-12-01. Azure takes this or a coming month, and no change afterwards.')
  @minLength(10)
  @maxLength(10)
  startDate: string

  @description('Resource group that it watches, such as that of the models. Default: the group of the estate.')
  resourceGroup: string?
}
