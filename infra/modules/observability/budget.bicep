// What a resource group may cost a month, and who is told on the way there. Azure's own cost, as it is
// invoiced: what business units are charged is in the report.

import { budget as budgetType } from 'settings.bicep'

@description('What was chosen.')
param budget budgetType

@description('Addresses that are mailed.')
param emails string[]

@description('Action groups that are called.')
param actionGroupIds string[]

var alert = any(loadJsonContent('../../observability/alerts.json', '$.budget'))

var notices = concat(
  map(alert.actual, percent => { name: 'actual-${percent}', type: 'Actual', percent: percent }),
  map(alert.forecast, percent => { name: 'forecast-${percent}', type: 'Forecasted', percent: percent })
)

resource monthly 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: budget.name
  properties: {
    category: 'Cost'
    amount: budget.amount
    timeGrain: 'Monthly'
    // The service answers the hour too: without it each comparison would show a change.
    timePeriod: { startDate: '${budget.startDate}T00:00:00Z' }
    notifications: toObject(notices, notice => notice.name, notice => {
      enabled: true
      operator: 'GreaterThanOrEqualTo'
      threshold: notice.percent
      thresholdType: notice.type
      contactEmails: emails
      contactGroups: actionGroupIds
      // A notice needs somebody to go to.
      contactRoles: empty(emails) && empty(actionGroupIds) ? ['Owner'] : []
    })
  }
}
