// Alerts on what the program and the gateway log: one rule for each entry of alerts.json.

import { apiPatternOf, shippedApiPattern } from 'api-pattern.bicep'
import { namesInQueries, ownQuery } from 'own-queries.bicep'
import { queries } from '../../observability/queries.bicep'

@description('What the names of the rules begin with.')
param prefix string

@description('Region of what is watched.')
param location string

@description('Tags.')
param tags object

@description('Component of Application Insights: queries of the program are asked there.')
param componentId string

@description('Workspace with the program\'s telemetry: what compares it with the gateway is asked there.')
param workspaceId string

@description('Workspace with the logs of the gateway: queries of the gateway are asked there.')
param gatewayWorkspaceId string

@description('Whether the gateway\'s logs are known to be in that workspace; without them its alerts would watch nothing.')
param watchesGateway bool

@description('Whether both are known to be in the same workspace.')
param comparesBoth bool

@description('What the queries name of the estate.')
param names namesInQueries

@description('APIs of language models as LLM_APIS names them: patterns with *, parted by commas.')
param llmApis string

@description('Thresholds by the id of the alert; those of alerts.json for the others.')
param thresholds object

@description('Alerts that are not made.')
param alertsOff string[]

@description('Action groups that are called.')
param actionGroupIds string[]

@description('Address of the runbook.')
param runbookUrl string

// By the source of an alert: whether there is anything to watch, and where it is asked.
var watched = { program: true, gateway: watchesGateway, both: comparesBoth }
var scopes = { program: [componentId], gateway: [gatewayWorkspaceId], both: [workspaceId] }

// any(): alerts differ in what they have of a thing (dimensions: none, all or some), and would be as many types.
var alerts = filter(
  any(loadJsonContent('../../observability/alerts.json', '$.log')),
  alert => !contains(alertsOff, alert.id) && watched[alert.source]
)

var ownApis = apiPatternOf(llmApis)

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in alerts: {
    name: '${prefix}-${alert.id}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${alert.title} (${prefix})'
      description: '${alert.whatToDo} Runbook: ${runbookUrl}#${alert.runbook}'
      severity: alert.severity
      enabled: true
      scopes: scopes[alert.source]
      // The table of a log that never came is not there yet, and the rule has to be made all the same.
      skipQueryValidation: true
      evaluationFrequency: alert.frequency
      windowSize: alert.window
      criteria: {
        allOf: [
          {
            query: ownQuery(replace(queries[alert.query], shippedApiPattern, ownApis), names)
            metricMeasureColumn: alert.measure
            timeAggregation: alert.aggregation
            dimensions: map(alert.dimensions, dimension => {
              name: dimension.name
              operator: 'Include'
              values: dimension.values
            })
            operator: alert.operator
            threshold: thresholds[?alert.id] ?? alert.threshold
            // One look is enough: every query looks back further than the time between two looks.
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      // Fires once, stays while it lasts, and says when it is over. Only rules that are evaluated every twelve
      // hours or more often can: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule
      autoMitigate: true
      actions: {
        actionGroups: actionGroupIds
        customProperties: { whatToDo: alert.whatToDo, runbook: '${runbookUrl}#${alert.runbook}' }
      }
    }
  }
]
